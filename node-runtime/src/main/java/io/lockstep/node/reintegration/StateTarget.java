package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Mounts;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * The receiving side of a synchronisation by state. One thread.
 *
 * <p>From the first message until {@link #run} has returned, this tree is a mixture: the node must
 * be durably marked as inconsistent before, and may be marked otherwise only after. Nobody else may
 * modify the directories meanwhile. Every step can be repeated: after an interruption a new
 * synchronisation starts from whatever is there.
 */
public final class StateTarget implements AutoCloseable {

  private final Arena arena = Arena.ofAuto();
  private final TreeRoots roots;
  private final Outbox out;
  private final Inbox in;
  private final Arrivals arrivals;
  private final TargetTree tree;

  /**
   * Opens the directories.
   *
   * @param directories the backing directories of the module, in the same order as the source's
   * @param exclusion names that are left alone; the same on both nodes
   * @throws IOException if one cannot be opened
   */
  public StateTarget(
      List<Path> directories, Exclusion exclusion, StateChannel channel, Progress progress)
      throws IOException {
    roots = TreeRoots.open(directories, exclusion);
    out = new Outbox(channel);
    in = new Inbox(channel);
    Inspector inspector = new Inspector(arena);
    Xattrs xattrs = new Xattrs(arena);
    Finish finish = new Finish(inspector, xattrs);
    arrivals = new Arrivals(inspector, xattrs, finish, new FileContent(arena), progress);
    SharedInodes shared = new SharedInodes(roots, new InodeHandles(arena), inspector);
    Placement placement = new Placement(inspector, shared);
    tree = new TargetTree(roots, placement, shared, arrivals, finish, progress);
  }

  /**
   * Follows the source until it says that the trees are equal, then syncs the file systems.
   *
   * @throws IOException if a file system or the channel fails; the tree stays inconsistent
   */
  public void run() throws IOException {
    boolean last = false;
    while (!last) {
      last = hear(in.next());
    }
  }

  /** True after the last message. */
  private boolean hear(StateMessage message) throws IOException {
    return switch (message) {
      case SourceMessage.RoundEnd m -> endRound(m.last());
      case SourceMessage m -> {
        act(m);
        yield false;
      }
      case TargetMessage m -> throw new MalformedStateMessageException("kind", "a statement", m);
    };
  }

  private void act(SourceMessage message) throws IOException {
    switch (message) {
      case SourceMessage.RoundBegin m -> tree.beginRound(m.round());
      case SourceMessage.Directory m -> tree.directory(m);
      case SourceMessage.Entry m -> tree.entry(m);
      case SourceMessage.Absent m -> tree.absent(m);
      case SourceMessage.DirectoryEnd _ -> tree.directoryEnd();
      case SourceMessage.Inode m -> tree.inode(m);
      case SourceMessage.Xattr m -> arrivals.xattr(m);
      case SourceMessage.Data m -> arrivals.data(m);
      case SourceMessage.Zeros m -> arrivals.zeros(m);
      case SourceMessage.FileEnd m -> arrivals.fileEnd(m);
      case SourceMessage.Turn _ -> speak();
      case SourceMessage.RoundEnd _ -> throw new IllegalArgumentException("handled before");
    }
  }

  private void speak() throws IOException {
    for (TargetMessage question : arrivals.takeQuestions()) {
      out.add(question);
    }
    out.add(new TargetMessage.Turn(tree.takeMisfits()));
    out.flush();
    arrivals.askOn();
  }

  /** Syncing after every round leaves little to sync for the last one. */
  private boolean endRound(boolean last) throws IOException {
    arrivals.expectNone();
    for (int root = 0; root < roots.count(); root++) {
      Calls.check("syncfs", Mounts.syncfs(roots.descriptor(root)));
    }
    return last;
  }

  @Override
  public void close() {
    tree.close();
    arrivals.close();
    roots.close();
  }
}
