package dev.hob.mcp;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Texts as JSON, for who puts JSON together by hand. */
final class JsonQuoting {
  private JsonQuoting() {}

  static String quoted(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2).append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, json);
    return json.append('"').toString();
  }
}
