package io.lockstep.node.reintegration;

import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Goes over some blocks of one of the target's files and asks for what may differ. One thread. */
final class BlockScan {

  private static final int BLOCK = BlockRanges.BLOCK_BYTES;

  private final long file;
  private final int fd;
  private final long size;
  private final Iterator<BlockRanges.Range> ranges;
  private final FileContent content;
  private long block;
  private long end;

  /**
   * The file must have its final size already.
   *
   * @param fd readable; not owned
   */
  BlockScan(long file, int fd, long size, List<BlockRanges.Range> ranges, FileContent content) {
    this.file = file;
    this.fd = fd;
    this.size = size;
    this.ranges = ranges.iterator();
    this.content = content;
  }

  /** Asks about a bounded part: true if that was the end of it. */
  boolean ask(List<TargetMessage> questions, Progress progress) throws IOException {
    for (int budget = StateCodec.MAX_HASHES; budget > 0; ) {
      if (!findBlock()) {
        return true;
      }
      long data = content.nextData(fd, block * BLOCK);
      long dataBlock = Math.min(end, data / BLOCK);
      if (dataBlock > block) {
        questions.add(fetch(dataBlock));
        budget--;
      } else {
        TargetMessage.Compare compare = compare(data, budget, progress);
        questions.add(compare);
        budget -= compare.hashes().size();
      }
    }
    return !findBlock();
  }

  /** Moves to the next range where one is used up: false at the end. */
  private boolean findBlock() {
    while (block >= end) {
      if (!ranges.hasNext()) {
        return false;
      }
      BlockRanges.Range range = ranges.next();
      block = range.first();
      end = Math.min(range.end(), blocks(size));
    }
    return true;
  }

  private static long blocks(long bytes) {
    return bytes / BLOCK + (bytes % BLOCK == 0 ? 0 : 1);
  }

  /** From here to that block the file holds no data. */
  private TargetMessage.Fetch fetch(long until) {
    long from = block * BLOCK;
    long to = until >= blocks(size) ? size : until * BLOCK;
    block = until;
    return new TargetMessage.Fetch(file, from, to - from);
  }

  /** From here to the end of the data that begins in this block. */
  private TargetMessage.Compare compare(long data, int budget, Progress progress)
      throws IOException {
    long first = block;
    long dataEnd = content.nextHole(fd, data);
    long until = Math.min(Math.min(end, first + budget), blocks(dataEnd));
    List<Digest> hashes = new ArrayList<>();
    for (; block < until; block++) {
      long offset = block * BLOCK;
      int length = (int) Math.min(BLOCK, size - offset);
      hashes.add(FileContent.hash(content.read(fd, offset, length)));
      progress.bytesCompared(length);
    }
    return new TargetMessage.Compare(file, first, hashes);
  }
}
