package dev.hob.output;

/** What windows are made of. */
sealed interface Piece permits Line, Gone {
  long from();

  long to();

  /** False, and nothing is taken, when there is no room for it. */
  boolean takes(Room room);
}
