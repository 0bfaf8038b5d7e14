package io.lockstep.node.verify;

import io.lockstep.node.reintegration.TreePath;

/**
 * A question of the primary.
 *
 * @param number comes back in the answer
 * @param directory what it is about, by the names at its place in the stream
 */
public record Question(int number, TreePath directory, Subject subject) {}
