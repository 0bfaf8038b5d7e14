package io.lockstep.node.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamFlushTest {

  private static final long MIB = 1 << 20;

  @TempDir Path folder;

  private static List<Long> begun(StreamFlush flush, long fromMib, long toMib) {
    List<Long> begun = new ArrayList<>();
    for (long at = fromMib; at < toMib; at++) {
      begun.add(flush.next(at * MIB, MIB));
    }
    begun.removeIf(from -> from < 0);
    return begun;
  }

  @Test
  void aLongStreamIsBegunInSteps() {
    assertThat(begun(new StreamFlush(), 0, 40)).containsExactly(0L, 16 * MIB, 24 * MIB, 32 * MIB);
    assertThat(begun(new StreamFlush(), 100, 124)).containsExactly(100 * MIB, 116 * MIB);
  }

  @Test
  void shortStreamsAreLeftAlone() {
    StreamFlush flush = new StreamFlush();
    for (long start = 0; start < 1000; start += 20) {
      assertThat(begun(flush, start, start + 15)).isEmpty();
    }
  }

  @Test
  void aStreamBeginsAnewWhereItIsBroken() {
    StreamFlush flush = new StreamFlush();
    assertThat(begun(flush, 0, 20)).containsExactly(0L);
    assertThat(begun(flush, 0, 15)).isEmpty();
    assertThat(begun(flush, 15, 16)).containsExactly(0L);
  }

  @Test
  void theKernelTakesIt() {
    byte[] path = folder.resolve("f").toString().getBytes(StandardCharsets.UTF_8);
    int fd = Descriptors.open(path, OpenFlags.O_RDWR | OpenFlags.O_CREAT, 0600);
    try (Arena arena = Arena.ofConfined()) {
      assertThat(Descriptors.pwrite(fd, arena.allocate(MIB), MIB, 0)).isEqualTo(MIB);
      assertThat(Descriptors.beginWriteback(fd, 0, MIB)).isZero();
      assertThat(Descriptors.beginWriteback(-1, 0, MIB)).isEqualTo(-Errno.EBADF);
    } finally {
      Descriptors.close(fd);
    }
  }
}
