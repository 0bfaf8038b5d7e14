package io.lockstep.node.reintegration;

/**
 * What the two sides of a synchronisation by state say to each other. Files are named by numbers
 * that the source gives out, each used once in a synchronisation.
 */
sealed interface StateMessage permits SourceMessage, TargetMessage {}
