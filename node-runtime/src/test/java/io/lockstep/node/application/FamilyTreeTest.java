package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FamilyTreeTest {

  private static final ProcessEntry DAEMON = entry(10, 1, 10, 5);
  private static final ProcessEntry MAIN = entry(100, 10, 100, 50);

  @Test
  void childrenAndTheSessionBelong() {
    ProcessEntry child = entry(101, 100, 100, 51);
    ProcessEntry grandchildInOwnSession = entry(102, 101, 102, 52);
    ProcessEntry orphanInSession = entry(103, 1, 100, 53);
    ProcessEntry stranger = entry(200, 1, 200, 54);
    assertThat(
            members(
                FamilyTree.of(MAIN),
                DAEMON,
                MAIN,
                child,
                grandchildInOwnSession,
                orphanInSession,
                stranger))
        .containsExactlyInAnyOrder(MAIN, child, grandchildInOwnSession, orphanInSession);
  }

  @Test
  void whatWasAMemberStaysOneWhenItsParentsEnd() {
    ProcessEntry backend = entry(101, 100, 101, 51);
    FamilyTree before = FamilyTree.of(MAIN).asOf(List.of(MAIN, backend), _ -> false);
    ProcessEntry orphan = entry(101, 1, 101, 51);
    ProcessEntry itsChild = entry(105, 101, 101, 60);
    assertThat(members(before, DAEMON, orphan, itsChild))
        .containsExactlyInAnyOrder(orphan, itsChild);
  }

  @Test
  void theSessionOfAnEndedLeaderBelongs() {
    ProcessEntry orphan = entry(103, 1, 100, 53);
    assertThat(members(FamilyTree.of(MAIN), DAEMON, orphan)).containsExactly(orphan);
  }

  @Test
  void aPidUsedAgainDoesNotBelong() {
    ProcessEntry reused = entry(100, 1, 100, 999);
    ProcessEntry itsChild = entry(101, 100, 100, 1000);
    assertThat(members(FamilyTree.of(MAIN), DAEMON, reused, itsChild)).isEmpty();
  }

  @Test
  void aMarkedProcessBelongsWithItsChildren() {
    ProcessEntry escaped = entry(300, 1, 300, 70);
    ProcessEntry itsChild = entry(301, 300, 301, 71);
    FamilyTree found =
        FamilyTree.empty().asOf(List.of(DAEMON, escaped, itsChild), entry -> entry.equals(escaped));
    assertThat(found.members()).containsExactlyInAnyOrder(escaped, itsChild);
  }

  @Test
  void aMarkedProcessStillInTheDaemonsSessionDoesNotDrawTheDaemonIn() {
    ProcessEntry justForked = entry(300, 10, 10, 70);
    FamilyTree found =
        FamilyTree.empty().asOf(List.of(DAEMON, justForked), entry -> entry.equals(justForked));
    assertThat(found.members()).containsExactly(justForked);
  }

  private static List<ProcessEntry> members(FamilyTree before, ProcessEntry... running) {
    return before.asOf(List.of(running), _ -> false).members();
  }

  private static ProcessEntry entry(long pid, long parent, long session, long start) {
    return new ProcessEntry(pid, parent, session, 'S', start);
  }
}
