package io.lockstep.control.bench.load;

import io.lockstep.control.demo.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A tar file with a tree of small files like those of a source tree: 120 bytes to 64 KiB each. */
final class TreeArchive {
  /** The tree's name in the archive. */
  static final String ROOT = "tree";

  private static final int FILES_A_PACKAGE = 20;
  private static final int PACKAGES_A_PART = 20;
  private static final int SMALLEST_BYTES = 120;
  private static final int LARGEST_BYTES = 64 << 10;

  /** Of the logarithm of the size in bytes, which gives about 5 KB a file. */
  private static final double MEAN_LOGARITHM = 8;

  private static final double LOGARITHM_DEVIATION = 1.1;

  private final Programs programs;

  TreeArchive(Programs programs) {
    this.programs = programs;
  }

  /** Made once in the place's scratch directory. */
  Path of(Place place) throws IOException, InterruptedException {
    int files = place.sizes().treeFiles();
    Path archive = place.scratch().resolve("tree-" + files + ".tar");
    if (!Files.exists(archive)) {
      try (TemporaryDirectory parent =
          new TemporaryDirectory(Files.createTempDirectory(place.scratch(), ROOT))) {
        grow(parent.path().resolve(ROOT), files);
        programs.run(
            List.of("tar", "-cf", archive.toString(), "-C", parent.path().toString(), ROOT));
      }
    }
    return archive;
  }

  private static void grow(Path root, int files) throws IOException {
    Random random = new Random(Blocks.SEED);
    for (int i = 0; i < files; i++) {
      int group = i / FILES_A_PACKAGE;
      Path directory = root.resolve("part" + group / PACKAGES_A_PART).resolve("package" + group);
      Files.createDirectories(directory);
      byte[] content = new byte[size(random)];
      random.nextBytes(content);
      Files.write(directory.resolve("file" + i), content);
    }
  }

  private static int size(Random random) {
    double bytes = Math.exp(MEAN_LOGARITHM + LOGARITHM_DEVIATION * random.nextGaussian());
    return (int) Math.clamp(bytes, SMALLEST_BYTES, LARGEST_BYTES);
  }
}
