package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.tree.Digest;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Layout of messages, little-endian. Several are packed into one message of the {@link
 * StateChannel}:
 *
 * <pre>
 * u8 version = 1, then for each: u32 length of what follows | u8 kind | fields
 * name, bytes   u32 length | bytes
 * list          u32 count | elements
 * file state    u32 mode | u32 uid | u32 gid | i64 size | i64 mtime s | u32 mtime ns | i64 rdev
 *               | u32 nlink | 16 identity | bytes symlink target | 16 digest of xattrs
 * </pre>
 *
 * Stateless.
 */
final class StateCodec {

  static final byte VERSION = 1;

  /** Longest run of bytes in one message. */
  static final int MAX_DATA_BYTES = 1 << 20;

  /** Hashes in one message: 64 MiB of a file. */
  static final int MAX_HASHES = 512;

  /** XATTR_SIZE_MAX and XATTR_NAME_MAX of linux/limits.h. */
  static final int MAX_XATTR_BYTES = 65536;

  static final int MAX_XATTR_NAME_BYTES = 255;

  private static final int ROUND_BEGIN = 1;
  private static final int DIRECTORY = 2;
  private static final int ENTRY = 3;
  private static final int ABSENT = 4;
  private static final int DIRECTORY_END = 5;
  private static final int INODE = 6;
  private static final int XATTR = 7;
  private static final int DATA = 8;
  private static final int ZEROS = 9;
  private static final int FILE_END = 10;
  private static final int SOURCE_TURN = 11;
  private static final int ROUND_END = 12;
  private static final int XATTRS_WANTED = 33;
  private static final int COMPARE = 34;
  private static final int FETCH = 35;
  private static final int ASKED = 36;
  private static final int TARGET_TURN = 37;

  /** A symbolic link's target is shorter than PATH_MAX. */
  private static final int MAX_TARGET_BYTES = 4095;

  /** Deeper than any path that can be walked name by name within one message. */
  private static final int MAX_DEPTH = 65536;

  private static final int MAX_ROOTS = 1023;

  private StateCodec() {}

  /**
   * Appends the message.
   *
   * @throws java.nio.BufferOverflowException if it does not fit; the position is then undefined
   */
  static void encode(StateMessage message, ByteBuffer out) {
    int start = out.position();
    out.putInt(0);
    switch (message) {
      case SourceMessage source -> encodeSource(source, out);
      case TargetMessage target -> encodeTarget(target, out);
    }
    out.putInt(start, out.position() - start - Integer.BYTES);
  }

  private static void encodeSource(SourceMessage message, ByteBuffer out) {
    switch (message) {
      case SourceMessage.RoundBegin m -> kind(out, ROUND_BEGIN).putInt(m.round());
      case SourceMessage.Directory m -> directory(m, kind(out, DIRECTORY));
      case SourceMessage.Entry m -> entry(m, kind(out, ENTRY));
      case SourceMessage.Absent m -> bytes(kind(out, ABSENT), m.name().bytes());
      case SourceMessage.DirectoryEnd _ -> kind(out, DIRECTORY_END);
      case SourceMessage.Inode m -> state(kind(out, INODE).putLong(m.file()), m.state());
      case SourceMessage.Xattr m ->
          bytes(bytes(kind(out, XATTR).putLong(m.file()), m.name()), m.value());
      case SourceMessage.Data m ->
          bytes(kind(out, DATA).putLong(m.file()).putLong(m.offset()), m.bytes());
      case SourceMessage.Zeros m ->
          kind(out, ZEROS).putLong(m.file()).putLong(m.offset()).putLong(m.length());
      case SourceMessage.FileEnd m -> flag(kind(out, FILE_END).putLong(m.file()), m.complete());
      case SourceMessage.Turn _ -> kind(out, SOURCE_TURN);
      case SourceMessage.RoundEnd m -> flag(kind(out, ROUND_END), m.last());
    }
  }

  private static void encodeTarget(TargetMessage message, ByteBuffer out) {
    switch (message) {
      case TargetMessage.XattrsWanted m -> kind(out, XATTRS_WANTED).putLong(m.file());
      case TargetMessage.Compare m -> compare(m, kind(out, COMPARE));
      case TargetMessage.Fetch m ->
          kind(out, FETCH).putLong(m.file()).putLong(m.offset()).putLong(m.length());
      case TargetMessage.Asked m -> kind(out, ASKED).putLong(m.file());
      case TargetMessage.Turn m -> kind(out, TARGET_TURN).putInt(m.misfits());
    }
  }

  private static ByteBuffer kind(ByteBuffer out, int kind) {
    return out.put((byte) kind);
  }

  private static ByteBuffer flag(ByteBuffer out, boolean flag) {
    return out.put((byte) (flag ? 1 : 0));
  }

  private static ByteBuffer bytes(ByteBuffer out, byte[] bytes) {
    return out.putInt(bytes.length).put(bytes);
  }

  private static void directory(SourceMessage.Directory m, ByteBuffer out) {
    out.putLong(m.file()).putInt(m.path().root()).putInt(m.path().names().size());
    for (Name name : m.path().names()) {
      bytes(out, name.bytes());
    }
    state(flag(out, m.complete()), m.state());
  }

  private static void entry(SourceMessage.Entry m, ByteBuffer out) {
    bytes(out.putLong(m.file()), m.name().bytes());
    state(out, m.state());
    out.putInt(m.content().size());
    for (BlockRanges.Range range : m.content()) {
      out.putLong(range.first()).putLong(range.end());
    }
  }

  private static void compare(TargetMessage.Compare m, ByteBuffer out) {
    out.putLong(m.file()).putLong(m.firstBlock()).putInt(m.hashes().size());
    for (Digest hash : m.hashes()) {
      hash(out, hash);
    }
  }

  private static ByteBuffer hash(ByteBuffer out, Digest hash) {
    return out.putLong(hash.high()).putLong(hash.low());
  }

  private static void state(ByteBuffer out, FileState s) {
    out.putInt(s.mode()).putInt(s.uid()).putInt(s.gid()).putLong(s.size());
    out.putLong(s.mtimeSeconds()).putInt(s.mtimeNanos()).putLong(s.rdev()).putInt(s.nlink());
    hash(bytes(hash(out, s.identity()), s.target()), s.xattrs());
  }

  /** Reads one message; {@code in} holds just its kind and fields. */
  static StateMessage decode(ByteBuffer in) throws MalformedStateMessageException {
    FieldReader fields = new FieldReader(in);
    StateMessage message = decode(fields.u8(), fields);
    fields.expectEnd();
    return message;
  }

  private static StateMessage decode(int kind, FieldReader in)
      throws MalformedStateMessageException {
    return switch (kind) {
      case ROUND_BEGIN -> new SourceMessage.RoundBegin(in.i32());
      case DIRECTORY -> new SourceMessage.Directory(file(in), path(in), in.flag(), state(in));
      case ENTRY -> new SourceMessage.Entry(file(in), in.name(), state(in), in.ranges());
      case ABSENT -> new SourceMessage.Absent(in.name());
      case DIRECTORY_END -> new SourceMessage.DirectoryEnd();
      case INODE -> new SourceMessage.Inode(file(in), state(in));
      case XATTR -> xattr(in);
      case DATA ->
          new SourceMessage.Data(file(in), offset(in), in.bytes("data", 1, MAX_DATA_BYTES));
      case ZEROS -> new SourceMessage.Zeros(file(in), offset(in), offset(in));
      case FILE_END -> new SourceMessage.FileEnd(file(in), in.flag());
      case SOURCE_TURN -> new SourceMessage.Turn();
      case ROUND_END -> new SourceMessage.RoundEnd(in.flag());
      case XATTRS_WANTED -> new TargetMessage.XattrsWanted(file(in));
      case COMPARE ->
          new TargetMessage.Compare(
              file(in), in.i64("block", 0, BlockRanges.END - 1), in.hashes(MAX_HASHES));
      case FETCH -> new TargetMessage.Fetch(file(in), offset(in), offset(in));
      case ASKED -> new TargetMessage.Asked(file(in));
      case TARGET_TURN -> new TargetMessage.Turn(in.i32("misfits", 0, Integer.MAX_VALUE));
      default -> throw new MalformedStateMessageException("kind", "a known kind", kind);
    };
  }

  private static long file(FieldReader in) throws MalformedStateMessageException {
    return in.i64("file", 1, Long.MAX_VALUE);
  }

  private static long offset(FieldReader in) throws MalformedStateMessageException {
    return in.i64("offset or length", 0, Long.MAX_VALUE);
  }

  private static TreePath path(FieldReader in) throws MalformedStateMessageException {
    int root = in.i32("root", 0, MAX_ROOTS - 1);
    List<Name> names = in.names(MAX_DEPTH);
    return new TreePath(root, names);
  }

  private static SourceMessage.Xattr xattr(FieldReader in) throws MalformedStateMessageException {
    return new SourceMessage.Xattr(
        file(in),
        in.bytes("xattr name", 1, MAX_XATTR_NAME_BYTES),
        in.bytes("xattr value", 0, MAX_XATTR_BYTES));
  }

  private static FileState state(FieldReader in) throws MalformedStateMessageException {
    return new FileState(
        in.i32("mode", 0, 0xffff),
        in.i32(),
        in.i32(),
        in.i64("size", 0, Long.MAX_VALUE),
        in.i64(),
        in.i32("nanoseconds", 0, 999_999_999),
        in.i64(),
        in.i32(),
        in.hash(),
        in.bytes("symlink target", 0, MAX_TARGET_BYTES),
        in.hash());
  }
}
