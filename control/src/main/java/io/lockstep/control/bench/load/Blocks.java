package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Bytes and files to work with. */
final class Blocks {
  static final int PAGE = 4096;
  static final int MIB = 1 << 20;

  /** Of all choices here, so that every target meets the same. */
  static final long SEED = 42;

  private Blocks() {}

  /** Not zeros: no layer below may save them. */
  static ByteBuffer filled(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(SEED).nextBytes(bytes);
    return ByteBuffer.allocateDirect(size).put(bytes).flip();
  }

  /** A new file whose pages are all there, in the cache and on the disk. */
  static FileChannel file(Path file, int mib) throws IOException {
    ByteBuffer block = filled(MIB);
    FileChannel channel = create(file);
    for (int i = 0; i < mib; i++) {
      channel.write(block.rewind());
    }
    channel.force(true);
    return channel;
  }

  /** The same, to be opened by somebody else. */
  static void lay(Path file, int mib) throws IOException {
    file(file, mib).close();
  }

  static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }
}
