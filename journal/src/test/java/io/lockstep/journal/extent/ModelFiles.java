package io.lockstep.journal.extent;

import io.lockstep.journal.op.Extent;
import io.lockstep.journal.op.Operation;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Files with names, in memory: what operations on content and names make of them. */
final class ModelFiles {

  private static final int KEEP_SIZE = 1;
  private static final int PUNCH_HOLE = 2;

  private final Map<Long, byte[]> contents = new HashMap<>();
  private final Map<String, Long> names = new TreeMap<>();

  /** Names and the content behind each. */
  Map<String, String> view() {
    Map<String, String> view = new TreeMap<>();
    names.forEach((name, id) -> view.put(name, id + " " + Arrays.toString(contents.get(id))));
    return view;
  }

  Map<String, Long> names() {
    return names;
  }

  void apply(Operation operation) {
    switch (operation) {
      case Operation.Create op -> {
        names.put(op.name().toString(), op.fileId());
        contents.put(op.fileId(), new byte[0]);
      }
      case Operation.Link op -> names.put(op.name().toString(), op.fileId());
      case Operation.Unlink op -> names.remove(op.name().toString());
      case Operation.Rename op -> rename(op);
      case Operation.Heal op -> heal(op);
      case Operation.Write op -> write(op.fileId(), op.offset(), op.data());
      case Operation.Remnant op -> remnant(op);
      case Operation.Truncate op -> resize(op.fileId(), op.size());
      case Operation.Allocate op -> allocate(op);
      default -> throw new IllegalArgumentException(operation.toString());
    }
  }

  private void rename(Operation.Rename op) {
    if (op.replacedId() == op.fileId()) {
      return;
    }
    names.remove(op.name().toString());
    names.put(op.newName().toString(), op.fileId());
    if ((op.flags() & Operation.Rename.EXCHANGE) != 0) {
      names.put(op.name().toString(), op.replacedId());
    }
  }

  /** For files of one name. */
  private void heal(Operation.Heal op) {
    names.remove(op.name().toString());
    if (op.mode() != 0) {
      names.put(op.name().toString(), op.fileId());
      contents.put(op.fileId(), new byte[0]);
    }
  }

  byte[] content(long id) {
    return contents.get(id);
  }

  private void remnant(Operation.Remnant op) {
    long at = 0;
    for (Extent extent : op.extents()) {
      write(op.fileId(), extent.offset(), op.data().asSlice(at, extent.length()));
      at += extent.length();
    }
  }

  private void write(long id, long offset, MemorySegment data) {
    resize(id, Math.max(contents.get(id).length, offset + data.byteSize()));
    byte[] bytes = data.toArray(ValueLayout.JAVA_BYTE);
    System.arraycopy(bytes, 0, contents.get(id), (int) offset, bytes.length);
  }

  private void resize(long id, long size) {
    contents.put(id, Arrays.copyOf(contents.get(id), (int) size));
  }

  private void allocate(Operation.Allocate op) {
    int end = (int) (op.offset() + op.length());
    if ((op.mode() & KEEP_SIZE) == 0) {
      resize(op.fileId(), Math.max(contents.get(op.fileId()).length, end));
    }
    byte[] content = contents.get(op.fileId());
    boolean zeroes = (op.mode() & ~KEEP_SIZE) != 0;
    if (zeroes && op.offset() < content.length) {
      Arrays.fill(content, (int) op.offset(), Math.min(end, content.length), (byte) 0);
    }
  }

  /** The modes that a FUSE file system is asked for. */
  static int[] modes() {
    return new int[] {0, KEEP_SIZE, PUNCH_HOLE | KEEP_SIZE, 0x10, 0x10 | KEEP_SIZE};
  }
}
