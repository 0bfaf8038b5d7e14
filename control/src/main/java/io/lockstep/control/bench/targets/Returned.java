package io.lockstep.control.bench.targets;

import java.time.Duration;

/**
 * What it took for a copy to be one again.
 *
 * @param bytes that were sent for it
 * @param operations that were told, or 0 where nobody counts them
 */
public record Returned(Duration time, long bytes, long operations) {}
