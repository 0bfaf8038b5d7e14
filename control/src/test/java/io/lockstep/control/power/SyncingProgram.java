package io.lockstep.control.power;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A program that does all kinds of {@link SyncedWork} at once, until it or its machine ends. After
 * each step it says on its output, in one line, the number of the kind and how many of its steps
 * are done.
 */
final class SyncingProgram {
  private final Path directory;
  private final FileOutputStream promises = new FileOutputStream(FileDescriptor.out);

  private SyncingProgram(Path directory) {
    this.directory = directory;
  }

  /** Works in directory {@code args[0]}, in life {@code args[1]}, with the seed {@code args[2]}. */
  public static void main(String[] args) throws InterruptedException {
    SyncingProgram program = new SyncingProgram(Path.of(args[0]));
    List<SyncedWork> works = works(args[1], Long.parseLong(args[2]));
    List<Thread> threads =
        java.util.stream.IntStream.range(0, works.size())
            .mapToObj(kind -> Thread.ofPlatform().start(() -> program.work(kind, works.get(kind))))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** The same in the program and in its check; the names are new in each life. */
  static List<SyncedWork> works(String life, long seed) {
    Random random = new Random(seed);
    return List.of(
        new Appender("appended-" + life, random.nextLong()),
        new Slots("slots-" + life, random.nextLong()),
        new Names("names-" + life),
        new Noise("noise", random.nextLong()));
  }

  private void work(int kind, SyncedWork work) {
    try {
      for (int step = 1; ; step++) {
        work.step(directory);
        promise(kind + " " + step + "\n");
      }
    } catch (IOException thePowerIsGone) {
      System.err.println(kind + ": " + thePowerIsGone);
    }
  }

  private synchronized void promise(String line) throws IOException {
    promises.write(line.getBytes(US_ASCII));
  }
}
