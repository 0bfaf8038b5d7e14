package io.lockstep.node.reintegration;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.lockstep.node.posix.Attributes;
import io.lockstep.node.posix.Handles;
import io.lockstep.node.posix.OpenFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Handles of inodes: unlike inode numbers they are not given to another file when one is deleted
 * (they hold a generation; name_to_handle_at(2)). One thread at a time.
 */
final class InodeHandles {

  private final MemorySegment handle;
  private final MemorySegment mountId;

  InodeHandles(Arena arena) {
    handle = arena.allocate(Handles.BUFFER_BYTES, 8);
    mountId = arena.allocate(JAVA_INT);
  }

  /** The kernel's handle of what a descriptor of any kind stands for, with its header. */
  byte[] of(int fd) throws IOException {
    handle.set(JAVA_INT, 0, Handles.MAX_BYTES);
    int flags = Attributes.AT_EMPTY_PATH;
    int result = Handles.nameToHandleAt(fd, Calls.SELF, handle, mountId, flags);
    Calls.check("name_to_handle_at", result);
    return handle.asSlice(0, 8L + handle.get(JAVA_INT, 0)).toArray(JAVA_BYTE);
  }

  /** Opens with O_PATH: a descriptor for the caller to close, or a negative errno. */
  int open(int rootFd, byte[] bytes) {
    MemorySegment.copy(bytes, 0, handle, JAVA_BYTE, 0, bytes.length);
    return Handles.openByHandleAt(rootFd, handle, OpenFlags.O_PATH | OpenFlags.O_CLOEXEC);
  }
}
