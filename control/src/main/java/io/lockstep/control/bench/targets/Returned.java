package io.lockstep.control.bench.targets;

import java.time.Duration;

/**
 * What it took for a copy to be one again.
 *
 * @param time from the moment in which it may come back
 * @param feeding how much of it the other copy spent on bringing it up to date; zero where nobody
 *     tells
 * @param bytes that were sent for it
 * @param operations that were told, or 0 where nobody counts them
 */
public record Returned(Duration time, Duration feeding, long bytes, long operations) {}
