package io.lockstep.node.role;

import java.util.List;

/** What follows from an input: the next state, and what to do on the way there, in order. */
public record Step(ModuleState state, List<Action> actions) {}
