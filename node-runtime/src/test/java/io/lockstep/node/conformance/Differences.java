package io.lockstep.node.conformance;

import io.lockstep.node.config.NodeConfig.Mode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a captured directory is known to differ from a plain one; {@code docs/filesystem.md} has
 * the reasons at length. One that is not here fails the test, and so does one that has vanished.
 */
final class Differences {

  private static final Set<Mode> BOTH = EnumSet.allOf(Mode.class);
  private static final Set<Mode> STRICT = EnumSet.of(Mode.STRICT);
  private static final Set<Mode> BARRIER = EnumSet.of(Mode.BARRIER);

  /**
   * One difference.
   *
   * @param caseName which case shows it
   * @param modes in which modes it is there
   * @param onPlain part of the first line that is different, on the plain directory
   * @param onMount the same on the captured one
   * @param reason why it is left
   */
  record Difference(
      String caseName, Set<Mode> modes, String onPlain, String onMount, String reason) {}

  private Differences() {}

  static List<Difference> in(Mode mode) {
    return Stream.of(allocation(), times(), flags(), barrier(), wholeFileSystem())
        .flatMap(differences -> differences)
        .filter(difference -> difference.modes().contains(mode))
        .toList();
  }

  private static Difference both(String caseName, String onPlain, String onMount, String reason) {
    return new Difference(caseName, BOTH, onPlain, onMount, reason);
  }

  private static Stream<Difference> allocation() {
    String reason = "the kernel does not pass it to a FUSE file system";
    return Stream.of(
        both("fallocate: COLLAPSE_RANGE", "8, 0, 4096) = 0", "= EOPNOTSUPP", reason),
        both("fallocate: COLLAPSE_RANGE, refused", "8, 0, 4096) = 0", "= EOPNOTSUPP", reason),
        both("fallocate: INSERT_RANGE", "32, 0, 4096) = 0", "= EOPNOTSUPP", reason),
        both("fallocate: INSERT_RANGE, refused", "32, 0, 4096) = 0", "= EOPNOTSUPP", reason));
  }

  private static Stream<Difference> times() {
    String journal = "the journal keeps times as 64 bits of nanoseconds, which end in 2262";
    String mapped = "a store into a shared mapping is seen when its page is written";
    return Stream.of(
        both("time: 2262, the journal's last", "9223372036.9999", "9223372036.8547", journal),
        both("time: 2263, beyond the journal's last", "9223372037.", "9223372036.8547", journal),
        both("time: 2446, the file system's last", "15032385535.", "", journal),
        both("time: 2447, beyond the file system's last", "15032385535.", "", journal),
        both("time: the largest number", "15032385535.", "", journal),
        both(
            "time: reading moves the access time",
            "atime of f: now",
            "atime of f: 1000000000.",
            "what is read from the page cache does not reach the file system"),
        new Difference(
            "mmap: shared stores are read by others", STRICT, "mtime=now", "pread", mapped),
        new Difference(
            "mmap: stores move the modification time", STRICT, "mtime=now", "msync", mapped),
        new Difference(
            "mmap: stores reach a file renamed meanwhile", STRICT, "mtime=now", "rename", mapped));
  }

  private static Stream<Difference> flags() {
    String own = "FUSE opens have neither";
    return Stream.of(
        both("pwritev2: RWF_NOWAIT", "preadv2 0x8 = 2", "= EOPNOTSUPP", own),
        both("pwritev2: RWF_DONTCACHE", "pwritev2 0x80 = 2", "= EOPNOTSUPP", own),
        both(
            "open: O_DIRECT at odd offsets",
            "= EINVAL",
            "pwrite(fd0, *, 3, 5) = 3",
            "the original is not opened with O_DIRECT, so nothing need be aligned"),
        both("statx: alignment for direct I/O", "told: true", "told: false", "there is none"),
        both(
            "rename: whiteout by an ordinary user",
            "1001:1001",
            "0:0",
            "the daemon makes the whiteout, and rename(2) cannot say for whom"),
        both(
            "chown: nothing, by the owner",
            "~ f: 100775",
            "",
            "a chown that changes nothing is not passed to a FUSE file system"));
  }

  private static Stream<Difference> barrier() {
    String cached = "in barrier mode the kernel keeps time and size of a file itself";
    return Stream.of(
            new String[] {
              "time: 1901, the file system's first", "=-2147483648.0000", "=-2147483648.9999"
            },
            new String[] {
              "time: 1900, before the file system's first", "=-2147483648.0000", "=-2147483649.9999"
            },
            new String[] {"truncate: to the same size", "mtime=now", "open(g"},
            new String[] {"set-ID bits: truncate to the same size as root", "mtime=now", ""},
            new String[] {
              "set-ID bits: truncate to the same size as alice", "mtime=now", "mtime=1000000000"
            },
            new String[] {"write: beyond what the file system can hold", "= EFBIG", "= 1"},
            new String[] {"lseek: a hole is seen", "= ENXIO", "= 0"})
        .map(line -> new Difference(line[0], BARRIER, line[1], line[2], cached));
  }

  private static Stream<Difference> wholeFileSystem() {
    String none = "inode flags would have to be replicated, and are not";
    return Stream.of(
        both("statfs: the type", "0xef53", "0x65735546", "it is a FUSE file system"),
        both("pathconf: links to one file", "65000", "127", "the C library guesses by the type"),
        both("ioctl: inode flags", "= 0", "= ENOTTY", none),
        both("ioctl: project and extended flags", "= 0", "= ENOTTY", none),
        both("ioctl: extent map", "= EINVAL", "= EOPNOTSUPP", "FUSE has no such request"),
        both("statx: time of birth", "told: true", "told: false", "it is not asked for"));
  }
}
