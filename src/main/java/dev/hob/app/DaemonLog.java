package dev.hob.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The daemon's own log: a few files of bounded size, in the store. */
final class DaemonLog implements AutoCloseable {
  private static final int FILE_BYTES = 1 << 20;
  private static final int FILES = 4;

  private final Logger logger = Logger.getLogger("");
  private final Handler handler;

  private DaemonLog(Handler handler) {
    this.handler = handler;
  }

  static DaemonLog open(Path folder) throws IOException {
    String pattern = folder.toString().replace("%", "%%") + "/hobd.%g.log";
    FileHandler handler = new FileHandler(pattern, FILE_BYTES, FILES, true);
    handler.setFormatter(new Line());
    handler.setEncoding("UTF-8");
    DaemonLog log = new DaemonLog(handler);
    for (Handler other : log.logger.getHandlers()) {
      log.logger.removeHandler(other); // nobody reads the daemon's terminal
    }
    log.logger.addHandler(handler);
    return log;
  }

  /** One line a record, whatever is in it. */
  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord record) {
      String thrown = record.getThrown() == null ? "" : " " + record.getThrown();
      String text = (formatMessage(record) + thrown).replaceAll("\\p{Cntrl}+", " ");
      String level = record.getLevel().getName().toLowerCase(Locale.ROOT);
      return record.getInstant() + " " + level + " " + text + "\n";
    }
  }

  void note(String text) {
    logger.log(Level.INFO, "{0}", text);
  }

  void trouble(String text) {
    logger.log(Level.WARNING, "{0}", text);
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    handler.close();
  }
}
