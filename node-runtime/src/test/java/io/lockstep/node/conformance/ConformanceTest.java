package io.lockstep.node.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.conformance.Bench.Outcome;
import io.lockstep.node.conformance.Differences.Difference;
import io.lockstep.node.scope.Exclusion;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No program can tell a captured directory from the one beneath it, but for the listed {@link
 * Differences}; and everything done there is done on the mirror, by the product's own applier.
 */
class ConformanceTest {

  /** More than one round runs every case in barrier mode too. */
  private static final int ROUNDS = Integer.getInteger("lockstep.conformance.rounds", 1);

  @TestFactory
  List<DynamicTest> strict() throws Exception {
    return compare(Mode.STRICT, Cases.all());
  }

  @TestFactory
  List<DynamicTest> barrier() throws Exception {
    return compare(Mode.BARRIER, ROUNDS > 1 ? Cases.all() : Cases.concernedByWriteBack());
  }

  /** What is not replicated is a file system like any other too, and leaves no trace. */
  @TestFactory
  List<DynamicTest> excluded() throws Exception {
    var known =
        Differences.in(Mode.STRICT).stream()
            .collect(Collectors.toMap(Difference::caseName, Function.identity()));
    List<DynamicTest> tests = new ArrayList<>();
    try (Bench bench = new Bench(Mode.STRICT, Exclusion.of(List.of("/case-*")))) {
      for (Case program : Cases.all()) {
        Outcome outcome = bench.run(program);
        tests.add(dynamicTest(program.name(), () -> check(outcome, known.get(program.name()))));
      }
      List<String> replicated = bench.replicated();
      tests.add(dynamicTest("the mirror is empty", () -> assertThat(replicated).isEmpty()));
    }
    return tests;
  }

  @Test
  void namesAreUniqueAndDifferencesBelongToCases() {
    List<String> names = Cases.all().stream().map(Case::name).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(250);
    for (Mode mode : Mode.values()) {
      assertThat(names)
          .containsAll(Differences.in(mode).stream().map(Difference::caseName).toList());
    }
  }

  private static List<DynamicTest> compare(Mode mode, List<Case> cases) throws Exception {
    var known =
        Differences.in(mode).stream()
            .collect(Collectors.toMap(Difference::caseName, Function.identity()));
    List<DynamicTest> tests = new ArrayList<>();
    List<String> unequal;
    try (Bench bench = new Bench(mode)) {
      for (Case program : cases) {
        Outcome outcome = bench.run(program);
        Difference difference = known.get(program.name());
        tests.add(dynamicTest(program.name(), () -> check(outcome, difference)));
      }
      unequal = bench.finish();
    }
    tests.add(dynamicTest("the mirror is equal", () -> assertThat(unequal).isEmpty()));
    return tests;
  }

  private static void check(Outcome outcome, Difference difference) {
    assertThat(outcome.stops()).as("the program itself").isEmpty();
    assertThat(outcome.failures()).as("operations that the mirror could not apply").isEmpty();
    if (difference == null) {
      assertThat(outcome.onMount()).isEqualTo(outcome.onPlain());
      return;
    }
    int at = firstDifference(outcome.onPlain(), outcome.onMount());
    assertThat(at).as("vanished difference: %s", difference).isNotNegative();
    assertThat(line(outcome.onPlain(), at)).as("%s", difference).contains(difference.onPlain());
    assertThat(line(outcome.onMount(), at)).as("%s", difference).contains(difference.onMount());
  }

  private static int firstDifference(List<String> one, List<String> other) {
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      if (!line(one, i).equals(line(other, i))) {
        return i;
      }
    }
    return -1;
  }

  private static String line(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "";
  }
}
