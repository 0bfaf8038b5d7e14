package io.lockstep.node.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.posix.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FdCacheTest {

  private final AtomicInteger opened = new AtomicInteger();

  private int open(FileHandle file) {
    opened.incrementAndGet();
    return Descriptors.open(
        PathBytes.of("/dev/null"), OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC, file.type());
  }

  private static FileHandle file(int number) {
    return new FileHandle(0, number, new byte[] {1, 2});
  }

  private static boolean isOpen(int fd) {
    return new Stat().read(fd) != -Errno.EBADF;
  }

  @Test
  void opensOnceAndKeepsTheMostRecentlyUsed() {
    try (FdCache cache = new FdCache(this::open, 2)) {
      cache.acquire(file(1)).close();
      cache.acquire(file(2)).close();
      cache.acquire(file(1)).close();
      cache.acquire(file(3)).close();
      assertThat(cache.size()).isEqualTo(2);
      cache.acquire(file(1)).close();
      assertThat(opened).hasValue(3);
      cache.acquire(file(2)).close();
      assertThat(opened).hasValue(4);
    }
  }

  @Test
  void neverClosesWhatIsInUse() {
    FdCache cache = new FdCache(this::open, 1);
    CachedFd first = cache.acquire(file(1));
    CachedFd second = cache.acquire(file(2));
    assertThat(isOpen(first.fd())).isTrue();
    cache.drop(file(1));
    assertThat(isOpen(first.fd())).isTrue();
    cache.close();
    assertThat(isOpen(second.fd())).isTrue();
    first.close();
    second.close();
    assertThat(isOpen(first.fd())).isFalse();
    assertThat(isOpen(second.fd())).isFalse();
    assertThatThrownBy(() -> cache.acquire(file(1))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void holdsUnderManyThreads() throws InterruptedException, ExecutionException {
    List<Future<?>> all = new ArrayList<>();
    try (FdCache cache = new FdCache(this::open, 4);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int seed = 0; seed < 4; seed++) {
        Random random = new Random(seed);
        all.add(threads.submit(() -> use(cache, random)));
      }
      for (Future<?> one : all) {
        one.get();
      }
      assertThat(cache.size()).isLessThanOrEqualTo(8);
    }
    assertThat(opened.get()).isGreaterThan(16);
  }

  private static void use(FdCache cache, Random random) {
    for (int i = 0; i < 5000; i++) {
      FileHandle file = file(random.nextInt(16));
      try (CachedFd fd = cache.acquire(file)) {
        assertThat(isOpen(fd.fd())).isTrue();
        if (random.nextInt(20) == 0) {
          cache.drop(file);
          assertThat(isOpen(fd.fd())).isTrue();
        }
      }
    }
  }
}
