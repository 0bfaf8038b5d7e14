package io.lockstep.node.capture;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.shelter.Shelter;
import io.lockstep.node.shelter.Shelter.Parked;
import io.lockstep.node.tree.FileHandle;
import java.lang.foreign.Arena;
import java.util.HexFormat;
import java.util.List;

/**
 * Files without a name that applications still use: with the last descriptor they would be gone, so
 * one of each is parked. All threads.
 *
 * @param earlierUse whether files may be in use that this process has not seen opened
 */
record NamelessPark(Shelter shelter, String module, boolean earlierUse) {

  private static final String KEYS = "nameless/";

  private String prefix() {
    return KEYS + module + "/";
  }

  private String key(FileHandle handle) {
    return prefix()
        + "%d/%d/%s"
            .formatted(handle.root(), handle.type(), HexFormat.of().formatHex(handle.bytes()));
  }

  /** To be called whenever the file has been opened, or what keeps it alive has. */
  void park(Inode inode) {
    if (shelter.isKept()) {
      inode.parkKept(earlierUse, fd -> park(inode.handle(), fd));
    }
  }

  /** A file that has an open descriptor and no name yet. */
  void parkOpened(Inode inode) {
    if (shelter.isKept()) {
      inode.parkKept(true, fd -> park(inode.handle(), fd));
    }
  }

  private Runnable park(FileHandle handle, int fd) {
    String key = key(handle);
    shelter.park(key, fd, List.of());
    return () -> shelter.unpark(key);
  }

  /**
   * Takes over what an earlier process has parked. The tree stands at the journal's end: what has a
   * name there needs no descriptor.
   */
  void takeOver(InodeTable inodes) {
    shelter.take(prefix()).forEach((key, parked) -> takeOver(inodes, key, parked));
  }

  private void takeOver(InodeTable inodes, String key, Parked parked) {
    Inode inode = parked.descriptor() < 0 ? null : inodes.known(handle(key));
    if (inode == null || hasName(parked.descriptor())) {
      discard(key, parked);
      return;
    }
    inode.nameless(true);
    inode.keep(parked.descriptor());
    inode.parkKept(true, _ -> () -> shelter.unpark(key));
  }

  /** Lets go of all that an earlier process has parked. */
  void discard() {
    shelter.take(prefix()).forEach(this::discard);
  }

  private void discard(String key, Parked parked) {
    if (parked.descriptor() >= 0) {
      Descriptors.close(parked.descriptor());
    }
    shelter.unpark(key);
  }

  private FileHandle handle(String key) {
    String[] parts = key.substring(prefix().length()).split("/");
    return new FileHandle(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), HexFormat.of().parseHex(parts[2]));
  }

  private static boolean hasName(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      Stat stat = new Stat(arena.allocate(Stat.BYTES, Long.BYTES));
      return stat.read(fd) < 0 || stat.nlink() > 0;
    }
  }
}
