package dev.hob.engine;

import dev.hob.model.OutputSample;
import java.time.Duration;

/** When the lengths of a task's streams are worth writing down. Guarded by who has it. */
final class Sampling {
  /** Half an hour of output that grows at each look. */
  private static final int SAMPLES_OF_A_GRAIN = 9000;

  private static final int COARSEST = 4;

  private OutputSample last;
  private int samples;

  Sampling(OutputSample last) {
    this.last = last;
    samples = isNothing(last) ? 0 : 1;
  }

  private static boolean isNothing(OutputSample sample) {
    return sample.stdout() == 0 && sample.stderr() == 0;
  }

  /** At first at each look that sees growth; of long output there are fewer and fewer. */
  boolean isDue(OutputSample now) {
    Duration since = Duration.between(last.at(), now.at());
    // The wall clock may have been set back.
    return hasGrown(now) && (since.isNegative() || since.compareTo(pause()) >= 0);
  }

  /** At the end; a task with a single stream that never was sampled needs none. */
  boolean isDueAtTheEnd(OutputSample now) {
    return hasGrown(now) && (samples > 0 || (now.stdout() > 0 && now.stderr() > 0));
  }

  private boolean hasGrown(OutputSample now) {
    return now.stdout() != last.stdout() || now.stderr() != last.stderr();
  }

  private Duration pause() {
    int coarser = Math.min(samples / SAMPLES_OF_A_GRAIN, COARSEST);
    return coarser == 0 ? Duration.ZERO : Duration.ofMillis((long) (200 * Math.pow(10, coarser)));
  }

  void written(OutputSample sample) {
    last = sample;
    samples++;
  }
}
