package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.membership.ArbiterStore.Creation;
import io.lockstep.node.testing.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArbiterStoreTest {

  private static final UUID MODULE = new UUID(1, 2);

  @TempDir Path directory;

  @Test
  void aRecordIsCreatedOnceAndStays() throws IOException {
    ArbiterRecord first = new ArbiterRecord("alpha", new UUID(3, 4));
    ArbiterRecord second = new ArbiterRecord("beta", new UUID(5, 6));
    ArbiterStore store = ArbiterStore.open(directory);
    assertThat(store.read("prod", MODULE, 7)).isEmpty();
    assertThat(store.create("prod", MODULE, 7, first)).isEqualTo(new Creation.Created());
    assertThat(store.create("prod", MODULE, 7, second)).isEqualTo(new Creation.Exists(first));
    assertThat(ArbiterStore.open(directory).read("prod", MODULE, 7)).contains(first);
    assertThat(store.create("prod", MODULE, 8, second)).isEqualTo(new Creation.Created());
    assertThat(store.create("test", MODULE, 7, second)).isEqualTo(new Creation.Created());
  }

  @Test
  void namesThatLeadElsewhereAreRefused() throws IOException {
    ArbiterStore store = ArbiterStore.open(directory.resolve("store"));
    ArbiterRecord record = new ArbiterRecord("alpha", new UUID(3, 4));
    for (String name : List.of("..", ".unfinished", "a/b", "/etc", "")) {
      assertThatThrownBy(() -> store.create(name, MODULE, 7, record))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> store.create("prod", MODULE, 0, record))
        .hasMessage("epoch: expected 1 or more, found 0");
    assertThat(directory.toFile().list()).containsExactly("store");
  }

  @Test
  void aDamagedRecordGrantsNothing() throws IOException {
    ArbiterStore store = ArbiterStore.open(directory);
    ArbiterRecord record = new ArbiterRecord("alpha", new UUID(3, 4));
    store.create("prod", MODULE, 7, record);
    Files.writeString(directory.resolve("prod/" + MODULE + "/7"), "{");
    assertThatThrownBy(() -> store.create("prod", MODULE, 7, record))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged: restore it from a backup");
  }

  @Test
  void ofManyThreadsExactlyOneWins() throws Exception {
    ArbiterStore store = ArbiterStore.open(directory);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int epoch = 1; epoch <= 20; epoch++) {
        List<Future<Creation>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          ArbiterRecord wanted = new ArbiterRecord("node-" + i, new UUID(epoch, i));
          long number = epoch;
          answers.add(threads.submit(() -> store.create("prod", MODULE, number, wanted)));
        }
        int winners = 0;
        for (Future<Creation> answer : answers) {
          winners += answer.get().equals(new Creation.Created()) ? 1 : 0;
        }
        assertThat(winners).as("epoch %d", epoch).isEqualTo(1);
      }
    }
  }

  @Test
  void itCanBeOpenedWhileAnotherWritesRecords() throws Exception {
    ArbiterStore busy = ArbiterStore.open(directory);
    AtomicBoolean opening = new AtomicBoolean(true);
    try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          writer.submit(
              () -> {
                for (int epoch = 1; opening.get(); epoch++) {
                  busy.create(
                      "prod", MODULE, epoch, new ArbiterRecord("alpha", new UUID(3, epoch)));
                }
                return null;
              });
      try {
        for (int i = 0; i < 300; i++) {
          ArbiterStore.open(directory);
        }
      } finally {
        opening.set(false);
      }
      writing.get();
    }
  }

  @Test
  void ofSeveralProcessesExactlyOneWins() throws Exception {
    try (ChildJvm alpha = creator("alpha", 30);
        ChildJvm beta = creator("beta", 30)) {
      int won = alpha.awaitExit() + beta.awaitExit();
      assertThat(won).isEqualTo(30);
    }
    ArbiterStore store = ArbiterStore.open(directory);
    for (int epoch = 1; epoch <= 30; epoch++) {
      assertThat(store.read("prod", MODULE, epoch)).isPresent();
    }
  }

  @Test
  void afterAKillARecordIsWholeOrAbsent() throws Exception {
    Path records = directory.resolve("prod/" + MODULE);
    for (int round = 1; round <= 3; round++) {
      long before = count(records);
      try (ChildJvm creator = creator("alpha", Integer.MAX_VALUE)) {
        await().until(() -> count(records) > before + 20);
        creator.kill();
      }
      ArbiterStore store = ArbiterStore.open(directory);
      long found = count(records);
      for (int epoch = 1; epoch <= found; epoch++) {
        assertThat(store.read("prod", MODULE, epoch)).as("epoch %d", epoch).isPresent();
      }
    }
  }

  private static long count(Path records) throws IOException {
    if (!Files.exists(records)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(records)) {
      return files.count();
    }
  }

  private ChildJvm creator(String node, int epochs) throws IOException {
    return ChildJvm.start(Creator.class, directory.toString(), node, Integer.toString(epochs));
  }

  /** Creates one epoch after the other; its exit code tells how many it won. */
  static final class Creator {
    public static void main(String[] arguments) throws IOException {
      ArbiterStore store = ArbiterStore.open(Path.of(arguments[0]));
      int won = 0;
      for (int epoch = 1; epoch <= Integer.parseInt(arguments[2]); epoch++) {
        ArbiterRecord wanted = new ArbiterRecord(arguments[1], UUID.randomUUID());
        won += store.create("prod", MODULE, epoch, wanted).equals(new Creation.Created()) ? 1 : 0;
      }
      System.exit(won);
    }
  }
}
