package dev.hob.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules are sentences; each exception stands beside its reason. */
class ArchitectureTest {
  private static final JavaClasses HOB =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hob");

  @Test
  void arrowsPointDownOnly() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("model")
        .definedBy("dev.hob.model..")
        .layer("bundle")
        .definedBy("dev.hob.bundle..")
        .layer("process")
        .definedBy("dev.hob.process..")
        .layer("output")
        .definedBy("dev.hob.output..")
        .layer("index")
        .definedBy("dev.hob.index..")
        .layer("notice")
        .definedBy("dev.hob.notice..")
        .layer("queue")
        .definedBy("dev.hob.queue..")
        .layer("api")
        .definedBy("dev.hob.api..")
        .layer("wire")
        .definedBy("dev.hob.wire..")
        .layer("engine")
        .definedBy("dev.hob.engine..")
        .layer("client")
        .definedBy("dev.hob.client..")
        .layer("http")
        .definedBy("dev.hob.http..")
        .layer("mcp")
        .definedBy("dev.hob.mcp..")
        .layer("cli")
        .definedBy("dev.hob.cli..")
        .layer("app")
        .definedBy("dev.hob.app..")
        .whereLayer("model")
        .mayNotAccessAnyLayer()
        .whereLayer("bundle")
        .mayOnlyAccessLayers("model")
        .whereLayer("process")
        .mayOnlyAccessLayers("model")
        .whereLayer("output")
        .mayOnlyAccessLayers("model", "bundle")
        .whereLayer("index")
        .mayOnlyAccessLayers("model", "output")
        .whereLayer("notice")
        .mayOnlyAccessLayers("model", "bundle")
        .whereLayer("queue")
        .mayOnlyAccessLayers("model")
        .whereLayer("api")
        .mayOnlyAccessLayers("model")
        .whereLayer("wire")
        .mayOnlyAccessLayers("api", "model")
        .whereLayer("engine")
        .mayOnlyAccessLayers(
            "model", "bundle", "process", "output", "index", "notice", "queue", "api")
        .whereLayer("client")
        .mayOnlyAccessLayers("wire", "api", "model")
        .whereLayer("http")
        .mayOnlyAccessLayers("wire", "api", "model")
        .whereLayer("mcp")
        .mayOnlyAccessLayers("wire", "api", "model")
        .whereLayer("cli")
        .mayOnlyAccessLayers("wire", "api", "model")
        .check(HOB);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("dev.hob.(*)..").should().beFreeOfCycles().check(HOB);
  }

  @Test
  void theModelNeedsNothingButTheJdkAndDoesNoIo() {
    classes()
        .that()
        .resideInAPackage("dev.hob.model..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.hob.model..",
            "java.lang..",
            "java.util..",
            "java.time..",
            "java.nio.charset..",
            "java.security..",
            "org.jspecify.annotations..")
        .check(HOB);
  }

  @Test
  void databasesProcessesAndWebServersStayInTheirPackages() {
    onlyIn("java.sql..", "dev.hob.index..");
    onlyIn("org.eclipse.jetty..", "dev.hob.http..");
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hob.process..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class, ProcessHandle.class)
        .check(HOB);
  }

  private static void onlyIn(String library, String place) {
    noClasses()
        .that()
        .resideOutsideOfPackage(place)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(HOB);
  }

  /**
   * JSON is a matter of codecs; Json… and Record… classes are the pieces that codecs are made of.
   */
  @Test
  void onlyCodecsSeeTheJsonLibrary() {
    noClasses()
        .that()
        .haveNameNotMatching(
            "dev\\.hob\\.(bundle|notice|wire|mcp)\\.(\\w*Codec|Json\\w+|\\w+Reader|\\w+Writing|ProcessClues)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.fasterxml.jackson..")
        .check(HOB);
  }

  /**
   * Time, chance and surroundings are arguments everywhere but where the program is put together.
   */
  @Test
  void onlyTheAppAsksForTimeChanceThreadsAndSurroundings() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hob.app..")
        .should(
            callAnyOf(
                Map.of(
                    "java.time.Instant", Set.of("now"),
                    "java.lang.System", Set.of("currentTimeMillis", "nanoTime", "getenv", "exit"),
                    "java.util.UUID", Set.of("randomUUID"),
                    "java.util.Random", Set.of("<init>"),
                    "java.security.SecureRandom", Set.of("<init>"),
                    "java.lang.Thread", Set.of("sleep", "<init>", "start"))))
        .check(HOB);
  }

  @Test
  void onlyFrontEndsTalkToTheTerminal() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.hob.app..", "dev.hob.cli..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(HOB);
  }

  private static ArchCondition<JavaClass> callAnyOf(Map<String, Set<String>> forbidden) {
    return new ArchCondition<>("call any of " + forbidden) {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> call : type.getAccessesFromSelf()) {
          Set<String> names = forbidden.get(call.getTargetOwner().getFullName());
          boolean hit = names != null && names.contains(call.getTarget().getName());
          events.add(new SimpleConditionEvent(type, hit, call.getDescription()));
        }
      }
    };
  }

  @Test
  void namesSayWhatATypeIsAndNotThatItHelps() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Data|Info)")
        .check(HOB);
    noClasses().should().resideInAnyPackage("..util..", "..common..").check(HOB);
  }

  @Test
  void classesAreFinalSealedOrAbstract() {
    classes()
        .that(areNotSealed())
        .and()
        .areNotInterfaces()
        .and()
        .areNotAnonymousClasses()
        .and()
        .doNotHaveSimpleName("package-info")
        .should(beFinalOrAbstract())
        .check(HOB);
  }

  private static DescribedPredicate<JavaClass> areNotSealed() {
    return DescribedPredicate.describe("are not sealed", type -> !type.reflect().isSealed());
  }

  /** An enum whose constants have bodies is closed without the word. */
  private static ArchCondition<JavaClass> beFinalOrAbstract() {
    return new ArchCondition<>("be final or abstract") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean closed =
            type.isEnum()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || type.getModifiers().contains(JavaModifier.ABSTRACT);
        events.add(new SimpleConditionEvent(type, closed, type.getFullName() + " is open"));
      }
    };
  }

  /**
   * Engine and process own what changes; output reads on and on, and counts what room is left; a
   * scan of notice reads on and on as well.
   */
  @Test
  void fieldsAreFinalOutsideEngineProcessAndOutput() {
    fields()
        .that()
        .areDeclaredInClassesThat()
        .resideOutsideOfPackages(
            "dev.hob.engine..", "dev.hob.process..", "dev.hob.output..", "dev.hob.notice..")
        .should()
        .beFinal()
        .check(HOB);
  }
}
