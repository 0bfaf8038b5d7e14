package io.lockstep.node.reintegration;

import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Sends what the target asked for. One thread. */
final class Answers {

  private final Offers offers;
  private final FileContent content;
  private final Xattrs xattrs;
  private final Outbox out;
  private final Progress progress;

  Answers(Offers offers, FileContent content, Xattrs xattrs, Outbox out, Progress progress) {
    this.offers = offers;
    this.content = content;
    this.xattrs = xattrs;
    this.out = out;
    this.progress = progress;
  }

  void to(List<TargetMessage> requests) throws IOException {
    for (TargetMessage request : requests) {
      switch (request) {
        case TargetMessage.XattrsWanted m -> sendXattrs(offers.get(m.file()));
        case TargetMessage.Compare m -> compare(offers.get(m.file()), m.firstBlock(), m.hashes());
        case TargetMessage.Fetch m -> fetch(offers.get(m.file()), m.offset(), m.length());
        case TargetMessage.Asked m -> end(offers.get(m.file()));
        case TargetMessage.Turn _ -> throw new IllegalArgumentException("a turn asks nothing");
      }
    }
  }

  private void sendXattrs(OfferedFile file) throws IOException {
    for (Map.Entry<byte[], byte[]> one : xattrs.read(file.pathFd()).entrySet()) {
      out.add(new SourceMessage.Xattr(file.number, one.getKey(), one.getValue()));
    }
  }

  private void end(OfferedFile file) throws IOException {
    out.add(new SourceMessage.FileEnd(file.number, file.complete));
    offers.forget(file);
  }

  private void compare(OfferedFile file, long firstBlock, List<Digest> hashes) throws IOException {
    int fd = readable(file);
    long block = firstBlock;
    for (Digest hash : hashes) {
      long offset = block * BlockRanges.BLOCK_BYTES;
      long length = Math.min(BlockRanges.BLOCK_BYTES, file.state.size() - offset);
      if (length <= 0) {
        throw new MalformedStateMessageException("block", "one within the file", block);
      }
      compareBlock(file, fd, offset, (int) length, hash);
      block++;
    }
  }

  private void compareBlock(OfferedFile file, int fd, long offset, int length, Digest hash)
      throws IOException {
    progress.bytesCompared(length);
    boolean hole = content.nextData(fd, offset) >= offset + length;
    if (hole) {
      sendZerosUnlessSame(file, offset, length, hash);
      return;
    }
    FileContent.Piece piece = content.read(fd, offset, length);
    file.complete &= piece.length() == length;
    if (piece.length() == 0 || FileContent.hash(piece).equals(hash)) {
      return;
    }
    if (piece.isZero()) {
      out.add(new SourceMessage.Zeros(file.number, offset, piece.length()));
    } else {
      send(file, offset, piece);
    }
  }

  private void sendZerosUnlessSame(OfferedFile file, long offset, int length, Digest hash)
      throws IOException {
    if (!FileContent.hashOfZeros(length).equals(hash)) {
      out.add(new SourceMessage.Zeros(file.number, offset, length));
    }
  }

  /** Holes and zeros are not sent: the target holds zeros there. */
  private void fetch(OfferedFile file, long from, long length) throws IOException {
    int fd = readable(file);
    long end = Math.min(file.state.size(), from + Math.min(length, Long.MAX_VALUE - from));
    long at = content.nextData(fd, from);
    while (at < end) {
      long dataEnd = Math.min(end, content.nextHole(fd, at));
      FileContent.Piece piece =
          content.read(fd, at, (int) Math.min(BlockRanges.BLOCK_BYTES, dataEnd - at));
      if (piece.length() == 0) {
        file.complete = false;
        return;
      }
      progress.bytesCompared(piece.length());
      if (!piece.isZero()) {
        send(file, at, piece);
      }
      at = content.nextData(fd, at + piece.length());
    }
  }

  private void send(OfferedFile file, long offset, FileContent.Piece piece) throws IOException {
    byte[] bytes = Arrays.copyOf(piece.bytes(), piece.length());
    out.add(new SourceMessage.Data(file.number, offset, bytes));
    progress.bytesSent(bytes.length);
  }

  private static int readable(OfferedFile file) throws IOException {
    if (!file.state.isRegular()) {
      throw new MalformedStateMessageException("content", "asked of a regular file", file.number);
    }
    return Calls.check("open for reading", file.readFd());
  }
}
