package io.lockstep.node.role;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.lineage.Verdict;

/** Where a module is in its life on this node: finer than the {@link Role} people see. */
public sealed interface Phase {

  /**
   * Not started.
   *
   * @param retryAtMillis when it is started again by itself, because it gave up its role; 0: never
   */
  record Stopped(String reason, long retryAtMillis) implements Phase {}

  /** Started; neither serving nor mirroring. */
  record Waiting(long sinceMillis, long retryAtMillis, String reason, Feeding feeding)
      implements Phase {}

  /** An arbiter has been asked for {@code candidate}; nothing is decided until it answers. */
  record Claiming(Epoch candidate, Purpose purpose, long sinceMillis) implements Phase {}

  /** Entitled to serve alone (durably written); the tree is brought to the journal's end first. */
  record Preparing(Epoch epoch, Feeding feeding) implements Phase {}

  /** Serves, acknowledges by itself. */
  record Alone(Epoch epoch, Feeding feeding) implements Phase {}

  /**
   * Was mirrored and lost its peer: acknowledges nothing until the peer is back or the arbiter
   * grants, or the peer has durably renounced its right to take over.
   */
  record Frozen(
      Epoch epoch, long sinceMillis, long retryAtMillis, boolean peerRenounced, Feeding feeding)
      implements Phase {

    Frozen retryAt(long millis) {
      return new Frozen(epoch, sinceMillis, millis, peerRenounced, feeding);
    }

    Frozen feeding(Feeding value) {
      return new Frozen(epoch, sinceMillis, retryAtMillis, peerRenounced, value);
    }
  }

  /**
   * The next mirrored epoch is durable here, and the peer has been asked to enter it. From here on
   * the peer may be entitled to take over, whether its answer arrives or not.
   */
  record Joining(Epoch next) implements Phase {}

  /** Serves, mirrored. */
  record Primary(Epoch epoch) implements Phase {}

  /** Mirrors. */
  record Secondary(Epoch epoch) implements Phase {}

  /**
   * Was a secondary and lost its primary. {@code deadSinceMillis} is -1 while the primary may be
   * alive.
   */
  record Orphan(Epoch epoch, long deadSinceMillis, long retryAtMillis) implements Phase {

    Orphan retryAt(long millis) {
      return new Orphan(epoch, deadSinceMillis, millis);
    }
  }

  /** Is being brought up to date. */
  record Target(Verdict.Method method, long commonSequence) implements Phase {}

  /**
   * Is about to be brought up to date, but holds acknowledged operations that its source lacks:
   * these are archived first. Nothing is promised to the peer meanwhile.
   */
  record Archiving() implements Phase {}

  /** A primary on its way to become the secondary of its peer. */
  record HandingOver(Epoch epoch, Step step, Epoch next, boolean thenStop, String why)
      implements Phase {

    HandingOver at(Step value) {
      return new HandingOver(epoch, value, next, thenStop, why);
    }
  }

  /**
   * Stops its application before it stops itself, and has written what other programs left in the
   * kernel's cache.
   *
   * @param step {@link Step#STOPPING_APPLICATION}, then, if it serves, {@link Step#WRITING_BACK}
   * @param serves whether what is written still reaches the tree
   * @param thenAgain whether it is started again by itself after a while
   */
  record Leaving(Step step, boolean serves, String reason, boolean thenAgain) implements Phase {

    Leaving at(Step value) {
      return new Leaving(value, serves, reason, thenAgain);
    }
  }

  /** Why an arbiter is asked. */
  enum Purpose {
    /** A primary wants to go on without its peer. */
    KEEP,
    /** A secondary wants to replace its primary. */
    TAKE_OVER,
    /** A restarted node found no peer. */
    RETURN,
    /** A human insists. */
    FORCE
  }

  /** How far the feeding of a returning peer is. */
  sealed interface Feeding {
    /** Nobody is fed. */
    record None() implements Feeding {}

    /** This node says it is the source; the peer has not confirmed yet. */
    record Agreed(Verdict.Source verdict) implements Feeding {}

    /** The stream runs. */
    record Running(Verdict.Source verdict) implements Feeding {}
  }

  /** Nobody is fed. */
  Feeding NOT_FEEDING = new Feeding.None();

  /** How far a hand-over, or a stop, is. */
  enum Step {
    STOPPING_APPLICATION,
    WRITING_BACK,
    DRAINING,
    AWAITING_RENUNCIATION,
    AWAITING_ANSWER
  }
}
