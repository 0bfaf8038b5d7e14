package io.lockstep.journal.lineage;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Node records with random fields. */
final class RandomRecords {

  private final Random random;

  RandomRecords(Random random) {
    this.random = random;
  }

  NodeRecord record(int epochs) {
    return new NodeRecord(
        text(30),
        text(30),
        new UUID(random.nextLong(), random.nextLong()),
        text(30),
        random.nextLong(1L << 40),
        random.nextLong(1L << 40),
        lineage(epochs),
        NodeRecord.DataState.values()[random.nextInt(NodeRecord.DataState.values().length)],
        random.nextBoolean(),
        text(36),
        random.nextLong(1L << 50),
        random.nextLong(1L << 40),
        random.nextBoolean(),
        random.nextLong(1L << 50));
  }

  Lineage lineage(int epochs) {
    List<Epoch> list = new ArrayList<>();
    long number = 0;
    long first = 1;
    for (int i = 0; i < epochs; i++) {
      number += 1 + random.nextInt(3);
      first += random.nextInt(1000);
      list.add(
          new Epoch(
              number,
              new UUID(random.nextLong(), random.nextLong()),
              first,
              random.nextBoolean() ? Epoch.Kind.MIRRORED : Epoch.Kind.ALONE,
              text(20),
              text(100),
              random.nextBoolean(),
              random.nextLong(1L << 45)));
    }
    return new Lineage(list);
  }

  private String text(int max) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(max); i > 0; i--) {
      text.appendCodePoint(new int[] {'a', 'z', 0xe9, 0x1f600}[random.nextInt(4)]);
    }
    return text.toString();
  }
}
