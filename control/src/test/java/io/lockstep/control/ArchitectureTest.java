package io.lockstep.control;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.lockstep.control.demo.OrdersServer;
import io.lockstep.node.module.ModuleCommand;

/** Which part may know which: journal, node runtime and control, in this order. */
@AnalyzeClasses(packages = "io.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_JOURNAL_KNOWS_NOTHING_ABOVE_IT =
      noClasses()
          .that()
          .resideInAPackage("io.lockstep.journal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lockstep.node..", "io.lockstep.control..");

  @ArchTest
  static final ArchRule THE_NODE_KNOWS_NOTHING_OF_ITS_CONTROL =
      noClasses()
          .that()
          .resideInAPackage("io.lockstep.node..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.lockstep.control..");

  /** Commands to a module are input of the decisions; the module itself is not. */
  @ArchTest
  static final ArchRule DECISIONS_KNOW_NOTHING_OF_WHAT_CARRIES_THEM_OUT =
      noClasses()
          .that()
          .resideInAPackage("io.lockstep.node.role..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.lockstep.node.capture..",
                      "io.lockstep.node.module..",
                      "io.lockstep.node.posix..",
                      "io.lockstep.node.reintegration..",
                      "io.lockstep.node.replication..",
                      "io.lockstep.node.tree..",
                      "io.lockstep.node.write..",
                      "java.io..",
                      "java.net..",
                      "java.nio.channels..",
                      "java.nio.file..")
                  .and(not(belongToAnyOf(ModuleCommand.class))));

  @ArchTest
  static final ArchRule ONLY_THE_EVENT_STORE_KNOWS_SQL =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lockstep.control.events..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..");

  /** The orders of the demonstration run as a process of their own. */
  @ArchTest
  static final ArchRule ONLY_A_PROGRAM_ENDS_ITSELF =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.lockstep.control.cli..")
          .and()
          .doNotBelongToAnyOf(OrdersServer.class)
          .should()
          .callMethod(System.class, "exit", int.class);
}
