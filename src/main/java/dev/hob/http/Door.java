package dev.hob.http;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A bound socket, and who may come in through it. */
interface Door extends AutoCloseable {
  ServerSocketChannel channel();

  /** Whether the system says that the client is one who may connect at all. */
  boolean admits(SocketChannel client) throws IOException;

  /** What each request is asked for. */
  Gate gate();

  /** Lets nobody find the door any more; who stands before it already is still let in. */
  void hide() throws IOException;

  @Override
  void close() throws IOException;
}
