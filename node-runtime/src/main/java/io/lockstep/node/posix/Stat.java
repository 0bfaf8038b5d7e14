package io.lockstep.node.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A view of a {@code struct statx} (linux/stat.h) in its own native buffer, filled again by each
 * {@link #read}. One thread at a time.
 */
public final class Stat {

  /** Size of struct statx. */
  public static final int BYTES = 256;

  /** STATX_BASIC_STATS. */
  public static final int BASIC = 0x7ff;

  private static final int STATX_MTIME = 0x40;
  private static final int STATX_CTIME = 0x80;

  public static final int S_IFMT = 0xf000;
  public static final int S_IFSOCK = 0xc000;
  public static final int S_IFLNK = 0xa000;
  public static final int S_IFREG = 0x8000;
  public static final int S_IFBLK = 0x6000;
  public static final int S_IFDIR = 0x4000;
  public static final int S_IFCHR = 0x2000;
  public static final int S_IFIFO = 0x1000;

  /** Where struct statx has its times. */
  private static final long CTIME = 96;

  private static final long MTIME = 112;

  private static final long NANOS = 1_000_000_000L;
  private static final byte[] EMPTY = {};

  private static final ThreadLocal<Stat> CURRENT = ThreadLocal.withInitial(Stat::new);

  private final MemorySegment buffer;

  /** A view with memory of its own, freed with the object. */
  public Stat() {
    this(Arena.ofAuto().allocate(BYTES, 8));
  }

  /** A view over a statx buffer of at least {@link #BYTES}, 8-aligned. */
  public Stat(MemorySegment buffer) {
    this.buffer = buffer;
  }

  /** The calling thread's own: no allocation, valid until whoever reads into it next. */
  public static Stat ofThread() {
    return CURRENT.get();
  }

  /** Reads an entry, not following a symbolic link: 0 or a negative errno. */
  public int read(int directoryFd, byte[] name) {
    return Attributes.statx(directoryFd, name, Attributes.AT_SYMLINK_NOFOLLOW, BASIC, buffer);
  }

  /** Reads what a descriptor of any kind (also O_PATH) stands for: 0 or a negative errno. */
  public int read(int fd) {
    return Attributes.statx(fd, EMPTY, Attributes.AT_EMPTY_PATH, BASIC, buffer);
  }

  /**
   * The same without modification and change time, which are 0 then. To ask a file system for these
   * has a price: the next change takes a fine-grained time stamp, and the clock of all file systems
   * moves on to it (Documentation/filesystems/multigrain-ts.rst).
   */
  public int readUntimed(int fd) {
    int mask = BASIC & ~(STATX_MTIME | STATX_CTIME);
    return Attributes.statx(fd, EMPTY, Attributes.AT_EMPTY_PATH, mask, buffer);
  }

  /** Fills in the times that {@link #readUntimed} leaves out, in nanoseconds since 1970. */
  public void times(long mtimeNanos, long ctimeNanos) {
    time(MTIME, mtimeNanos);
    time(CTIME, ctimeNanos);
  }

  private void time(long at, long nanos) {
    buffer.set(JAVA_LONG, at, Math.floorDiv(nanos, NANOS));
    buffer.set(JAVA_INT, at + Long.BYTES, (int) Math.floorMod(nanos, NANOS));
  }

  /** Type and permission bits. */
  public int mode() {
    return Short.toUnsignedInt(buffer.get(JAVA_SHORT, 28));
  }

  /** Type bits only: one of the S_IF constants. */
  public int type() {
    return mode() & S_IFMT;
  }

  public boolean isDirectory() {
    return type() == S_IFDIR;
  }

  public boolean isRegular() {
    return type() == S_IFREG;
  }

  public boolean isSymlink() {
    return type() == S_IFLNK;
  }

  public int blockSize() {
    return buffer.get(JAVA_INT, 4);
  }

  public int nlink() {
    return buffer.get(JAVA_INT, 16);
  }

  public int uid() {
    return buffer.get(JAVA_INT, 20);
  }

  public int gid() {
    return buffer.get(JAVA_INT, 24);
  }

  public long ino() {
    return buffer.get(JAVA_LONG, 32);
  }

  /** Size in bytes. */
  public long size() {
    return buffer.get(JAVA_LONG, 40);
  }

  /** Allocated blocks of 512 bytes. */
  public long blocks() {
    return buffer.get(JAVA_LONG, 48);
  }

  public long atimeSeconds() {
    return buffer.get(JAVA_LONG, 64);
  }

  public int atimeNanosPart() {
    return buffer.get(JAVA_INT, 72);
  }

  public long ctimeSeconds() {
    return buffer.get(JAVA_LONG, CTIME);
  }

  public int ctimeNanosPart() {
    return buffer.get(JAVA_INT, CTIME + Long.BYTES);
  }

  public long mtimeSeconds() {
    return buffer.get(JAVA_LONG, MTIME);
  }

  public int mtimeNanosPart() {
    return buffer.get(JAVA_INT, MTIME + Long.BYTES);
  }

  /** Access time in nanoseconds since 1970. */
  public long atimeNanos() {
    return atimeSeconds() * NANOS + atimeNanosPart();
  }

  /** Modification time in nanoseconds since 1970. */
  public long mtimeNanos() {
    return mtimeSeconds() * NANOS + mtimeNanosPart();
  }

  public int rdevMajor() {
    return buffer.get(JAVA_INT, 128);
  }

  public int rdevMinor() {
    return buffer.get(JAVA_INT, 132);
  }

  public int deviceMajor() {
    return buffer.get(JAVA_INT, 136);
  }

  public int deviceMinor() {
    return buffer.get(JAVA_INT, 140);
  }

  /** Device number of a device node, as mknodat(2) takes it (makedev(3)). */
  public long rdev() {
    return device(rdevMajor(), rdevMinor());
  }

  /** Device number of the file system. */
  public long device() {
    return device(deviceMajor(), deviceMinor());
  }

  private static long device(long major, long minor) {
    return (minor & 0xff)
        | ((major & 0xfff) << 8)
        | ((minor & ~0xffL) << 12)
        | ((major & ~0xfffL) << 32);
  }
}
