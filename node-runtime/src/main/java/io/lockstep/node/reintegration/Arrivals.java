package io.lockstep.node.reintegration;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.Stat;
import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of the target that wait for content or extended attributes, and the questions to the
 * source about them. One thread.
 */
final class Arrivals implements AutoCloseable {

  private final Inspector inspector;
  private final Xattrs xattrs;
  private final Finish finish;
  private final FileContent content;
  private final Progress progress;
  private final Map<Long, ArrivingFile> waiting = new LinkedHashMap<>();
  private boolean mayStarve;
  private int starvedFiles;
  private List<TargetMessage> questions = new ArrayList<>();

  Arrivals(
      Inspector inspector, Xattrs xattrs, Finish finish, FileContent content, Progress progress) {
    this.inspector = inspector;
    this.xattrs = xattrs;
    this.finish = finish;
    this.content = content;
    this.progress = progress;
  }

  /**
   * Makes the inode equal to the source's: at once if nothing is missing, otherwise asks.
   *
   * @param pathFd O_PATH, taken over
   * @param blocks of a regular file: those to compare
   */
  void begin(long number, FileState state, int pathFd, List<BlockRanges.Range> blocks)
      throws IOException {
    if (waiting.containsKey(number)) {
      Descriptors.close(pathFd);
      throw new MalformedStateMessageException("file", "a number used once", number);
    }
    int fd = pathFd;
    try {
      List<BlockRanges.Range> compared = List.of();
      if (state.isRegular()) {
        compared = withGrowth(blocks, inspector.stat(fd).size(), state.size());
        fd = compared.isEmpty() && inspector.stat(fd).size() == state.size() ? fd : writable(fd);
      }
      begin(new ArrivingFile(number, state, fd, xattrs.read(fd)), compared);
    } catch (IOException | RuntimeException e) {
      if (!waiting.containsKey(number)) {
        Descriptors.close(fd);
      }
      throw e;
    }
  }

  /** What lies beyond the old end is new here. */
  private static List<BlockRanges.Range> withGrowth(
      List<BlockRanges.Range> blocks, long oldSize, long newSize) {
    if (newSize == 0) {
      return List.of();
    }
    if (oldSize >= newSize || blocks.equals(BlockRanges.all())) {
      return blocks;
    }
    List<BlockRanges.Range> grown = new ArrayList<>(blocks);
    grown.add(new BlockRanges.Range(oldSize / BlockRanges.BLOCK_BYTES, BlockRanges.END));
    return grown;
  }

  private static int writable(int pathFd) throws IOException {
    int fd = Calls.check("open for writing", Calls.reopen(pathFd, OpenFlags.O_RDWR));
    Descriptors.close(pathFd);
    return fd;
  }

  private void begin(ArrivingFile file, List<BlockRanges.Range> blocks) throws IOException {
    waiting.put(file.number, file);
    boolean xattrsDiffer = !Xattrs.digest(file.xattrs).equals(file.state.xattrs());
    if (xattrsDiffer) {
      file.xattrs.clear();
    }
    boolean xattrsWanted = xattrsDiffer && !file.state.xattrs().equals(Digest.NONE);
    if (xattrsWanted) {
      questions.add(new TargetMessage.XattrsWanted(file.number));
    }
    if (file.state.isRegular()) {
      resize(file);
    }
    if (blocks.equals(BlockRanges.all())) {
      // After a failed fsync the cache may hold what the disk never got (fsync(2), NOTES).
      Calls.check("posix_fadvise", Descriptors.forgetPages(file.fd));
    }
    if (!blocks.isEmpty()) {
      file.scan = new BlockScan(file.number, file.fd, file.state.size(), blocks, content);
    }
    if (xattrsWanted || file.scan != null) {
      ask(file);
    } else {
      end(file);
    }
  }

  /** Before blocks are compared, so that both sides' last blocks are equally long. */
  private void resize(ArrivingFile file) throws IOException {
    Stat stat = inspector.stat(file.fd);
    if (stat.size() != file.state.size()) {
      Calls.check("ftruncate", Descriptors.ftruncate(file.fd, file.state.size()));
    }
  }

  private void ask(ArrivingFile file) throws IOException {
    if (file.scan == null || file.scan.ask(questions, progress)) {
      file.scan = null;
      questions.add(new TargetMessage.Asked(file.number));
    }
  }

  /** The questions of this turn. */
  List<TargetMessage> takeQuestions() {
    List<TargetMessage> taken = questions;
    questions = new ArrayList<>();
    return taken;
  }

  /** Works ahead on long files while the source answers the questions of the turn before. */
  void askOn() throws IOException {
    for (ArrivingFile file : waiting.values()) {
      if (file.scan != null) {
        ask(file);
      }
    }
  }

  void xattr(SourceMessage.Xattr m) throws IOException {
    get(m.file()).xattrs.put(m.name(), m.value());
  }

  void data(SourceMessage.Data m) throws IOException {
    ArrivingFile file = content(m.file(), m.offset(), m.bytes().length);
    if (!file.starved) {
      write(file, m);
    }
    progress.bytesSent(m.bytes().length);
  }

  /**
   * What the source no longer has goes only at the end of its directory, so a full disk may get
   * room in the first round: until then the file gives back what it has, and comes again.
   */
  private void write(ArrivingFile file, SourceMessage.Data m) throws IOException {
    try {
      content.write(file.fd, m.offset(), m.bytes(), m.bytes().length);
    } catch (CallFailed e) {
      if (!mayStarve || !e.isForRoom()) {
        throw e.of(Calls.path(file.fd));
      }
      file.starved = true;
      Calls.check("ftruncate", Descriptors.ftruncate(file.fd, 0));
    }
  }

  /** Whether files that find no room are left for the next round. */
  void mayStarve(boolean allowed) {
    mayStarve = allowed;
  }

  /** How many files found no room since the last time. */
  int takeStarved() {
    int taken = starvedFiles;
    starvedFiles = 0;
    return taken;
  }

  void zeros(SourceMessage.Zeros m) throws IOException {
    ArrivingFile file = content(m.file(), m.offset(), m.length());
    if (m.length() > 0 && !file.starved) {
      content.zero(file.fd, m.offset(), m.length());
    }
  }

  private ArrivingFile content(long number, long offset, long length) throws IOException {
    ArrivingFile file = get(number);
    long size = file.state.size();
    if (!file.state.isRegular() || offset > size || length > size - offset) {
      throw new MalformedStateMessageException(
          "content", "within a file of " + size + " bytes", offset + "+" + length);
    }
    return file;
  }

  private ArrivingFile get(long number) throws MalformedStateMessageException {
    ArrivingFile file = waiting.get(number);
    if (file == null) {
      throw new MalformedStateMessageException("file", "one that was asked about", number);
    }
    return file;
  }

  /** An incomplete file stays as it is: it comes again. */
  void fileEnd(SourceMessage.FileEnd m) throws IOException {
    ArrivingFile file = get(m.file());
    if (m.complete() && !file.starved) {
      end(file);
    } else {
      starvedFiles += file.starved ? 1 : 0;
      waiting.remove(file.number);
      file.close();
    }
  }

  private void end(ArrivingFile file) throws IOException {
    try {
      finish.attributes(file.fd, file.state, file.xattrs);
    } catch (CallFailed e) {
      throw e.of(Calls.path(file.fd));
    }
    waiting.remove(file.number);
    file.close();
  }

  /** After a pass nothing waits any more. */
  void expectNone() throws MalformedStateMessageException {
    Iterator<Long> numbers = waiting.keySet().iterator();
    if (numbers.hasNext()) {
      throw new MalformedStateMessageException("end of round", "no open file", numbers.next());
    }
  }

  @Override
  public void close() {
    waiting.values().forEach(ArrivingFile::close);
    waiting.clear();
  }
}
