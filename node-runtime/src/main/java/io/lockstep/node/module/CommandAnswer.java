package io.lockstep.node.module;

/**
 * The immediate answer to a command.
 *
 * @param accepted whether it is being carried out; its progress is events
 * @param commandId identifies the command in events
 * @param message why it was refused, or what happens now
 */
public record CommandAnswer(boolean accepted, String commandId, String message) {}
