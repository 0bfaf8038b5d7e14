package io.lockstep.journal.op;

import io.lockstep.journal.op.Operation.Allocate;
import io.lockstep.journal.op.Operation.Barrier;
import io.lockstep.journal.op.Operation.Bind;
import io.lockstep.journal.op.Operation.Create;
import io.lockstep.journal.op.Operation.Heal;
import io.lockstep.journal.op.Operation.Link;
import io.lockstep.journal.op.Operation.MakeDirectory;
import io.lockstep.journal.op.Operation.Remnant;
import io.lockstep.journal.op.Operation.RemoveDirectory;
import io.lockstep.journal.op.Operation.RemoveXattr;
import io.lockstep.journal.op.Operation.Rename;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.journal.op.Operation.SetXattr;
import io.lockstep.journal.op.Operation.Symlink;
import io.lockstep.journal.op.Operation.Truncate;
import io.lockstep.journal.op.Operation.Unlink;
import io.lockstep.journal.op.Operation.Write;

/**
 * The fields of each kind of operation, in the order drawn in {@link OperationCodec}. Three
 * switches that must agree; the round trip of every kind is their test.
 */
final class OperationFields {

  private OperationFields() {}

  static int kind(Operation op) {
    return switch (op) {
      case Bind _ -> 1;
      case Create _ -> 2;
      case MakeDirectory _ -> 3;
      case Symlink _ -> 4;
      case Link _ -> 5;
      case Unlink _ -> 6;
      case RemoveDirectory _ -> 7;
      case Rename _ -> 8;
      case Write _ -> 9;
      case Truncate _ -> 10;
      case SetAttributes _ -> 11;
      case SetXattr _ -> 12;
      case RemoveXattr _ -> 13;
      case Allocate _ -> 14;
      case Barrier _ -> 15;
      case Heal _ -> 16;
      case Remnant _ -> 17;
    };
  }

  static int bytes(Operation op) {
    return switch (op) {
      case Bind o -> 17 + o.name().length();
      case Create o -> 37 + o.name().length();
      case MakeDirectory o -> 29 + o.name().length();
      case Symlink o -> 27 + o.name().length() + o.target().length;
      case Link o -> 17 + o.name().length();
      case Unlink o -> 17 + o.name().length();
      case RemoveDirectory o -> 17 + o.name().length();
      case Rename o -> 38 + o.name().length() + o.newName().length();
      case Write o -> 24 + Math.toIntExact(o.data().byteSize());
      case Truncate _ -> 16;
      case SetAttributes _ -> 40;
      case SetXattr o -> 17 + o.name().length + o.value().length;
      case RemoveXattr o -> 9 + o.name().length;
      case Allocate _ -> 28;
      case Barrier _ -> 9;
      case Heal o -> 39 + o.name().length() + o.target().length;
      case Remnant o -> Remnants.bytes(o);
    };
  }

  static void write(Operation op, FieldWriter out) {
    switch (op) {
      case Bind o -> out.i64(o.fileId()).i64(o.parentId()).name(o.name());
      case Create o ->
          owner(out.i64(o.parentId()).i64(o.fileId()).i32(o.mode()), o.uid(), o.gid())
              .i64(o.rdev())
              .name(o.name());
      case MakeDirectory o ->
          owner(out.i64(o.parentId()).i64(o.fileId()).i32(o.mode()), o.uid(), o.gid())
              .name(o.name());
      case Symlink o ->
          owner(out.i64(o.parentId()).i64(o.fileId()), o.uid(), o.gid())
              .name(o.name())
              .bytes16(o.target());
      case Link o -> out.i64(o.fileId()).i64(o.parentId()).name(o.name());
      case Unlink o -> out.i64(o.parentId()).i64(o.fileId()).name(o.name());
      case RemoveDirectory o -> out.i64(o.parentId()).i64(o.fileId()).name(o.name());
      case Rename o -> writeRename(o, out);
      case Write o ->
          out.i64(o.fileId()).i64(o.offset()).i32((int) o.data().byteSize()).i32(0).copy(o.data());
      case Truncate o -> out.i64(o.fileId()).i64(o.size());
      case SetAttributes o ->
          owner(out.i64(o.fileId()).i32(o.valid()).i32(o.mode()), o.uid(), o.gid())
              .i64(o.atimeNanos())
              .i64(o.mtimeNanos());
      case SetXattr o -> out.i64(o.fileId()).i32(o.flags()).bytes8(o.name()).bytes32(o.value());
      case RemoveXattr o -> out.i64(o.fileId()).bytes8(o.name());
      case Allocate o -> out.i64(o.fileId()).i32(o.mode()).i64(o.offset()).i64(o.length());
      case Barrier o -> out.i64(o.fileId()).u8(o.dataOnly() ? 1 : 0);
      case Heal o ->
          owner(out.i64(o.parentId()).i64(o.fileId()).i32(o.mode()), o.uid(), o.gid())
              .i64(o.rdev())
              .name(o.name())
              .bytes16(o.target());
      case Remnant o -> Remnants.write(o, out);
    }
  }

  private static FieldWriter owner(FieldWriter out, int uid, int gid) {
    return out.i32(uid).i32(gid);
  }

  private static void writeRename(Rename o, FieldWriter out) {
    out.i64(o.parentId())
        .i64(o.newParentId())
        .i64(o.fileId())
        .i64(o.replacedId())
        .i32(o.flags())
        .name(o.name())
        .name(o.newName());
  }

  static Operation read(int kind, FieldReader in) {
    return switch (kind) {
      case 1 -> new Bind(in.i64(), in.i64(), in.name());
      case 2 -> readCreate(in);
      case 3 -> readMakeDirectory(in);
      case 4 -> readSymlink(in);
      case 5 -> new Link(in.i64(), in.i64(), in.name());
      case 6 -> readUnlink(in);
      case 7 -> readRemoveDirectory(in);
      case 8 -> readRename(in);
      case 9 -> readWrite(in);
      case 10 -> new Truncate(in.i64(), in.i64());
      case 11 ->
          new SetAttributes(in.i64(), in.i32(), in.i32(), in.i32(), in.i32(), in.i64(), in.i64());
      case 12 -> readSetXattr(in);
      case 13 -> new RemoveXattr(in.i64(), in.bytes8());
      case 14 -> new Allocate(in.i64(), in.i32(), in.i64(), in.i64());
      case 15 -> new Barrier(in.i64(), readBoolean(in));
      case 16 -> readHeal(in);
      case 17 -> Remnants.read(in);
      default ->
          throw new MalformedRecordException(
              "record: expected a kind from 1 to 17, found "
                  + kind
                  + ": written by a newer version");
    };
  }

  private static Create readCreate(FieldReader in) {
    long parentId = in.i64();
    long fileId = in.i64();
    int mode = in.i32();
    int uid = in.i32();
    int gid = in.i32();
    long rdev = in.i64();
    return new Create(parentId, in.name(), fileId, mode, uid, gid, rdev);
  }

  private static MakeDirectory readMakeDirectory(FieldReader in) {
    long parentId = in.i64();
    long fileId = in.i64();
    int mode = in.i32();
    int uid = in.i32();
    int gid = in.i32();
    return new MakeDirectory(parentId, in.name(), fileId, mode, uid, gid);
  }

  private static Symlink readSymlink(FieldReader in) {
    long parentId = in.i64();
    long fileId = in.i64();
    int uid = in.i32();
    int gid = in.i32();
    return new Symlink(parentId, in.name(), fileId, in.bytes16(), uid, gid);
  }

  private static Unlink readUnlink(FieldReader in) {
    long parentId = in.i64();
    long fileId = in.i64();
    return new Unlink(parentId, in.name(), fileId);
  }

  private static RemoveDirectory readRemoveDirectory(FieldReader in) {
    long parentId = in.i64();
    long fileId = in.i64();
    return new RemoveDirectory(parentId, in.name(), fileId);
  }

  private static Rename readRename(FieldReader in) {
    long parentId = in.i64();
    long newParentId = in.i64();
    long fileId = in.i64();
    long replacedId = in.i64();
    int flags = in.i32();
    return new Rename(parentId, in.name(), newParentId, in.name(), flags, fileId, replacedId);
  }

  private static Write readWrite(FieldReader in) {
    long fileId = in.i64();
    long offset = in.i64();
    long dataBytes = Integer.toUnsignedLong(in.i32());
    int reserved = in.i32();
    if (reserved != 0) {
      throw new MalformedRecordException("write: expected reserved 0, found " + reserved);
    }
    return new Write(fileId, offset, in.slice(dataBytes));
  }

  private static SetXattr readSetXattr(FieldReader in) {
    long fileId = in.i64();
    int flags = in.i32();
    return new SetXattr(fileId, in.bytes8(), in.bytes32(), flags);
  }

  private static boolean readBoolean(FieldReader in) {
    int value = in.u8();
    if (value > 1) {
      throw new MalformedRecordException("barrier: expected 0 or 1, found " + value);
    }
    return value == 1;
  }

  private static Heal readHeal(FieldReader in) {
    long parentId = in.i64();
    long fileId = in.i64();
    int mode = in.i32();
    int uid = in.i32();
    int gid = in.i32();
    long rdev = in.i64();
    return new Heal(parentId, in.name(), fileId, mode, uid, gid, rdev, in.bytes16());
  }
}
