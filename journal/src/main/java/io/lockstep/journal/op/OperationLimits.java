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
 * What the fields of an operation may hold. Checked when a record is written, so that a mistake
 * fails here and not on the peer, and when one is read.
 */
public final class OperationLimits {

  /** PATH_MAX of Linux (limits.h) without the terminating NUL. */
  public static final int MAX_TARGET_BYTES = 4095;

  /** XATTR_NAME_MAX of Linux (limits.h). */
  public static final int MAX_XATTR_NAME_BYTES = 255;

  /** XATTR_SIZE_MAX of Linux (limits.h). */
  public static final int MAX_XATTR_VALUE_BYTES = 65536;

  private static final int ALL_ATTRIBUTES =
      SetAttributes.MODE
          | SetAttributes.UID
          | SetAttributes.GID
          | SetAttributes.ATIME
          | SetAttributes.MTIME;

  private OperationLimits() {}

  /**
   * Checks one entry.
   *
   * @throws IllegalArgumentException naming the field, its limits and what was found
   */
  public static void check(Entry entry) {
    range("epoch", entry.epoch(), 0, Long.MAX_VALUE);
    range("sequence", entry.sequence(), 1, Long.MAX_VALUE);
    checkFields(entry.operation());
  }

  private static void checkFields(Operation op) {
    switch (op) {
      case Bind o -> ids(o.fileId(), o.parentId());
      case Create o -> ids(o.fileId(), o.parentId());
      case MakeDirectory o -> ids(o.fileId(), o.parentId());
      case Symlink o -> {
        ids(o.fileId(), o.parentId());
        range("target bytes", o.target().length, 1, MAX_TARGET_BYTES);
      }
      case Link o -> ids(o.fileId(), o.parentId());
      case Unlink o -> ids(o.fileId(), o.parentId());
      case RemoveDirectory o -> ids(o.fileId(), o.parentId());
      case Rename o -> checkRename(o);
      case Write o -> checkWrite(o);
      case Truncate o -> {
        id(o.fileId());
        range("size", o.size(), 0, Long.MAX_VALUE);
      }
      case SetAttributes o -> {
        id(o.fileId());
        range("attribute bits", o.valid(), 0, ALL_ATTRIBUTES);
      }
      case SetXattr o -> checkSetXattr(o);
      case RemoveXattr o -> {
        id(o.fileId());
        xattrName(o.name());
      }
      case Allocate o -> checkAllocate(o);
      case Barrier o -> id(o.fileId());
      case Heal o -> {
        range("parent id", o.parentId(), 1, Long.MAX_VALUE);
        range("file id", o.fileId(), o.mode() == 0 ? 0 : 1, Long.MAX_VALUE);
        range("target bytes", o.target().length, 0, MAX_TARGET_BYTES);
      }
      case Remnant o -> checkRemnant(o);
    }
  }

  private static void checkRename(Rename o) {
    ids(o.fileId(), o.parentId());
    id(o.newParentId());
    range("replaced file id", o.replacedId(), 0, Long.MAX_VALUE);
    range("rename flags", o.flags(), 0, 7);
  }

  private static void checkWrite(Write o) {
    id(o.fileId());
    range("data bytes", o.data().byteSize(), 0, OperationCodec.MAX_DATA_BYTES);
    range("offset", o.offset(), 0, Long.MAX_VALUE - o.data().byteSize());
  }

  /**
   * Extents that overlap or go backwards would not be what is left of one write. Naming them may
   * take what the longest write has for its data and its fields: no record is longer than that.
   */
  private static void checkRemnant(Remnant o) {
    id(o.fileId());
    long bytes = 0;
    long end = 0;
    for (Extent extent : o.extents()) {
      range("extent bytes", extent.length(), 1, OperationCodec.MAX_DATA_BYTES);
      range("extent offset", extent.offset(), end, Long.MAX_VALUE - extent.length());
      end = extent.end();
      bytes += extent.length();
    }
    range("data bytes", o.data().byteSize(), bytes, bytes);
    range("record bytes", OperationCodec.encodedBytes(o), 0, OperationCodec.MAX_RECORD_BYTES);
  }

  private static void checkSetXattr(SetXattr o) {
    id(o.fileId());
    xattrName(o.name());
    range("attribute value bytes", o.value().length, 0, MAX_XATTR_VALUE_BYTES);
    range("setxattr flags", o.flags(), 0, 3);
  }

  private static void checkAllocate(Allocate o) {
    id(o.fileId());
    range("length", o.length(), 1, Long.MAX_VALUE);
    range("offset", o.offset(), 0, Long.MAX_VALUE - o.length());
  }

  private static void xattrName(byte[] name) {
    range("attribute name bytes", name.length, 1, MAX_XATTR_NAME_BYTES);
    for (byte b : name) {
      if (b == 0) {
        throw new IllegalArgumentException("attribute name: expected no NUL, found one");
      }
    }
  }

  private static void ids(long fileId, long parentId) {
    id(fileId);
    range("parent id", parentId, 1, Long.MAX_VALUE);
  }

  private static void id(long fileId) {
    range("file id", fileId, 1, Long.MAX_VALUE);
  }

  private static void range(String what, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d".formatted(what, min, max, value));
    }
  }
}
