package dev.hob.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The list of writes is derived from the code: whoever adds one without a failpoint, or without a
 * scenario that kills it at each step, is told here.
 */
class DiskWallTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hob");

  /** What changes a file system, by the JDK's names. */
  private static final Map<String, String> CHANGING =
      Map.of(
          "java.nio.file.Files",
          "create.*|delete.*|move|copy|write.*|new(Output|Buffered)?Writer|newOutputStream|newByteChannel|set.*",
          "java.nio.channels.FileChannel",
          "write|truncate|transferFrom|map|force|open",
          "java.io.FileOutputStream",
          ".*",
          "java.io.RandomAccessFile",
          ".*",
          "java.io.FileWriter",
          ".*",
          "java.io.File",
          "create.*|delete.*|mkdir.*|rename.*|set.*");

  /** Opens for reading only. */
  private static final Set<String> READS =
      Set.of("GuardedRead.content", "GuardedRead.openPlain", "PlainStream.open", "Sight.read");

  /** Opens in order to change in place; the changes themselves are steps. */
  private static final Set<String> OPENS = Set.of("Disk.openFile");

  /** These write through a method that has a scenario. */
  private static final Map<String, String> THROUGH =
      Map.ofEntries(
          Map.entry("RecordWriter.create", "RecordStore.create"),
          Map.entry("RecordWriter.update", "RecordStore.update"),
          Map.entry("RecordWriter.delete", "Deletion.delete"),
          Map.entry("RecordWriter.setAside", "Quarantine.setAside"),
          Map.entry("TaskFiles.update", "RecordStore.update"),
          Map.entry("TaskFiles.place", "PlacedRecord.sync"),
          Map.entry("TaskFiles.createCaptures", "CaptureFiles.create"),
          Map.entry("TaskFiles.markKilled", "ExitMarkerStore.markKilled"),
          Map.entry("TaskFiles.callOff", "ClaimStore.callOff"),
          Map.entry("TaskFiles.dropLiveMark", "LiveMarks.remove"),
          Map.entry("TaskFiles.note", "NoticeJournalStore.append"));

  /**
   * Empty files and folders, of which nothing can be said but that they are there or not; and what
   * is derived, and made again when it is not whole.
   */
  private static final Set<String> HOLD_NOTHING =
      Set.of(
          "StoreLock.acquire",
          "RunFolder.makeRoomForSocket",
          "RunFolder.logFolder",
          "CacheFolder.adoptArchive",
          "CacheFolder.freshArchive",
          "CacheFolder.trainingFolder");

  /** A socket is made by the system and means something only while somebody listens. */
  private static final Set<String> SOCKETS = Set.of("SocketDoor.bind", "SocketDoor.hide");

  @Test
  void onlyDiskChangesTheFileSystem() {
    Set<String> others =
        changingCalls()
            .filter(call -> !call.getOriginOwner().getSimpleName().equals("Disk"))
            .map(call -> shown(call.getOrigin()))
            .filter(method -> !READS.contains(method) && !SOCKETS.contains(method))
            .collect(Collectors.toSet());

    assertEquals(Set.of(), others);
  }

  @Test
  void everyChangeAsksTheProbeFirst() {
    Set<String> unasked =
        changingCalls()
            .map(JavaCall::getOrigin)
            .filter(method -> !SOCKETS.contains(shown(method)))
            .filter(method -> !READS.contains(shown(method)) && !OPENS.contains(shown(method)))
            .filter(method -> !callsProbe(method))
            .map(DiskWallTest::shown)
            .collect(Collectors.toSet());

    assertEquals(Set.of(), unasked);
  }

  @Test
  void onlyDiskRenamesByTheSystemsOwnCalls() {
    Set<String> users =
        CLASSES.get(NameExchange.class).getAccessesToSelf().stream()
            .filter(access -> access.getTarget().getName().startsWith("try"))
            .map(access -> access.getOriginOwner().getSimpleName())
            .collect(Collectors.toSet());

    assertEquals(Set.of("Disk"), users);
  }

  @Test
  void everyWriteHasAScenarioThatKillsItAtEachStep() {
    Set<String> writes = new TreeSet<>();
    for (JavaClass type : CLASSES.that(inBundle())) {
      if (type.getModifiers().contains(JavaModifier.PUBLIC)) {
        type.getCodeUnits().stream()
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> reachesDisk(method, new HashSet<>()))
            .map(DiskWallTest::shown)
            .map(method -> THROUGH.getOrDefault(method, method))
            .filter(method -> !HOLD_NOTHING.contains(method))
            .forEach(writes::add);
      }
    }
    Set<String> killed =
        Stream.of(WriteScenario.values())
            .map(WriteScenario::method)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(writes, killed);
    assertTrue(writes.size() > 5, "the search found too little: " + writes);
  }

  private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> inBundle() {
    return JavaClass.Predicates.resideInAPackage("dev.hob.bundle");
  }

  private static Stream<JavaCall<?>> changingCalls() {
    return CLASSES.stream()
        .flatMap(type -> type.getCodeUnits().stream())
        .flatMap(method -> method.getCallsFromSelf().stream())
        .filter(call -> isChanging(call.getTarget()))
        .map(call -> (JavaCall<?>) call);
  }

  private static boolean isChanging(AccessTarget.CodeUnitCallTarget target) {
    String names = CHANGING.get(target.getOwner().getFullName());
    return names != null && target.getName().matches(names);
  }

  private static boolean callsProbe(JavaCodeUnit method) {
    return method.getCallsFromSelf().stream()
        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(DiskProbe.class));
  }

  private static boolean reachesDisk(JavaCodeUnit method, Set<JavaCodeUnit> seen) {
    if (!seen.add(method)) {
      return false;
    }
    if (method.getOwner().isEquivalentTo(Disk.class)) {
      return callsProbe(method);
    }
    return Stream.concat(
            method.getCallsFromSelf().stream(), method.getCodeUnitReferencesFromSelf().stream())
        .flatMap(call -> call.getTarget().resolveMember().stream())
        .filter(JavaCodeUnit.class::isInstance)
        .map(JavaCodeUnit.class::cast)
        .anyMatch(called -> reachesDisk(called, seen));
  }

  private static String shown(JavaCodeUnit method) {
    return method.getOwner().getSimpleName() + "." + method.getName();
  }
}
