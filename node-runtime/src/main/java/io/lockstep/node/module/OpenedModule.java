package io.lockstep.node.module;

import io.lockstep.journal.log.AppliedMap;
import io.lockstep.journal.log.Journal;
import io.lockstep.journal.log.JournalOptions;
import io.lockstep.node.capture.Afterlife;
import io.lockstep.node.capture.CaptureConfig;
import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.replication.PipelineListener;
import io.lockstep.node.replication.WritePipeline;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.shelter.Shelter;
import io.lockstep.node.tree.BackingTree;
import io.lockstep.node.tree.FreeSpace;
import io.lockstep.node.verify.Examiner;
import io.lockstep.node.verify.KeptCopies;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is open while a module is started: journal, map of applied operations, mounted directories,
 * write pipeline. Opened in this order and closed in the reverse one, also when opening fails
 * half-way.
 */
final class OpenedModule implements AutoCloseable {

  /** What a mirror keeps before it is healed, all together. */
  private static final long MAX_KEPT_BYTES = 1L << 30;

  private final List<Path> directories;
  private final Exclusion exclusion;
  private final ScopeRecord scope;
  private final Journal journal;
  private final AppliedMap applied;
  private final JournalTrimmer trimmer;
  private final LateWritePath latePath = new LateWritePath();
  private final CapturedDirectories capture;
  private final TouchTap touches;
  private final WritePipeline pipeline;
  private final Examiner examiner;
  private final KeptCopies kept;

  private OpenedModule(
      Journal journal,
      AppliedMap applied,
      NodeConfig.Module config,
      ModulePlace place,
      Shelter shelter,
      PipelineListener listener) {
    this.directories = config.directories();
    this.exclusion = config.exclusion();
    this.scope = ScopeRecord.read(place.scope(), exclusion);
    this.journal = journal;
    this.applied = applied;
    this.trimmer =
        new JournalTrimmer(
            journal,
            applied,
            new Retention(config.retainBytes(), config.retainMillis(), config.segmentBytes()),
            place.journal());
    this.capture =
        CapturedDirectories.mount(
            new CaptureConfig(
                config.name(),
                config.directories(),
                place.backing(),
                config.exclusion(),
                config.mode(),
                config.fuseWorkers(),
                CaptureConfig.knownFilesByHeap(),
                new Afterlife(shelter, place.capture(), journal.lastSequence())),
            latePath);
    this.touches = new TouchTap(capture);
    this.pipeline =
        new WritePipeline(
            journal,
            applied,
            touches,
            failed -> capture.tree().healing(failed, capture.files(), capture::newFileId),
            listener);
    this.examiner = new Examiner(capture.tree(), exclusion);
    this.kept = new KeptCopies(place.verifySaved(), MAX_KEPT_BYTES, capture.tree(), examiner);
    latePath.set(pipeline);
  }

  static OpenedModule open(
      NodeConfig.Module config, ModulePlace place, Shelter shelter, PipelineListener listener) {
    Journal journal =
        Journal.open(place.journal(), JournalOptions.ofSegmentBytes(config.segmentBytes()));
    try {
      AppliedMap applied = AppliedMap.open(place.appliedMap());
      try {
        return new OpenedModule(journal, applied, config, place, shelter, listener);
      } catch (RuntimeException e) {
        applied.close();
        throw e;
      }
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  Journal journal() {
    return journal;
  }

  /** The names in the directories that are not replicated. */
  Exclusion exclusion() {
    return exclusion;
  }

  /** Whether that has been so since the two copies were last made equal. */
  ScopeRecord scope() {
    return scope;
  }

  /** The replicated directories by the names people know. */
  List<Path> directories() {
    return directories;
  }

  AppliedMap applied() {
    return applied;
  }

  CapturedDirectories capture() {
    return capture;
  }

  JournalTrimmer trimmer() {
    return trimmer;
  }

  BackingTree tree() {
    return capture.tree();
  }

  /** Looks at the original files. */
  Examiner examiner() {
    return examiner;
  }

  /** What this node had before it was healed. */
  KeptCopies kept() {
    return kept;
  }

  /** The replicated directories by the names people know, and what is left there. */
  List<RoomRule.Disk> disks() {
    List<FreeSpace> spaces = tree().freeSpace();
    return IntStream.range(0, spaces.size())
        .mapToObj(i -> new RoomRule.Disk(directories.get(i), spaces.get(i)))
        .toList();
  }

  TouchTap touches() {
    return touches;
  }

  WritePipeline pipeline() {
    return pipeline;
  }

  OwnStanding standing() {
    return new OwnStanding(journal, applied, capture.backing(), exclusion, scope);
  }

  /**
   * The gate is shut first, so that nothing waits for an answer when the directories are unmounted.
   */
  @Override
  public void close() {
    try (journal;
        applied;
        trimmer;
        pipeline;
        capture) {
      pipeline.closeGate(Errno.EIO);
    }
  }
}
