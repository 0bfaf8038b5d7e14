package io.lockstep.control.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventJournalTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("events.journal");
  }

  @Test
  void linesComeBackInOrderAndTheEmptyFileIsCut() throws IOException {
    try (EventJournal journal = EventJournal.open(file, 1000)) {
      journal.append(bytes("one\n"));
      journal.append(bytes("two\n"));

      assertThat(takeAll(journal)).containsExactly("one", "two");
      assertThat(journal.waitingBytes()).isZero();
      assertThat(file).isEmptyFile();

      journal.append(bytes("three\n"));
      assertThat(takeAll(journal)).containsExactly("three");
    }
  }

  @Test
  void whatWaitsSurvivesAndATornEndIsCut() throws IOException {
    try (EventJournal journal = EventJournal.open(file, 1000)) {
      journal.append(bytes("one\n"));
      journal.append(bytes("two\n"));
    }
    Files.writeString(file, "thr", StandardOpenOption.APPEND);

    try (EventJournal journal = EventJournal.open(file, 1000)) {
      journal.append(bytes("four\n"));
      assertThat(takeAll(journal)).containsExactly("one", "two", "four");
    }
  }

  @Test
  void aFullJournalRefusesAndStaysAsItWas() throws IOException {
    try (EventJournal journal = EventJournal.open(file, 10)) {
      journal.append(bytes("12345678\n"));
      assertThatIOException().isThrownBy(() -> journal.append(bytes("9\n")));
      assertThat(takeAll(journal)).containsExactly("12345678");
      journal.append(bytes("9\n"));
      assertThat(takeAll(journal)).containsExactly("9");
    }
  }

  @Test
  void aFileWithoutAnyNewlineIsCutWhole() throws IOException {
    Files.write(file, new byte[EventLine.MAX_BYTES * 2 + 5]);
    try (EventJournal journal = EventJournal.open(file, 1000)) {
      assertThat(journal.first()).isEmpty();
    }
  }

  @Test
  void aLineIsDecodedToTheSameEvent() {
    NewEvent event =
        new NewEvent(UUID.randomUUID(), 5, "demo", "disk.full", "a\nb", 3, Map.of("left", 12));

    byte[] line = EventLine.encode(event);

    assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
    assertThat(EventLine.decode(without(line, 1))).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "00000000 {}",
        "00000000 ",
        "527d5351 null",
        "not a line at all, but long enough to have a checksum"
      })
  void whatIsNoLineIsRefused(String text) {
    assertThatExceptionOfType(EventLine.MalformedLineException.class)
        .isThrownBy(() -> EventLine.decode(bytes(text)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 20261122})
  void aDamagedLineIsRefusedWhateverTheDamage(long seed) {
    Random random = new Random(seed);
    byte[] whole =
        without(EventLine.encode(Events.event("demo", "disk.full", 5, Map.of("left", 12))), 1);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      byte[] cut = without(damaged, random.nextInt(2) * random.nextInt(damaged.length));
      assertThatExceptionOfType(EventLine.MalformedLineException.class)
          .as("seed %d, step %d", seed, i)
          .isThrownBy(() -> EventLine.decode(cut));
    }
  }

  private static List<String> takeAll(EventJournal journal) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Optional<byte[]> line = journal.first(); line.isPresent(); line = journal.first()) {
      lines.add(new String(line.get(), StandardCharsets.UTF_8));
      journal.removeFirst();
    }
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] without(byte[] bytes, int last) {
    return Arrays.copyOf(bytes, bytes.length - last);
  }
}
