package io.lockstep.node.capture;

/**
 * Requests that the kernel has asked again after a daemon was killed.
 *
 * @param asked all of them
 * @param answered those of them that the killed daemon had journaled, and that were not done again
 */
public record ResendCount(long asked, long answered) {

  static final ResendCount NONE = new ResendCount(0, 0);

  ResendCount plus(ResendCount other) {
    return new ResendCount(asked + other.asked, answered + other.answered);
  }
}
