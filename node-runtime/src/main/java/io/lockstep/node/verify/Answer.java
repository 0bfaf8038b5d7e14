package io.lockstep.node.verify;

/**
 * The mirror's answer.
 *
 * @param number the question's
 */
public record Answer(int number, Finding finding) {}
