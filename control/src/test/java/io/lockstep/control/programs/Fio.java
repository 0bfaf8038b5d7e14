package io.lockstep.control.programs;

import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.MirroredPair;
import java.nio.file.Files;
import java.nio.file.Path;

/** fio(1) writes at random by several ways at once, and finds its checksums again. */
final class Fio {
  private static final String JOBS =
      """
      [global]
      size=%1$dm
      rw=randwrite
      verify=crc32c
      verify_fatal=1
      verify_state_save=0
      do_verify=1
      group_reporting
      thread=0
      randseed=%2$d

      [plain]
      ioengine=psync
      bsrange=512-64k
      bs_unaligned=1
      numjobs=2

      [synced]
      ioengine=psync
      bs=4k
      fdatasync=16
      io_size=1m

      [each-synced]
      ioengine=sync
      bs=8k
      sync=dsync
      io_size=512k

      [direct]
      ioengine=libaio
      iodepth=16
      direct=1
      bsrange=4k-128k

      [mapped]
      ioengine=mmap
      bs=4k
      fsync=64
      numjobs=2

      [vectors]
      ioengine=pvsync2
      bs=32k
      fallocate=posix
      """;

  private static final int MEBIBYTES = 4;

  private Fio() {}

  static void run(MirroredPair pair) throws Exception {
    try (TemporaryDirectory outside = TemporaryDirectory.create("lockstep-fio-")) {
      Path jobs = outside.path().resolve("jobs.fio");
      Length.repeat(
          round -> {
            long seed = Long.getLong("lockstep.programs.seed", System.nanoTime() >>> 1);
            Files.writeString(jobs, JOBS.formatted(MEBIBYTES, seed));
            Path directory = pair.make("fio" + round);
            Shell.run(
                directory,
                "fio --directory=. --output=\"$2\" \"$1\" 2>&1 || { cat \"$2\"; exit 1; }",
                jobs,
                outside.path().resolve("report"));
            pair.assertEqualCopies();
            Shell.run(directory, "rm -f ./*");
          });
    }
  }
}
