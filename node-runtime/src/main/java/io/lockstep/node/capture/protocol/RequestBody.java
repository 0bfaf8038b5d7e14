package io.lockstep.node.capture.protocol;

/**
 * Offsets of the fields in the request bodies ({@code struct fuse_*_in}), counted from the end of
 * the header. {@code BYTES} is the size of the structure, where a name or data follows.
 */
public final class RequestBody {
  private RequestBody() {}

  /** fuse_init_in. */
  public static final class Init {
    public static final int MAJOR = 0;
    public static final int MINOR = 4;
    public static final int MAX_READAHEAD = 8;
    public static final int FLAGS = 12;
    public static final int FLAGS2 = 16;

    private Init() {}
  }

  /** fuse_forget_in; fuse_batch_forget_in and the array of fuse_forget_one behind it. */
  public static final class Forget {
    public static final int LOOKUPS = 0;
    public static final int BATCH_COUNT = 0;
    public static final int BATCH_ITEMS = 8;
    public static final int ITEM_NODE = 0;
    public static final int ITEM_LOOKUPS = 8;
    public static final int ITEM_BYTES = 16;

    private Forget() {}
  }

  /** fuse_setattr_in. */
  public static final class Setattr {
    public static final int VALID = 0;
    public static final int HANDLE = 8;
    public static final int SIZE = 16;
    public static final int ATIME = 32;
    public static final int MTIME = 40;
    public static final int ATIME_NANOS = 56;
    public static final int MTIME_NANOS = 60;
    public static final int MODE = 68;
    public static final int UID = 76;
    public static final int GID = 80;

    /** FATTR_* bits of {@link #VALID}. */
    public static final int VALID_MODE = 1;

    public static final int VALID_UID = 1 << 1;
    public static final int VALID_GID = 1 << 2;
    public static final int VALID_SIZE = 1 << 3;
    public static final int VALID_ATIME = 1 << 4;
    public static final int VALID_MTIME = 1 << 5;
    public static final int VALID_ATIME_NOW = 1 << 7;
    public static final int VALID_MTIME_NOW = 1 << 8;
    public static final int VALID_KILL_SUIDGID = 1 << 11;

    private Setattr() {}
  }

  /** fuse_mknod_in. */
  public static final class Mknod {
    public static final int MODE = 0;
    public static final int RDEV = 4;
    public static final int UMASK = 8;
    public static final int BYTES = 16;

    private Mknod() {}
  }

  /** fuse_mkdir_in. */
  public static final class Mkdir {
    public static final int MODE = 0;
    public static final int UMASK = 4;
    public static final int BYTES = 8;

    private Mkdir() {}
  }

  /** fuse_create_in, also of TMPFILE. */
  public static final class Create {
    public static final int FLAGS = 0;
    public static final int MODE = 4;
    public static final int UMASK = 8;
    public static final int BYTES = 16;

    private Create() {}
  }

  /** fuse_rename_in; fuse_rename2_in. */
  public static final class Rename {
    public static final int NEW_PARENT = 0;
    public static final int BYTES = 8;
    public static final int FLAGS = 8;
    public static final int BYTES2 = 16;

    private Rename() {}
  }

  /** fuse_link_in. */
  public static final class Link {
    public static final int OLD_NODE = 0;
    public static final int BYTES = 8;

    private Link() {}
  }

  /** fuse_open_in, also of OPENDIR. */
  public static final class Open {
    public static final int FLAGS = 0;
    public static final int OPEN_FLAGS = 4;

    /** FUSE_OPEN_KILL_SUIDGID of {@link #OPEN_FLAGS}. */
    public static final int KILL_SUIDGID = 1;

    private Open() {}
  }

  /** fuse_read_in, also of READDIR and READDIRPLUS. */
  public static final class Read {
    public static final int HANDLE = 0;
    public static final int OFFSET = 8;
    public static final int SIZE = 16;

    private Read() {}
  }

  /** fuse_write_in. */
  public static final class Write {
    public static final int HANDLE = 0;
    public static final int OFFSET = 8;
    public static final int SIZE = 16;
    public static final int WRITE_FLAGS = 20;
    public static final int BYTES = 40;

    /** FUSE_WRITE_CACHE of {@link #WRITE_FLAGS}: pages that the kernel had kept back. */
    public static final int CACHE = 1;

    /** FUSE_WRITE_KILL_SUIDGID of {@link #WRITE_FLAGS}. */
    public static final int KILL_SUIDGID = 1 << 2;

    private Write() {}
  }

  /** fuse_release_in. */
  public static final class Release {
    public static final int HANDLE = 0;

    private Release() {}
  }

  /** fuse_flush_in. */
  public static final class Flush {
    public static final int HANDLE = 0;

    private Flush() {}
  }

  /** fuse_fsync_in. */
  public static final class Fsync {
    public static final int HANDLE = 0;
    public static final int FLAGS = 8;

    /** FUSE_FSYNC_FDATASYNC of {@link #FLAGS}. */
    public static final int DATA_ONLY = 1;

    private Fsync() {}
  }

  /** fuse_setxattr_in in its long form (FUSE_SETXATTR_EXT). */
  public static final class Setxattr {
    public static final int SIZE = 0;
    public static final int FLAGS = 4;
    public static final int SETXATTR_FLAGS = 8;
    public static final int BYTES = 16;

    /** FUSE_SETXATTR_ACL_KILL_SGID of {@link #SETXATTR_FLAGS}. */
    public static final int ACL_KILL_SGID = 1;

    private Setxattr() {}
  }

  /** fuse_getxattr_in, also of LISTXATTR. */
  public static final class Getxattr {
    public static final int SIZE = 0;
    public static final int BYTES = 8;

    private Getxattr() {}
  }

  /** fuse_fallocate_in. */
  public static final class Fallocate {
    public static final int HANDLE = 0;
    public static final int OFFSET = 8;
    public static final int LENGTH = 16;
    public static final int MODE = 24;

    private Fallocate() {}
  }

  /** fuse_lseek_in. */
  public static final class Lseek {
    public static final int HANDLE = 0;
    public static final int OFFSET = 8;
    public static final int WHENCE = 16;

    private Lseek() {}
  }
}
