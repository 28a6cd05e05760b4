package dev.hob.http;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Takes connections from a channel that is bound already.
 *
 * <p>Jetty's own connector for unix sockets deletes the socket's file whenever it stops, by its
 * name; that may be the socket of hob's successor by then.
 */
final class Entrance extends AbstractConnector {
  private final Door door;
  private final Connections connections;
  private final Selectors selectors;

  Entrance(Server server, Door door, Connections connections, HttpConnectionFactory http) {
    super(server, null, null, null, 1, http);
    this.door = door;
    this.connections = connections;
    this.selectors = new Selectors(getExecutor(), getScheduler());
    installBean(selectors, true);
  }

  Gate gate() {
    return door.gate();
  }

  @Override
  public Object getTransport() {
    return door.channel();
  }

  @Override
  protected void accept(int acceptor) throws IOException {
    SocketChannel client = door.channel().accept();
    try {
      if (door.admits(client) && connections.admit(client)) {
        client.configureBlocking(false);
        selectors.accept(client);
      } else {
        client.close();
      }
    } catch (IOException e) {
      // This one is gone already; the next one may be well.
      client.close();
    }
  }

  @Override
  protected void doStop() throws Exception {
    door.close();
    super.doStop();
  }

  @Override
  protected void onEndPointOpened(EndPoint client) {
    connections.opened(client);
    super.onEndPointOpened(client);
  }

  @Override
  protected void onEndPointClosed(EndPoint client) {
    super.onEndPointClosed(client);
    connections.closed(client);
  }

  /** One selector is plenty for the clients of one user. */
  private final class Selectors extends SelectorManager {
    Selectors(Executor executor, Scheduler scheduler) {
      super(executor, scheduler, 1);
    }

    /**
     * What begins or ends a connection, which Jetty has closeable, takes less than to wake another
     * thread for it.
     */
    @Override
    protected void execute(Runnable task) {
      if (task instanceof Closeable) {
        task.run();
      } else {
        super.execute(task);
      }
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel client, ManagedSelector selector, SelectionKey key) {
      SocketChannelEndPoint endPoint =
          new SocketChannelEndPoint((SocketChannel) client, selector, key, getScheduler());
      endPoint.setIdleTimeout(getIdleTimeout());
      return endPoint;
    }

    @Override
    public Connection newConnection(
        SelectableChannel client, EndPoint endPoint, Object attachment) {
      return getDefaultConnectionFactory().newConnection(Entrance.this, endPoint);
    }

    @Override
    protected void endPointOpened(EndPoint endPoint) {
      super.endPointOpened(endPoint);
      onEndPointOpened(endPoint);
    }

    @Override
    protected void endPointClosed(EndPoint endPoint) {
      onEndPointClosed(endPoint);
      super.endPointClosed(endPoint);
    }
  }
}
