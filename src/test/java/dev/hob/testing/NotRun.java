package dev.hob.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestPlan;

/**
 * What a machine could not run, and why; told in the end, so that green never means more than was
 * seen.
 *
 * <p>Registered as a listener in {@code META-INF/services}.
 */
public final class NotRun implements TestExecutionListener {
  private static final List<String> REASONS = new CopyOnWriteArrayList<>();

  public static void because(String test, String why) {
    REASONS.add(test + ": " + why);
    System.out.println("NOT RUN: " + test + ": " + why);
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    System.out.println("NOT RUN here: " + REASONS.size());
    REASONS.forEach(reason -> System.out.println("NOT RUN: " + reason));
  }
}
