package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.capture.PinnedFiles;
import io.lockstep.node.replication.FileHold;
import io.lockstep.node.tree.FileHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A directory of this node, and entries of it that stand still. One thread. */
final class HeldEntries implements AutoCloseable {

  private final PinnedFiles pinned;
  private final Examiner examiner;
  private final FileHandle handle;
  private final PinnedFiles.Pinned directory;
  private final List<PinnedFiles.Pinned> pins = new ArrayList<>();
  private final Map<Name, Long> fileIds = new HashMap<>();
  private FileHold hold;

  HeldEntries(PinnedFiles pinned, Examiner examiner, FileHandle handle) {
    this.pinned = pinned;
    this.examiner = examiner;
    this.handle = handle;
    this.directory = pinned.pin(handle);
    pins.add(directory);
  }

  /** To be asked before anything is held. */
  boolean isNamed() {
    return pinned.ensureNamed(directory);
  }

  long directoryId() {
    return directory.fileId();
  }

  /** Takes over what was begun. */
  void begin(FileHold begun) {
    hold = begun;
  }

  FileHold hold() {
    return hold;
  }

  void letGo() {
    if (hold != null) {
      hold.close();
      hold = null;
    }
  }

  /** What is at a name now, or null. */
  FileHandle find(Name name) {
    return examiner.find(handle, name);
  }

  PinnedFiles.Pinned pin(FileHandle file) {
    PinnedFiles.Pinned pin = pinned.pin(file);
    pins.add(pin);
    return pin;
  }

  /**
   * Holds what is at these names, while the directory is held.
   *
   * @return false if this node is not mirrored any more
   */
  boolean addAll(List<Name> names) {
    Set<Long> ids = new HashSet<>();
    for (Name name : names) {
      FileHandle file = find(name);
      if (file != null) {
        PinnedFiles.Pinned pin = pin(file);
        pinned.learn(pin, directory, name);
        fileIds.put(name, pin.fileId());
        ids.add(pin.fileId());
      }
    }
    return hold.add(ids);
  }

  boolean add(Name name) {
    return addAll(List.of(name));
  }

  /** The file at a name that was added, or 0. */
  long fileId(Name name) {
    return fileIds.getOrDefault(name, 0L);
  }

  /** First the files go on, then their ids may be forgotten. */
  @Override
  public void close() {
    letGo();
    pins.reversed().forEach(PinnedFiles.Pinned::close);
  }
}
