package dev.hob.smoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.hob.testing.InstalledJdk;
import dev.hob.testing.NotRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NewerJdkIT {
  private static final Pattern SUCCESSFUL = Pattern.compile("(\\d+) tests successful");

  /** Fewer would mean that the tags got lost, and nothing was proven. */
  private static final int AT_LEAST = 100;

  @Test
  void smokeTestsPassOnEveryNewerJavaThatIsInstalled() throws IOException, InterruptedException {
    List<InstalledJdk> newer = InstalledJdk.newerThanThis();
    if (newer.isEmpty()) {
      NotRun.because(
          "smokeTestsPassOnEveryNewerJavaThatIsInstalled",
          "no JDK newer than " + Runtime.version().feature() + " is installed");
    }
    for (InstalledJdk jdk : newer) {
      assertSmokePasses(jdk);
    }
  }

  private static void assertSmokePasses(InstalledJdk jdk) throws IOException, InterruptedException {
    String base = System.getProperty("hob.basedir", ".");
    Process console =
        new ProcessBuilder(
                jdk.java().toString(),
                "-Dhob.basedir=" + base,
                "-cp",
                System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--details=summary",
                "--include-tag=smoke",
                "--include-classname=.*(Test|IT)",
                "--scan-classpath=" + Path.of(base, "target", "test-classes"))
            .redirectErrorStream(true)
            .start();
    String said = new String(console.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertEquals(0, console.waitFor(), said);
    Matcher successful = SUCCESSFUL.matcher(said);
    assertTrue(successful.find() && Integer.parseInt(successful.group(1)) > AT_LEAST, said);
    System.out.println("smoke on " + jdk + ": " + successful.group());
  }
}
