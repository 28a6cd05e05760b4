package dev.hob.http;

import java.nio.channels.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.EndPoint;

/**
 * The open connections. One that has no request in progress is closed after a time, also when it
 * sends a byte of its headers now and then, which is progress enough for Jetty's own timeout.
 */
final class Connections {
  /** In how many looks a connection must be seen without a request, until it is closed. */
  private static final int LOOKS = 4;

  private final int bound;
  private final Map<EndPoint, Visit> open = new ConcurrentHashMap<>();

  /** Those that were let in, from that moment on: until one is open it counts, too. */
  private final Set<Channel> admitted = ConcurrentHashMap.newKeySet();

  private record Visit(AtomicBoolean busy, AtomicInteger idleLooks) {}

  Connections(int bound) {
    this.bound = bound;
  }

  ScheduledFuture<?> lookAfter(Duration idle, ScheduledExecutorService timers) {
    long pause = Math.max(1, idle.toMillis() / LOOKS);
    return timers.scheduleWithFixedDelay(this::look, pause, pause, TimeUnit.MILLISECONDS);
  }

  private void look() {
    admitted.removeIf(it -> !it.isOpen()); // one that failed before it was open
    open.forEach(
        (client, visit) -> {
          if (!visit.busy().get() && visit.idleLooks().incrementAndGet() > LOOKS) {
            client.close(new TimeoutException("no request for too long"));
          }
        });
  }

  /** False when there are too many. Asked by one thread. */
  boolean admit(Channel client) {
    return admitted.size() < bound && admitted.add(client);
  }

  int count() {
    return open.size();
  }

  void opened(EndPoint client) {
    open.put(client, new Visit(new AtomicBoolean(), new AtomicInteger()));
  }

  void closed(EndPoint client) {
    open.remove(client);
    admitted.removeIf(client.getTransport()::equals);
  }

  void requestBegins(EndPoint client) {
    become(client, true);
  }

  void requestEnds(EndPoint client) {
    become(client, false);
  }

  private void become(EndPoint client, boolean busy) {
    Visit visit = open.get(client);
    if (visit != null) {
      visit.idleLooks().set(0);
      visit.busy().set(busy);
    }
  }
}
