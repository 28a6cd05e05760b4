package dev.hob.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The parameters behind the question mark. */
final class Query {
  private Query() {}

  /** Each once: of two, different readers would take different ones. */
  static Map<String, String> of(Request request) throws ProblemException {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Fields.Field field : fields(request)) {
      if (field.hasMultipleValues()) {
        throw Problem.BAD_QUERY.exception();
      }
      parameters.put(field.getName(), field.getValue());
    }
    return parameters;
  }

  private static Fields fields(Request request) throws ProblemException {
    try {
      return Request.extractQueryParameters(request);
    } catch (RuntimeException e) {
      // Jetty has one of its own for each thing that can be wrong with an escape.
      throw Problem.BAD_QUERY.exception();
    }
  }
}
