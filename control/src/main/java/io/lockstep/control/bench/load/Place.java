package io.lockstep.control.bench.load;

import java.nio.file.Path;

/**
 * Where a family works.
 *
 * @param directory empty, on the target
 * @param scratch on the original file system, for what is not measured
 */
public record Place(Path directory, Path scratch, Sizes sizes) {}
