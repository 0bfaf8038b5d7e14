package io.lockstep.node.capture.protocol;

/**
 * What the kernel asks for: {@code enum fuse_opcode} of include/uapi/linux/fuse.h. Only those that
 * are answered by something other than {@code ENOSYS} are listed.
 */
public enum Opcode {
  LOOKUP(1, Effect.READS),
  FORGET(2, Effect.ADMINISTERS),
  GETATTR(3, Effect.READS),
  SETATTR(4, Effect.MODIFIES),
  READLINK(5, Effect.READS),
  SYMLINK(6, Effect.MODIFIES),
  MKNOD(8, Effect.MODIFIES),
  MKDIR(9, Effect.MODIFIES),
  UNLINK(10, Effect.MODIFIES),
  RMDIR(11, Effect.MODIFIES),
  RENAME(12, Effect.MODIFIES),
  LINK(13, Effect.MODIFIES),
  OPEN(14, Effect.READS),
  READ(15, Effect.READS),
  WRITE(16, Effect.MODIFIES),
  STATFS(17, Effect.READS),
  RELEASE(18, Effect.ADMINISTERS),
  FSYNC(20, Effect.SYNCHRONISES),
  SETXATTR(21, Effect.MODIFIES),
  GETXATTR(22, Effect.READS),
  LISTXATTR(23, Effect.READS),
  REMOVEXATTR(24, Effect.MODIFIES),
  FLUSH(25, Effect.SYNCHRONISES),
  OPENDIR(27, Effect.READS),
  READDIR(28, Effect.READS),
  RELEASEDIR(29, Effect.ADMINISTERS),
  FSYNCDIR(30, Effect.SYNCHRONISES),
  CREATE(35, Effect.MODIFIES),
  INTERRUPT(36, Effect.ADMINISTERS),
  DESTROY(38, Effect.ADMINISTERS),
  IOCTL(39, Effect.READS),
  BATCH_FORGET(42, Effect.ADMINISTERS),
  FALLOCATE(43, Effect.MODIFIES),
  READDIRPLUS(44, Effect.READS),
  RENAME2(45, Effect.MODIFIES),
  LSEEK(46, Effect.READS),
  TMPFILE(51, Effect.MODIFIES);

  /** FUSE_INIT: met once, before any of the others. */
  public static final int INIT_CODE = 26;

  /** What a request does to the tree: decides in which access mode it is allowed. */
  public enum Effect {
    /** Releases something; allowed always. */
    ADMINISTERS,
    /** Looks only. */
    READS,
    /** Makes earlier changes durable; harmless where nothing can be changed. */
    SYNCHRONISES,
    /** Changes the tree. */
    MODIFIES
  }

  private static final Opcode[] BY_CODE = new Opcode[64];

  static {
    for (Opcode opcode : values()) {
      BY_CODE[opcode.code] = opcode;
    }
  }

  private final int code;
  private final Effect effect;

  Opcode(int code, Effect effect) {
    this.code = code;
    this.effect = effect;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** What it does to the tree. */
  public Effect effect() {
    return effect;
  }

  /** The opcode of that number, or null if it is one this program does not know. */
  public static Opcode of(int code) {
    return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
  }
}
