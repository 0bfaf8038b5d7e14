package io.lockstep.node.conflict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.journal.lineage.Epoch;
import io.lockstep.journal.log.Journal;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Mounts;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.reintegration.MarkedNames;
import io.lockstep.node.reintegration.TreeCopy;
import io.lockstep.node.reintegration.TreePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Makes one archive. The order is what keeps acknowledged operations: everything is written below
 * another name, then all of it is synced, then it gets its name, and only then may anybody touch
 * what it was made of. One thread; nobody changes the trees or appends to the journal meanwhile.
 */
public final class ArchiveWriter {

  /** What stays free beside an archive: the journal lives on the same disk. */
  private static final long RESERVE_BYTES = 64L << 20;

  private final Path conflicts;
  private final ArchivePlan plan;
  private final Journal journal;
  private final BooleanSupplier cancelled;
  private final ArchiveFiles draft;

  /**
   * Prepares; touches nothing.
   *
   * @param conflicts where archives are; made if it does not exist
   * @param cancelled asked at each file
   */
  public ArchiveWriter(
      Path conflicts, ArchivePlan plan, Journal journal, BooleanSupplier cancelled) {
    this.conflicts = conflicts;
    this.plan = plan;
    this.journal = journal;
    this.cancelled = cancelled;
    this.draft = new ArchiveFiles(conflicts.resolve(plan.id() + ArchiveFiles.UNFINISHED));
  }

  /**
   * The archive is complete and on disk when this returns.
   *
   * @throws NoRoomForArchive if the disk is too small
   * @throws ArchiveStopped if it was cancelled
   * @throws IOException if something cannot be read or written
   */
  public void write() throws IOException {
    begin();
    try {
      writeDraft();
    } catch (IOException | RuntimeException e) {
      removeDraft(e);
      throw e;
    }
    finish();
  }

  /** It takes room that the next attempt, or the journal, may need. */
  private void removeDraft(Exception reason) {
    try {
      ArchiveRemoval.remove(draft.directory());
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  private void writeDraft() throws IOException {
    List<MarkedNames> marks = plan.journalTells() ? touched() : everything();
    try (TreeCopy trees = new TreeCopy(plan.originals(), plan.exclusion())) {
      requireRoom(trees, marks);
      journal.linkTo(Files.createDirectory(draft.journal()), plan.commonSequence() + 1);
      Files.createDirectory(draft.files());
      writeManifest(copy(trees, marks));
    }
    ArchiveStopped.check(cancelled);
    syncFileSystem();
  }

  private void begin() throws IOException {
    Files.createDirectories(
        conflicts,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (Stream<Path> entries = Files.list(conflicts)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (entry.toString().endsWith(ArchiveFiles.UNFINISHED)) {
          ArchiveRemoval.remove(entry);
        }
      }
    }
    Files.createDirectory(draft.directory());
  }

  private List<MarkedNames> everything() {
    return plan.originals().stream().map(_ -> MarkedNames.everything()).toList();
  }

  /** What a segment leans on comes before it, so ids are known when they matter. */
  private List<MarkedNames> touched() throws IOException {
    TouchedNames touched = new TouchedNames(plan.originals().size());
    try (NamedOperations operations =
        new NamedOperations(journal.reader(journal.leaningFrom(plan.commonSequence() + 1)))) {
      while (operations.next()) {
        ArchiveStopped.check(cancelled);
        if (operations.entry().sequence() > plan.commonSequence()) {
          touched.follow(operations.names(), operations.entry().operation());
        }
      }
    }
    return touched.roots();
  }

  private void requireRoom(TreeCopy trees, List<MarkedNames> marks) throws IOException {
    long linked = journal.linkBytes(draft.directory(), plan.commonSequence() + 1);
    AtomicLong bytes = new AtomicLong(RESERVE_BYTES + linked);
    trees.measure(marks, new Measuring(bytes));
    long free = Files.getFileStore(conflicts).getUsableSpace();
    if (free < bytes.get()) {
      throw new NoRoomForArchive(conflicts, bytes.get(), free);
    }
  }

  /** Adds up what the copies are going to take, and a line of the list for each. */
  private record Measuring(AtomicLong bytes) implements TreeCopy.Listener {
    private static final int LINE_BYTES = 512;

    @Override
    public void found(TreeCopy.Found entry) {
      bytes.addAndGet(entry.diskBytes() + LINE_BYTES);
    }

    @Override
    public void copied() {}

    @Override
    public void absent(TreePath path) {
      bytes.addAndGet(LINE_BYTES);
    }
  }

  private Map<String, Object> copy(TreeCopy trees, List<MarkedNames> marks) throws IOException {
    try (FileList list = new FileList(draft.list(), cancelled)) {
      trees.copy(marks, draft.files(), list);
      return list.summary();
    }
  }

  private void writeManifest(Map<String, Object> files) throws IOException {
    byte[] manifest = (JsonLine.of(manifest(files)) + "\n").getBytes(UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(manifest);
    Files.write(draft.manifest(), manifest, StandardOpenOption.CREATE_NEW);
    Files.writeString(
        draft.checksum(), "%08x%n".formatted(crc.getValue()), StandardOpenOption.CREATE_NEW);
  }

  private Map<String, Object> manifest(Map<String, Object> files) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format", ArchiveFiles.FORMAT);
    all.put("id", plan.id());
    all.put("createdMillis", plan.createdMillis());
    all.put("cluster", plan.record().cluster());
    all.put("module", plan.record().module());
    all.put("node", plan.record().node());
    all.put("peer", plan.peer());
    all.put("why", plan.why());
    all.put("dataState", plan.record().data().name());
    all.put("commonSequence", plan.commonSequence());
    all.put("lastSequence", plan.lastSequence());
    all.put("scope", plan.journalTells() ? "touched" : "all");
    all.put("directories", plan.directories().stream().map(Path::toString).toList());
    all.put("epochs", plan.record().lineage().epochs().stream().map(ArchiveWriter::epoch).toList());
    all.put("files", files);
    return all;
  }

  private static Map<String, Object> epoch(Epoch epoch) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("number", epoch.number());
    one.put("kind", epoch.kind().name());
    one.put("forced", epoch.forced());
    one.put("primary", epoch.primary());
    one.put("reason", epoch.reason());
    one.put("firstSequence", epoch.firstSequence());
    one.put("sinceMillis", epoch.wallMillis());
    return one;
  }

  /** All of it is on disk; now the name. */
  private void finish() throws IOException {
    Files.move(draft.directory(), conflicts.resolve(plan.id()), StandardCopyOption.ATOMIC_MOVE);
    syncNames(conflicts);
    syncNames(conflicts.toAbsolutePath().getParent());
  }

  private void syncFileSystem() {
    int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_CLOEXEC;
    int fd =
        SystemCallException.check(
            "open " + draft.directory(),
            Descriptors.open(PathBytes.of(draft.directory()), flags, 0));
    try {
      SystemCallException.check("syncfs " + draft.directory(), Mounts.syncfs(fd));
    } finally {
      Descriptors.close(fd);
    }
  }

  private static void syncNames(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
