package io.lockstep.journal.lineage;

import static io.lockstep.journal.lineage.Standings.alone;
import static io.lockstep.journal.lineage.Standings.alpha;
import static io.lockstep.journal.lineage.Standings.beta;
import static io.lockstep.journal.lineage.Standings.mirrored;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.lineage.NodeRecord.DataState;
import io.lockstep.journal.lineage.Verdict.Manual;
import io.lockstep.journal.lineage.Verdict.Method;
import io.lockstep.journal.lineage.Verdict.Refuse;
import io.lockstep.journal.lineage.Verdict.Source;
import io.lockstep.journal.lineage.Verdict.Split;
import io.lockstep.journal.lineage.Verdict.Target;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Named histories. Alpha was the primary, beta the secondary; they were mirrored in epoch 1. What a
 * node does that comes back alone is not decided here.
 */
class HandshakeTest {

  private static final Epoch M1 = mirrored(1, 1, "alpha");
  private static final Epoch ALPHA_ALONE = alone(2, 11, "alpha");
  private static final Epoch BETA_ALONE = alone(2, 11, "beta");

  private static void assertSource(Standings source, Standings target, Method method, long common) {
    Verdict verdict = Handshake.decide(source.build(), target.build());
    assertThat(verdict).isInstanceOf(Source.class);
    assertThat(((Source) verdict).method()).isEqualTo(method);
    assertThat(((Source) verdict).commonSequence()).isEqualTo(common);
    assertThat(Handshake.decide(target.build(), source.build())).isInstanceOf(Target.class);
  }

  private static void assertBoth(Standings one, Standings other, Class<? extends Verdict> kind) {
    assertThat(Handshake.decide(one.build(), other.build())).isInstanceOf(kind);
    assertThat(Handshake.decide(other.build(), one.build())).isInstanceOf(kind);
  }

  @Test
  void both_lost_power_together_F1_the_longer_journal_is_the_source() {
    assertSource(
        beta().lived(M1).until(12).trusted(false),
        alpha().lived(M1).until(10).trusted(false),
        Method.STATE,
        10);
    assertSource(
        alpha().lived(M1).until(12).trusted(false),
        beta().lived(M1).until(12).trusted(false),
        Method.STATE,
        12);
  }

  @Test
  void the_survivor_of_one_power_loss_is_the_source_F2_F3() {
    assertSource(
        beta().lived(M1).until(10), alpha().lived(M1).until(12).trusted(false), Method.STATE, 10);
  }

  @Test
  void alpha_died_and_beta_went_on_alone_F4_F6_beta_is_the_source() {
    assertSource(
        beta().lived(M1, BETA_ALONE).until(20).used(true),
        alpha().lived(M1).until(10),
        Method.LOG,
        10);
  }

  @Test
  void the_unanswered_tail_of_a_dead_primary_never_counts_F6() {
    assertSource(
        beta().lived(M1, BETA_ALONE).until(20).used(true).serving(true),
        alpha().lived(M1).until(12).appliedTo(10),
        Method.LOG,
        10);
    assertSource(
        beta().lived(M1, BETA_ALONE).until(10).serving(true),
        alpha().lived(M1).until(12).appliedTo(12),
        Method.STATE,
        10);
  }

  @Test
  void a_primary_that_lost_power_is_fed_by_the_mirror_that_was_stopped_meanwhile() {
    assertSource(
        beta().lived(M1).until(10).is(DataState.OUTDATED),
        alpha().lived(M1).until(10).trusted(false),
        Method.STATE,
        10);
  }

  @Test
  void a_node_that_served_alone_and_lost_power_is_the_source_of_what_it_synced() {
    assertSource(
        alpha().lived(M1, ALPHA_ALONE).until(20).used(true).trusted(false),
        beta().lived(M1).until(10).is(DataState.OUTDATED),
        Method.STATE,
        10);
  }

  @Test
  void beta_came_back_alone_F5_and_is_the_source_when_alpha_follows() {
    assertSource(
        beta().lived(M1, BETA_ALONE).until(20).used(true).serving(true),
        alpha().lived(M1).until(10).is(DataState.OUTDATED),
        Method.LOG,
        10);
  }

  @Test
  void alpha_alone_died_and_beta_is_back_F7_alpha_is_the_source_when_it_follows() {
    assertSource(
        alpha().lived(M1, ALPHA_ALONE).until(20).used(true),
        beta().lived(M1).until(10).is(DataState.OUTDATED),
        Method.LOG,
        10);
  }

  @Test
  void an_interrupted_copy_is_fed_again_F8() {
    assertSource(
        alpha().lived(M1, ALPHA_ALONE).until(20).used(true),
        beta().lived(M1).until(10).is(DataState.INCONSISTENT),
        Method.STATE,
        0);
    assertBoth(
        alpha().lived(M1).until(10).is(DataState.INCONSISTENT),
        beta().lived(M1).until(10).is(DataState.INCONSISTENT),
        Manual.class);
  }

  @Test
  void a_new_disk_is_not_filled_from_a_copy_known_to_be_old_F9() {
    assertBoth(alpha(), beta().lived(M1).until(10).is(DataState.OUTDATED), Manual.class);
    assertSource(
        beta().lived(M1).until(10).is(DataState.OUTDATED).serving(true), alpha(), Method.STATE, 0);
  }

  @Test
  void both_answered_alone_F10_is_a_split() {
    assertBoth(
        alpha().lived(M1, alone(2, 11, "alpha")).until(14).used(true).serving(true),
        beta().lived(M1, alone(3, 11, "beta")).until(13).used(true).serving(true),
        Split.class);
  }

  @Test
  void a_copy_that_was_given_up_is_replaced_although_it_answered() {
    Standings kept = alpha().lived(M1, alone(2, 11, "alpha")).until(14).used(true);
    for (DataState given : new DataState[] {DataState.GIVEN_UP, DataState.REPLACED}) {
      Standings lost = beta().lived(M1, alone(3, 11, "beta")).until(13).used(true).is(given);
      assertSource(kept, lost, Method.STATE, 0);
      assertSource(kept.is(DataState.OUTDATED), lost, Method.STATE, 0);
      assertBoth(alpha().lived(M1).until(10).is(DataState.INCONSISTENT), lost, Manual.class);
      assertBoth(alpha(), lost, Manual.class);
    }
    assertBoth(
        alpha().lived(M1).until(10).is(DataState.GIVEN_UP),
        beta().lived(M1).until(10).is(DataState.GIVEN_UP),
        Manual.class);
  }

  @Test
  void giving_up_decides_between_histories_that_have_nothing_in_common() {
    Standings other = beta().lived(alone(1, 1, "beta")).until(5).used(true);
    assertSource(alpha().lived(M1).until(10), other.is(DataState.GIVEN_UP), Method.STATE, 0);
  }

  @Test
  void what_is_replaced_is_archived_once() {
    Standing kept = alpha().lived(M1, alone(2, 11, "alpha")).until(14).used(true).build();
    Standings lost = beta().lived(M1, alone(3, 11, "beta")).until(13).used(true);
    assertThat(Divergence.losesIfReplaced(lost.is(DataState.GIVEN_UP).build(), kept)).isTrue();
    assertThat(Divergence.losesIfReplaced(lost.is(DataState.INCONSISTENT).build(), kept)).isTrue();
    assertThat(Divergence.losesIfReplaced(lost.is(DataState.REPLACED).build(), kept)).isFalse();
    assertThat(Divergence.losesIfReplaced(beta().lived(M1).until(10).build(), kept)).isFalse();
    assertThat(Divergence.losesIfReplaced(beta().build(), kept)).isFalse();
  }

  @Test
  void of_two_that_serve_the_later_decision_goes_on() {
    Standing granted = alpha().lived(M1, alone(2, 11, "alpha")).until(14).used(true).build();
    Standing forcedLater = beta().lived(M1, alone(3, 11, "beta")).until(13).used(true).build();
    Standing sameNumber = beta().lived(M1, alone(2, 11, "beta")).until(13).used(true).build();
    assertThat(Precedence.isOf(granted, forcedLater)).isFalse();
    assertThat(Precedence.isOf(forcedLater, granted)).isTrue();
    assertThat(Precedence.isOf(granted, sameNumber)).as("primary when they parted").isTrue();
    assertThat(Precedence.isOf(sameNumber, granted)).isFalse();
  }

  @Test
  void both_went_alone_but_one_answered_nothing_F11_the_other_is_the_source() {
    Standings used = alpha().lived(M1, alone(2, 11, "alpha")).until(14).used(true);
    assertSource(used, beta().lived(M1, alone(3, 11, "beta")).until(10), Method.LOG, 10);
    assertSource(
        used, beta().lived(M1, alone(3, 13, "beta")).until(12).appliedTo(10), Method.LOG, 10);
  }

  @Test
  void alpha_was_granted_to_go_on_alone_but_died_before_it_answered_F12() {
    assertSource(
        alpha().lived(M1, ALPHA_ALONE).until(10), beta().lived(M1).until(10), Method.LOG, 10);
    assertSource(
        beta().lived(M1).until(10).serving(true),
        alpha().lived(M1, ALPHA_ALONE).until(10),
        Method.LOG,
        10);
  }

  @Test
  void beta_died_before_its_first_answer_alone_F13() {
    assertSource(
        beta().lived(M1, BETA_ALONE).until(10), alpha().lived(M1).until(12), Method.STATE, 10);
    assertSource(
        alpha().lived(M1, alone(3, 11, "alpha")).until(15).used(true),
        beta().lived(M1, BETA_ALONE).until(10),
        Method.LOG,
        10);
  }

  @Test
  void a_node_rolled_back_to_a_snapshot_F16_is_the_target() {
    assertSource(
        beta().lived(M1).until(12).incarnations(10, 30),
        alpha().lived(M1).until(12).incarnations(20, 10),
        Method.STATE,
        0);
  }

  @Test
  void a_damaged_copy_that_alone_answered_is_not_overwritten_without_a_human() {
    Standings damaged =
        alpha().lived(M1, ALPHA_ALONE).until(20).used(true).is(DataState.INCONSISTENT);
    assertBoth(damaged, beta().lived(M1).until(10), Manual.class);
    assertSource(
        beta().lived(M1, alone(3, 11, "beta")).until(10).serving(true), damaged, Method.STATE, 0);
  }

  @Test
  void an_alone_epoch_that_answered_without_writing_counts() {
    assertSource(
        beta().lived(M1, BETA_ALONE).until(10).used(true),
        alpha().lived(M1).until(10).serving(true),
        Method.LOG,
        10);
  }

  @Test
  void both_marked_as_old_have_everything_once_they_meet_and_the_longer_journal_is_the_source() {
    assertSource(
        alpha().lived(M1).until(10).is(DataState.OUTDATED),
        beta().lived(M1).until(10).is(DataState.OUTDATED),
        Method.LOG,
        10);
    assertSource(
        beta().lived(M1).until(12).is(DataState.OUTDATED),
        alpha().lived(M1).until(10).is(DataState.OUTDATED),
        Method.LOG,
        10);
  }

  @Test
  void the_log_is_used_only_if_it_reaches_back() {
    assertSource(
        beta().lived(M1, BETA_ALONE).until(20).from(11).used(true),
        alpha().lived(M1).until(10),
        Method.LOG,
        10);
    assertSource(
        beta().lived(M1, BETA_ALONE).until(20).from(12).used(true),
        alpha().lived(M1).until(10),
        Method.STATE,
        10);
  }

  /** One agreed on a number with a peer that never answered, the other was forced into it. */
  @Test
  void of_two_unused_epochs_of_one_number_both_nodes_name_the_same_source() {
    assertSource(
        beta().lived(M1, alone(2, 11, "beta")).until(10),
        alpha().lived(M1, mirrored(2, 11, "alpha")).until(10),
        Method.LOG,
        10);
    assertSource(
        alpha().lived(M1, mirrored(2, 11, "alpha")).until(10),
        beta().lived(M1, mirrored(2, 11, "beta")).until(10),
        Method.LOG,
        10);
  }

  @Test
  void strangers_are_refused() {
    assertBoth(
        alpha().lived(M1).until(10), beta().lived(mirrored(1, 1, "gamma")).until(10), Refuse.class);
    assertBoth(alpha().lived(M1), alpha().lived(M1), Refuse.class);
    Standing self = alpha().lived(M1).until(10).build();
    Standing other = beta().lived(M1).until(10).build();
    Standing foreign = with(other, other.record().withModuleId(new UUID(9, 9)));
    assertThat(Handshake.decide(self, foreign)).isInstanceOf(Refuse.class);
    assertThat(Handshake.decide(foreign, self)).isInstanceOf(Refuse.class);
  }

  private static Standing with(Standing one, NodeRecord record) {
    return new Standing(
        record,
        one.nodeIndex(),
        one.firstSequence(),
        one.lastSequence(),
        one.appliedSequence(),
        one.highestApplied(),
        one.treeTrusted(),
        one.serving(),
        one.holdsData());
  }

  @Test
  void the_first_start_takes_the_side_with_data_and_refuses_to_choose_between_two() {
    assertSource(beta().holdsData(true), alpha(), Method.STATE, 0);
    assertSource(alpha(), beta(), Method.STATE, 0);
    assertBoth(alpha().holdsData(true), beta().holdsData(true), Manual.class);
    assertBoth(alpha().lived(M1).until(10), beta().holdsData(true), Manual.class);
  }

  /** Beta was fed to 12 of what alpha wrote alone, and lacks what is overwritten up to 15. */
  private static Standings halfReplayed() {
    return beta().lived(M1, ALPHA_ALONE).until(12).wholeFrom(15);
  }

  private static Standings servingAlone() {
    return alpha().lived(M1, ALPHA_ALONE).used(true).serving(true);
  }

  @Test
  void a_replay_that_was_interrupted_goes_on() {
    assertSource(servingAlone().until(20), halfReplayed(), Method.LOG, 12);
    assertSource(servingAlone().serving(false).until(15), halfReplayed(), Method.LOG, 12);
  }

  @Test
  void it_does_not_where_what_was_to_overwrite_is_gone() {
    assertSource(servingAlone().until(14), halfReplayed(), Method.STATE, 0);
    Epoch other = alone(3, 13, "alpha");
    Standings again = alpha().lived(M1, alone(2, 11, "alpha"), other).serving(true).until(20);
    assertSource(again, halfReplayed(), Method.STATE, 0);
  }

  @Test
  void nor_where_a_tree_is_not_what_its_journal_says() {
    assertSource(servingAlone().until(20), halfReplayed().trusted(false), Method.STATE, 0);
    assertSource(servingAlone().until(20).trusted(false), halfReplayed(), Method.STATE, 0);
    assertSource(servingAlone().until(20), halfReplayed().incarnations(9, 10), Method.STATE, 0);
  }

  @Test
  void a_half_replayed_tree_feeds_nobody() {
    assertBoth(
        halfReplayed(),
        alpha().lived(M1, ALPHA_ALONE).used(true).until(20).is(DataState.OUTDATED),
        Manual.class);
    assertBoth(
        halfReplayed(), alpha().lived(M1).until(20).is(DataState.INCONSISTENT), Manual.class);
  }

  /** What it synced for its application is in its tree, whatever is left of its journal. */
  @Test
  void who_served_alone_and_lost_power_is_the_source_though_its_half_fed_peer_has_more_journal() {
    Standings served = alpha().lived(M1, ALPHA_ALONE).used(true).until(15).trusted(false);
    Standings halfFed = beta().lived(M1, ALPHA_ALONE).until(20).is(DataState.OUTDATED);
    assertSource(served, halfFed, Method.STATE, 15);
    Epoch again = alone(3, 17, "alpha");
    assertSource(
        alpha().lived(M1, ALPHA_ALONE, again).used(true).serving(true).until(18).from(17),
        halfFed,
        Method.STATE,
        16);
  }
}
