package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.journal.op.Operation.SetAttributes;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FileTable;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the mirror's copy what the primary's is, by ordinary operations that describe this node's
 * present state. What the mirror has is on its disk elsewhere before it is overwritten. One thread.
 */
final class Repair {

  private static final int ATTRIBUTES =
      SetAttributes.MODE | SetAttributes.UID | SetAttributes.GID | SetAttributes.MTIME;
  private static final byte[] NO_TARGET = {};

  private final BothNodes nodes;
  private final BackingTree tree;
  private final FileTable files;
  private final String verification;

  /**
   * Repairs of one verification.
   *
   * @param verification its id: what the mirror has is kept below that name
   */
  Repair(BothNodes nodes, BackingTree tree, FileTable files, String verification) {
    this.nodes = nodes;
    this.tree = tree;
    this.files = files;
    this.verification = verification;
  }

  /** Why it was not repaired, or empty. */
  String piece(Spot spot, Name name, long offset, int length) throws VerificationEnded {
    return repair(spot, name, offset, length, (_, fileId) -> content(fileId, offset, length));
  }

  /** The same of an entry that differs in what {@code both} have found. */
  String entry(Spot spot, Name name, Finding.States here, Finding.States there)
      throws VerificationEnded {
    EntryState own = here.states().getFirst();
    EntryState other = there.states().getFirst();
    return switch (Remedy.of(own, other)) {
      case LINKS -> "the file has several names: synchronise this node's peer by state";
      case REMOVE -> repair(spot, name, 0, Long.MAX_VALUE, (d, _) -> removal(d, name));
      case MAKE ->
          repair(spot, name, 0, Long.MAX_VALUE, (d, fileId) -> shell(spot, name, d, fileId));
      case SET -> {
        // What a smaller size cuts off is not there any more afterwards.
        long from = Math.min(own.size(), other.size());
        boolean cut = own.size() != other.size();
        yield repair(
            spot,
            name,
            from,
            cut ? Long.MAX_VALUE - from : 0,
            (_, fileId) -> attributes(fileId, own, other, here.xattrNames(), there.xattrNames()));
      }
    };
  }

  /** The attributes of the root of a replicated directory. */
  String root(Spot spot, Finding.States here, Finding.States there) throws VerificationEnded {
    EntryState own = here.states().getFirst();
    EntryState other = there.states().getFirst();
    boolean mended =
        nodes.mend(
            spot.handle(),
            null,
            (d, _) -> attributes(d, own, other, here.xattrNames(), there.xattrNames()));
    return mended ? "" : "the mirror could not be told";
  }

  private String repair(
      Spot spot, Name name, long offset, long length, BothNodes.Description description)
      throws VerificationEnded {
    String unkept = nodes.keep(spot.handle(), new Subject.Keep(verification, name, offset, length));
    if (!unkept.isEmpty()) {
      return "the mirror cannot keep what it has: " + unkept;
    }
    try {
      return nodes.mend(spot.handle(), name, description) ? "" : "the mirror could not be told";
    } catch (SystemCallException e) {
      return "this node: " + e.getMessage();
    }
  }

  private List<Operation> removal(long directoryId, Name name) {
    List<Operation> all = new ArrayList<>();
    all.add(new Operation.Heal(directoryId, name, 0, 0, 0, 0, 0, NO_TARGET));
    all.addAll(healing(setting(directoryId, SetAttributes.MTIME)));
    return all;
  }

  private List<Operation> shell(Spot spot, Name name, long directoryId, long fileId) {
    return fileId == 0 ? List.of() : tree.shell(directoryId, spot.handle(), name, fileId, files);
  }

  /** Only the length of the write counts: what it holds is read anew. */
  private List<Operation> content(long fileId, long offset, int length) {
    MemorySegment any = MemorySegment.ofArray(new byte[length]);
    return fileId == 0 ? List.of() : healing(new Operation.Write(fileId, offset, any));
  }

  private List<Operation> attributes(
      long fileId, EntryState own, EntryState other, List<String> names, List<String> others) {
    if (fileId == 0) {
      return List.of();
    }
    List<Operation> all = new ArrayList<>();
    if (own.size() != other.size()) {
      all.addAll(healing(new Operation.Truncate(fileId, own.size())));
    }
    if (!own.xattrs().equals(other.xattrs())) {
      Set<String> both = new TreeSet<>(names);
      both.addAll(others);
      both.forEach(name -> all.addAll(healing(xattr(fileId, name))));
    }
    all.addAll(healing(setting(fileId, ATTRIBUTES)));
    return all;
  }

  private static Operation xattr(long fileId, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return new Operation.SetXattr(fileId, bytes, NO_TARGET, 0);
  }

  private static Operation setting(long fileId, int what) {
    return new SetAttributes(fileId, what, 0, 0, 0, 0, 0);
  }

  /** The present state of what such an operation changes. */
  private List<Operation> healing(Operation operation) {
    return tree.healing(operation, files, () -> 0);
  }
}
