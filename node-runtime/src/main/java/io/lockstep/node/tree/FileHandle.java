package io.lockstep.node.tree;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The kernel's name for a file of a backing file system (name_to_handle_at(2)): stays the same when
 * the file is renamed, and is never used again for another file. Immutable; safe for all threads.
 *
 * @param root number of the replicated directory, from 0
 * @param type handle type of the file system
 * @param bytes the handle, at most 128 bytes; its length depends on the file system
 */
public record FileHandle(int root, int type, byte[] bytes) {

  public FileHandle {
    bytes = bytes.clone();
  }

  /** A copy of the bytes. */
  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes themselves, for this package, which does not change them. */
  byte[] shared() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileHandle handle
        && root == handle.root
        && type == handle.type
        && Arrays.equals(bytes, handle.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(bytes) + root;
  }

  @Override
  public String toString() {
    return root + ":" + type + ":" + HexFormat.of().formatHex(bytes);
  }
}
