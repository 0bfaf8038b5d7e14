package io.lockstep.node.conformance;

import java.util.function.Consumer;

/**
 * A small program that is run on a plain directory and on a captured one, with the same result.
 *
 * @param name unique; what a report calls it
 */
record Case(String name, Consumer<Program> steps) {}
