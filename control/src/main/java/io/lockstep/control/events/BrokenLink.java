package io.lockstep.control.events;

/** The first event that does not fit to the chain: from here on the history was altered. */
public record BrokenLink(long position, String message) {}
