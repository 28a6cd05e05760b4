package dev.hob.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.hob.model.SampleTasks;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliDurationsTest {
  @ParameterizedTest
  @CsvSource({
    "200ms,200",
    "10s,10000",
    "5m,300000",
    "2h,7200000",
    "1d,86400000",
    "7,7000",
    "0,0",
    "0.5,500",
    "1m30s,90000",
    "1h2m3s4ms,3723004",
    "1.5s,1500",
    "3650d,315360000000"
  })
  void aDurationIsWrittenWithUnitsAndANumberMeansSeconds(String text, long millis) {
    assertEquals(Optional.of(Duration.ofMillis(millis)), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "-5s",
        "5x",
        "s",
        "1 s",
        "1m 30s",
        "1e3",
        "3651d",
        "999999999999d",
        "٣s",
        "1.s",
        "+5"
      })
  void whatIsNoDurationIsNone(String text) {
    assertEquals(Optional.empty(), Durations.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "4096,4096",
    "5B,5",
    "64KiB,65536",
    "32MiB,33554432",
    "1GiB,1073741824",
    "8388607TiB,9223370937343148032"
  })
  void aSizeIsWrittenWithUnitsAndANumberMeansBytes(String text, long bytes) {
    assertEquals(OptionalLong.of(bytes), Sizes.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "1KB", "1.5KiB", "KiB", "1 KiB", "8388608TiB", "9999999999999999999"})
  void whatIsNoSizeIsNone(String text) {
    assertEquals(OptionalLong.empty(), Sizes.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 bytes",
    "1,1 byte",
    "1023,1023 bytes",
    "1024,1.0 KiB",
    "1258291,1.2 MiB",
    "9223372036854775807,8388608.0 TiB"
  })
  void aSizeIsShownInItsLargestUnit(long bytes, String shown) {
    assertEquals(shown, Sizes.shown(bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "120,120ms",
    "1234,1.2s",
    "59999,59.9s",
    "184000,3m 04s",
    "7500000,2h 05m",
    "273600000,3d 04h"
  })
  void aDurationIsShownInItsTwoLargestUnits(long millis, String shown) {
    assertEquals(shown, Times.took(Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({"0,0s ago", "59,59s ago", "300,5m ago", "7200,2h ago", "259200,3d ago"})
  void aMomentIsShownByItsAge(long seconds, String shown) {
    assertEquals(shown, Times.ago(SampleTasks.START, SampleTasks.START.plusSeconds(seconds)));
  }

  @Test
  void aMomentThatIsStillToComeIsNow() {
    assertEquals("0s ago", Times.ago(SampleTasks.END, SampleTasks.START));
  }
}
