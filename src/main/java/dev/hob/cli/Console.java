package dev.hob.cli;

import dev.hob.model.Refusal;
import dev.hob.wire.ReplyCodec;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The caller's stdout and stderr.
 *
 * @param json replies are lines of JSON, and no text is printed beside them
 */
record Console(OutputStream out, OutputStream err, Look look, boolean json) {

  /** Tells the end of the reader from every other failure. */
  static final class Guarded extends FilterOutputStream {
    Guarded(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
        refuseIfBroken();
      } catch (IOException e) {
        throw new ReaderGoneException(e);
      }
    }

    /** A print stream keeps its troubles to itself. */
    private void refuseIfBroken() throws IOException {
      if (out instanceof PrintStream print && print.checkError()) {
        throw new IOException("the reader is gone");
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
        refuseIfBroken();
      } catch (IOException e) {
        throw new ReaderGoneException(e);
      }
    }
  }

  /** For the verbs that write by themselves. */
  LocalVerbs.Streams streams() {
    return new LocalVerbs.Streams(out, err, json);
  }

  void print(String text) throws IOException {
    print(text.getBytes(StandardCharsets.UTF_8));
  }

  void print(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** To the other stream, where a program finds no reply. */
  void say(byte[] bytes) {
    try {
      err.write(bytes);
      err.flush();
    } catch (IOException e) {
      // Who closed stderr wants no remarks; the reply is on stdout.
    }
  }

  /** A remark; with JSON the reply says it all. */
  void note(String text) {
    if (!json) {
      remark(text);
    }
  }

  private void remark(String text) {
    say(("hob: " + Plain.text(text) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Shows a refusal, and returns the status that goes with it. */
  int refuse(Refusal refusal) {
    if (json) {
      printRefusal(refusal);
    } else {
      remark(refusal.message());
      if (!refusal.hint().isEmpty()) {
        remark(refusal.hint());
      }
    }
    return refusal.code().exitStatus();
  }

  private void printRefusal(Refusal refusal) {
    try {
      print(ReplyCodec.refusal(refusal));
    } catch (IOException e) {
      // Nobody is there to read it; the status says it too.
    }
  }
}
