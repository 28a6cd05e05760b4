package dev.hob.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real shells, one in the other. */
class AncestorsIT {
  private static final List<ProcessTable> TABLES = List.of(new ProcfsTable(), new HandleTable());

  /** Each says its pid, starts the next one, and waits for it; the last waits for its input. */
  private static final String NESTED =
      "echo $$; sh -c 'echo $$; sh -c \"echo \\$\\$; read line\"; exit'; exit";

  @Test
  void shellsInShellsAreFoundUpToThisProcessAndBeyond() throws Exception {
    Process outer = new ProcessBuilder("sh", "-c", NESTED).start();
    try {
      List<Long> pids = pids(outer, 3);
      for (ProcessTable table : TABLES) {
        List<ProcessRef> line = new Ancestors(table).of(pids.get(2));

        List<Long> expected = List.of(pids.get(2), pids.get(1), outer.pid(), ThisProcess.pid());
        assertEquals(expected, line.stream().limit(4).map(ProcessRef::pid).toList());
        assertTrue(line.size() <= Ancestors.MOST, line::toString);
        assertTrue(line.stream().allMatch(table::lives), line::toString);
      }
    } finally {
      outer.getOutputStream().close(); // all three end
      assertTrue(outer.waitFor() >= 0);
    }
  }

  @Test
  void aShellThatIsGoneIsNobodysAncestorAndHasNone() throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "exit 0").start();
    shell.waitFor();

    for (ProcessTable table : TABLES) {
      assertEquals(List.of(), new Ancestors(table).of(shell.pid()));
    }
  }

  private static List<Long> pids(Process process, int count) throws IOException {
    List<Long> pids = new ArrayList<>();
    BufferedReader lines = process.inputReader();
    while (pids.size() < count) {
      String line = lines.readLine();
      if (line == null) {
        throw new AssertionError("it ended after " + pids);
      }
      pids.add(Long.parseLong(line));
    }
    return pids;
  }
}
