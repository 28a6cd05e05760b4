package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreLocationTest {
  @Test
  void hobHomeDecidesFirst() {
    assertEquals(
        "/a b/ü",
        chosen(Map.of("HOB_HOME", "/a b/ü", "XDG_STATE_HOME", "/state", "HOME", "/home/u")));
  }

  @Test
  void thenTheStateFolderOfTheUser() {
    assertEquals("/state/hob", chosen(Map.of("XDG_STATE_HOME", "/state", "HOME", "/home/u")));
    assertEquals("/home/u/.local/state/hob", chosen(Map.of("HOME", "/home/u")));
  }

  @Test
  void anEmptyOrRelativeStateFolderIsAsGoodAsNone() {
    assertEquals(
        "/home/u/.local/state/hob",
        chosen(Map.of("HOB_HOME", "", "XDG_STATE_HOME", "", "HOME", "/home/u")));
    assertEquals(
        "/home/u/.local/state/hob", chosen(Map.of("XDG_STATE_HOME", "state", "HOME", "/home/u")));
  }

  @Test
  void withoutAnyVariableTheUsersHomeDecides() {
    assertEquals("/home/of-system/.local/state/hob", chosen(Map.of()));
  }

  @Test
  void aRelativeHobHomeIsRefusedForItWouldBeAnotherStoreInEachFolder() {
    assertEquals(
        "store_unusable: the store's folder \"tasks\" is not absolute"
            + " (set HOB_HOME to an absolute folder on a local disk)",
        chosen(Map.of("HOB_HOME", "tasks")));
  }

  @Test
  void aPathThatCannotBeIsRefused() {
    assertEquals("store_unusable", chosen(Map.of("HOB_HOME", "/a\0b")).replaceAll(":.*", ""));
  }

  private static String chosen(Map<String, String> environment) {
    return StoreLocation.choose(
            new StoreLocation.Surroundings(environment, "/home/of-system", false))
        .fold(Path::toString, Object::toString);
  }
}
