package dev.hob.output;

/** A stretch, or a part of one, that is missing. */
record Gone(Part.Missing part) implements Piece {

  @Override
  public long from() {
    return part.from();
  }

  @Override
  public long to() {
    return part.to();
  }

  @Override
  public boolean takes(Room room) {
    return room.take(part.mark());
  }
}
