package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.PinnedFiles;
import io.lockstep.node.posix.Clock;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.replication.FileHold;
import io.lockstep.node.replication.LinkMessage;
import io.lockstep.node.replication.WritePipeline;
import io.lockstep.node.tree.FileHandle;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A primary and its mirror while applications write.
 *
 * <p><b>Why both look at the same state.</b> What is looked at is held: everything that was
 * journaled of it is in this node's tree, and what is to change it next waits before the journal.
 * The question goes out behind the last record. So the mirror, which applies in order, looks
 * exactly when it has what this node has. Only files and directories that are looked at wait, and
 * only until this node has looked, not for the mirror.
 */
public final class LiveNodes implements BothNodes {

  private static final String NOT_MIRRORED = "this node is not a mirrored primary any more";

  /** So often a name may come to stand for another file while it is looked at. */
  private static final int MAX_TRIES = 100;

  private final WritePipeline pipeline;
  private final PinnedFiles pinned;
  private final LongFunction<Optional<TreePath>> pathOf;
  private final Examiner examiner;
  private final Consumer<LinkMessage> aside;
  private final PendingAnswer answer;

  /**
   * Both nodes over one connection.
   *
   * @param pathOf where a file id is as of the journal's end; called with the append lock held
   * @param aside sends what needs no exact place
   */
  public LiveNodes(
      WritePipeline pipeline,
      PinnedFiles pinned,
      LongFunction<Optional<TreePath>> pathOf,
      Examiner examiner,
      Consumer<LinkMessage> aside,
      PendingAnswer answer) {
    this.pipeline = pipeline;
    this.pinned = pinned;
    this.pathOf = pathOf;
    this.examiner = examiner;
    this.aside = aside;
    this.answer = answer;
  }

  @Override
  public Optional<Both> ask(FileHandle directory, Subject subject) throws VerificationEnded {
    answer.check();
    Optional<Told> told = look(directory, subject);
    if (told.isEmpty()) {
      return Optional.empty();
    }
    Finding there = answer.await();
    return Optional.of(new Both(told.get().here(), there, told.get().sequence()));
  }

  /** What this node found at the place where the question went out. */
  private record Told(Finding here, long sequence) {}

  private Optional<Told> look(FileHandle directory, Subject subject) throws VerificationEnded {
    try (HeldEntries held = new HeldEntries(pinned, examiner, directory)) {
      if (!held.isNamed() || !hold(held, subject)) {
        return Optional.empty();
      }
      Place place = new Place(answer.next());
      FileHold.Sent sent = held.hold().tell(sequence -> place.question(held, subject, sequence));
      return switch (sent) {
        case YES ->
            Optional.of(new Told(examiner.examine(directory, place.path, subject), place.sequence));
        case NOTHING -> Optional.empty();
        case NOT_MIRRORED -> throw new VerificationEnded(NOT_MIRRORED);
      };
    }
  }

  /** Where a question went out. */
  private final class Place {
    private final int number;
    private TreePath path;
    private long sequence;

    Place(int number) {
      this.number = number;
    }

    /** None if the directory has no name any more, or none that can be told. */
    Optional<LinkMessage> question(HeldEntries held, Subject subject, long last) {
      Optional<TreePath> found = pathOf.apply(held.directoryId()).filter(VerifyCodec::isTellable);
      path = found.orElse(null);
      sequence = last;
      return found.map(
          at ->
              new LinkMessage.Verify(last, VerifyCodec.encode(new Question(number, at, subject))));
    }
  }

  /** False if what is asked about does not stand still. */
  private boolean hold(HeldEntries held, Subject subject) throws VerificationEnded {
    switch (subject) {
      case Subject.Itself _ -> begin(held, Set.of(held.directoryId()));
      case Subject.Entries s -> {
        begin(held, Set.of(held.directoryId()));
        mirrored(held.addAll(s.names()));
      }
      case Subject.Content s -> {
        return holdFile(held, s.name());
      }
      case Subject.Listing _, Subject.Keep _ -> begin(held, Set.of());
    }
    return true;
  }

  /** Whatever puts another file at a name changes the file that is there. */
  private boolean holdFile(HeldEntries held, Name name) throws VerificationEnded {
    for (int tries = 0; tries < MAX_TRIES; tries++) {
      FileHandle file = held.find(name);
      if (file == null) {
        return false;
      }
      begin(held, Set.of(held.pin(file).fileId()));
      if (file.equals(held.find(name))) {
        return true;
      }
      held.letGo();
    }
    return false;
  }

  private void begin(HeldEntries held, Set<Long> fileIds) throws VerificationEnded {
    Optional<FileHold> hold = pipeline.hold(fileIds);
    mirrored(hold.isPresent());
    held.begin(hold.get());
  }

  private static void mirrored(boolean is) throws VerificationEnded {
    if (!is) {
      throw new VerificationEnded(NOT_MIRRORED);
    }
  }

  @Override
  public String keep(FileHandle directory, Subject.Keep what) throws VerificationEnded {
    Optional<TreePath> path;
    try (PinnedFiles.Pinned file = pinned.pin(directory)) {
      path = pinned.ensureNamed(file) ? pathOf.apply(file.fileId()) : Optional.empty();
    }
    if (path.isEmpty()) {
      return "its directory has gone";
    }
    Question question = new Question(answer.next(), path.get(), what);
    aside.accept(new LinkMessage.VerifyAside(VerifyCodec.encode(question)));
    return answer.await() instanceof Finding.Unable(String why) ? why : "";
  }

  @Override
  public boolean mend(FileHandle directory, Name name, Description description)
      throws VerificationEnded {
    try (HeldEntries held = new HeldEntries(pinned, examiner, directory)) {
      if (!held.isNamed()) {
        return false;
      }
      begin(held, Set.of(held.directoryId()));
      mirrored(name == null || held.add(name));
      for (Operation operation : description.of(held.directoryId(), held.fileId(name))) {
        if (!held.hold().describe(operation, Clock.realtimeNanos())) {
          return false;
        }
      }
      return true;
    }
  }
}
