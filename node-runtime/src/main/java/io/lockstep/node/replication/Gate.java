package io.lockstep.node.replication;

/** Whether an operation may begin, and what it needs to be acknowledged. */
sealed interface Gate {

  /** Nothing is entitled: new operations are answered with {@code -errno}. */
  record Closed(int errno) implements Gate {}

  /** New operations wait; {@code before} is what was open. */
  record Frozen(Gate before) implements Gate {}

  /** This node acknowledges by itself. */
  record Alone(long epoch) implements Gate {}

  /** Both nodes acknowledge. */
  record Mirrored(long epoch) implements Gate {}

  /** The epoch whose acknowledgements count while it is mirrored, also while frozen; else 0. */
  default long mirroredEpoch() {
    return switch (this) {
      case Mirrored m -> m.epoch();
      case Frozen f -> f.before().mirroredEpoch();
      case Alone _, Closed _ -> 0;
    };
  }

  /** Whether new operations may be journaled. */
  default boolean isOpen() {
    return this instanceof Alone || this instanceof Mirrored;
  }
}
