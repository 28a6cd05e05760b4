package dev.hob.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A port on 127.0.0.1: any user of this machine can connect, so a token shows who may ask. */
record LoopbackDoor(ServerSocketChannel channel, Gate gate, int port) implements Door {

  static LoopbackDoor bind(Settings.Loopback wanted) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      channel.bind(new InetSocketAddress(here, wanted.port()));
      int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      return new LoopbackDoor(channel, Gate.withToken(wanted.token()), port);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean admits(SocketChannel client) {
    return true;
  }

  /** A port has no name to take away. */
  @Override
  public void hide() {}

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
