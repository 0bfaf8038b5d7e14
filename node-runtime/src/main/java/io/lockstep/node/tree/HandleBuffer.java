package io.lockstep.node.tree;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.lockstep.node.posix.Handles;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One thread's {@code struct file_handle}. */
final class HandleBuffer {

  private static final int BYTES_OFFSET = 8;
  private static final ThreadLocal<HandleBuffer> CURRENT =
      ThreadLocal.withInitial(HandleBuffer::new);

  private final MemorySegment handle = Arena.ofAuto().allocate(Handles.BUFFER_BYTES, 8);
  private final MemorySegment mountId = Arena.ofAuto().allocate(JAVA_INT);

  private HandleBuffer() {}

  static HandleBuffer ofThread() {
    return CURRENT.get();
  }

  /** Reads the handle of an entry, not following a symbolic link: 0 or a negative errno. */
  int read(int directoryFd, byte[] name, int flags) {
    handle.set(JAVA_INT, 0, Handles.MAX_BYTES);
    return Handles.nameToHandleAt(directoryFd, name, handle, mountId, flags);
  }

  /** The handle that was read. */
  FileHandle handle(int root) {
    byte[] bytes = handle.asSlice(BYTES_OFFSET, handle.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
    return new FileHandle(root, handle.get(JAVA_INT, 4), bytes);
  }

  /** The mount that the handle was read from. */
  int mountId() {
    return mountId.get(JAVA_INT, 0);
  }

  /** Opens a file by its handle: a descriptor or a negative errno. */
  int open(int mountFd, FileHandle file, int flags) {
    byte[] bytes = file.shared();
    handle.set(JAVA_INT, 0, bytes.length);
    handle.set(JAVA_INT, 4, file.type());
    MemorySegment.copy(bytes, 0, handle, JAVA_BYTE, BYTES_OFFSET, bytes.length);
    return Handles.openByHandleAt(mountFd, handle, flags);
  }
}
