package io.lockstep.journal.lineage;

import java.util.UUID;
import java.util.function.Consumer;

/**
 * What one node knows durably about one module. Written before it is believed (see {@link
 * NodeRecordFile}).
 *
 * @param cluster name of the cluster
 * @param module name of the module
 * @param moduleId random, given at the module's first start; all zero bits before that ({@link
 *     #NO_ID})
 * @param node name of this node
 * @param incarnation rises with each write of the record: a peer that shows a lower one than before
 *     was rolled back
 * @param peerIncarnation the highest incarnation the peer has shown
 * @param lineage the epochs of this node's tree
 * @param data state of the tree
 * @param cleanStop whether the daemon stopped in order since; false while it runs
 * @param bootId of the kernel under which the tree was last trusted
 *     (/proc/sys/kernel/random/boot_id): a different one now means that whatever was not synced may
 *     be gone
 * @param checkpoint the journal tells how the tree came about from behind this sequence only: after
 *     a loss of power either may hold what the other lacks ({@link TreeTrust})
 * @param epochPromised the highest epoch number this node has asked an arbiter for or agreed to: no
 *     operation of a lower epoch is accepted once it is written
 * @param aloneUsed whether the last epoch, of kind ALONE, has acknowledged anything; durable before
 *     the first answer
 * @param wholeFrom a condensed replay leaves out bytes that it overwrites later: an INCONSISTENT
 *     tree that is so for no other reason is whole once it holds every operation up to this one; 0
 *     if there is no such way out
 */
public record NodeRecord(
    String cluster,
    String module,
    UUID moduleId,
    String node,
    long incarnation,
    long peerIncarnation,
    Lineage lineage,
    DataState data,
    boolean cleanStop,
    String bootId,
    long checkpoint,
    long epochPromised,
    boolean aloneUsed,
    long wholeFrom) {

  /** The module id of a node that was never part of a mirror. */
  public static final UUID NO_ID = new UUID(0, 0);

  /** What a tree is worth. */
  public enum DataState {
    /** Holds every acknowledged operation of its last epoch. */
    UP_TO_DATE,
    /** Whole, but known to lack acknowledged operations. Never takes over by itself. */
    OUTDATED,
    /**
     * A mixture of two moments (a synchronisation was interrupted, or a disk failed). Never takes
     * over.
     */
    INCONSISTENT,
    /**
     * Untouched, but a human has decided that it is to be replaced by the peer's copy. Never takes
     * over.
     */
    GIVEN_UP,
    /**
     * On its way to be the peer's copy, perhaps a mixture. What only this node had acknowledged is
     * in an archive and counts no more. Never takes over.
     */
    REPLACED;

    /** Whether the copy holds one moment and nobody has decided against it. */
    public boolean isWhole() {
      return this == UP_TO_DATE || this == OUTDATED;
    }

    /** Whether what only this copy holds no longer counts. */
    public boolean isGivenUp() {
      return this == GIVEN_UP || this == REPLACED;
    }
  }

  /** The record of a node before its first start. */
  public static NodeRecord fresh(String cluster, String module, String node, String bootId) {
    return new NodeRecord(
        cluster,
        module,
        NO_ID,
        node,
        0,
        0,
        Lineage.EMPTY,
        DataState.UP_TO_DATE,
        true,
        bootId,
        0,
        0,
        false,
        0);
  }

  /** Whether the node was never part of a mirror. */
  public boolean isFresh() {
    return lineage.isEmpty();
  }

  public NodeRecord withModuleId(UUID value) {
    return with(draft -> draft.moduleId = value);
  }

  public NodeRecord withIncarnation(long value) {
    return with(draft -> draft.incarnation = value);
  }

  public NodeRecord withPeerIncarnation(long value) {
    return with(draft -> draft.peerIncarnation = value);
  }

  /** A new lineage; {@code aloneUsed} starts again at false. */
  public NodeRecord withLineage(Lineage value) {
    return with(
        draft -> {
          draft.lineage = value;
          draft.epochPromised = Math.max(epochPromised, value.lastNumber());
          draft.aloneUsed = false;
        });
  }

  /** Another worth of the tree; with it goes what was known of the way out of the one before. */
  public NodeRecord withData(DataState value) {
    return with(
        draft -> {
          draft.data = value;
          draft.wholeFrom = 0;
        });
  }

  /** A mixture of two moments until it holds every operation up to {@code lastSequence}. */
  public NodeRecord withWholeFrom(long lastSequence) {
    return with(
        draft -> {
          draft.data = DataState.INCONSISTENT;
          draft.wholeFrom = lastSequence;
        });
  }

  /** Whether a replay that goes on makes a whole tree of it again. */
  public boolean isHalfReplayed() {
    return data == DataState.INCONSISTENT && wholeFrom > 0;
  }

  public NodeRecord withStop(boolean clean, String boot) {
    return with(
        draft -> {
          draft.cleanStop = clean;
          draft.bootId = boot;
        });
  }

  public NodeRecord withCheckpoint(long value) {
    return with(draft -> draft.checkpoint = value);
  }

  /** A promise never falls. */
  public NodeRecord withEpochPromised(long value) {
    return with(draft -> draft.epochPromised = Math.max(epochPromised, value));
  }

  public NodeRecord withAloneUsed() {
    return with(draft -> draft.aloneUsed = true);
  }

  private NodeRecord with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.record(this);
  }

  /** The changeable parts of a record, for the short time of a change. */
  private static final class Draft {
    private UUID moduleId;
    private long incarnation;
    private long peerIncarnation;
    private Lineage lineage;
    private DataState data;
    private boolean cleanStop;
    private String bootId;
    private long checkpoint;
    private long epochPromised;
    private boolean aloneUsed;
    private long wholeFrom;

    Draft(NodeRecord from) {
      moduleId = from.moduleId;
      incarnation = from.incarnation;
      peerIncarnation = from.peerIncarnation;
      lineage = from.lineage;
      data = from.data;
      cleanStop = from.cleanStop;
      bootId = from.bootId;
      checkpoint = from.checkpoint;
      epochPromised = from.epochPromised;
      aloneUsed = from.aloneUsed;
      wholeFrom = from.wholeFrom;
    }

    NodeRecord record(NodeRecord from) {
      return new NodeRecord(
          from.cluster,
          from.module,
          moduleId,
          from.node,
          incarnation,
          peerIncarnation,
          lineage,
          data,
          cleanStop,
          bootId,
          checkpoint,
          epochPromised,
          aloneUsed,
          wholeFrom);
    }
  }
}
