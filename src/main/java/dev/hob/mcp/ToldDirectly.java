package dev.hob.mcp;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What clients without a relay were told and have not proven yet, by whose calls they are. */
final class ToldDirectly {
  /** Of those that never come again; what they were told ends by itself. */
  private static final int MOST = 1000;

  @GuardedBy("this")
  private final Map<Client, List<String>> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Client, List<String>> eldest) {
          return size() > MOST;
        }
      };

  private record Client(Optional<String> session, Optional<String> folder) {}

  /** It has had all of that. */
  synchronized List<String> of(Optional<String> session, Optional<String> folder) {
    List<String> came = told.remove(new Client(session, folder));
    return came == null ? List.of() : came;
  }

  synchronized void now(Optional<String> session, Optional<String> folder, List<String> ids) {
    if (!ids.isEmpty()) {
      told.computeIfAbsent(new Client(session, folder), it -> new ArrayList<>()).addAll(ids);
    }
  }
}
