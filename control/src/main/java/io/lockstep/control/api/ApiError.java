package io.lockstep.control.api;

/**
 * The one shape of all errors.
 *
 * @param code the HTTP status
 * @param message one line: what was expected, what was found
 */
public record ApiError(int code, String message) {}
