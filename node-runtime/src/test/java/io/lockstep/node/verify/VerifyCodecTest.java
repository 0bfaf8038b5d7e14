package io.lockstep.node.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.op.Name;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.tree.Digest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCodecTest {

  private static final Name NAME = Name.of(new byte[] {(byte) 0xff, '\n'});
  private static final TreePath PATH = new TreePath(2, List.of(NAME, Name.of("d")));
  private static final EntryState STATE =
      new EntryState(0104755, -1, 7, 1L << 40, -5, 0x0102, 3, new Digest(1, 2), new Digest(-3, 4));

  private static final List<Question> QUESTIONS =
      List.of(
          new Question(1, PATH, new Subject.Itself()),
          new Question(2, PATH, new Subject.Entries(List.of(NAME, NAME))),
          new Question(3, PATH, new Subject.Content(NAME, 1L << 50, 4096)),
          new Question(4, new TreePath(0, List.of()), new Subject.Listing(-7)),
          new Question(5, PATH, new Subject.Keep("id", NAME, 0, Long.MAX_VALUE)));

  private static final List<Answer> ANSWERS =
      List.of(
          new Answer(
              1, new Finding.States(List.of(STATE, EntryState.ABSENT), List.of("user.\u00ff/"))),
          new Answer(2, new Finding.Bytes(9, new Digest(5, 6))),
          new Answer(3, new Finding.Names(List.of(NAME), Finding.Names.END)),
          new Answer(4, new Finding.Kept()),
          new Answer(-1, new Finding.Unable("why")));

  @Test
  void everyQuestionAndAnswerComesBackAsItWas() {
    for (Question question : QUESTIONS) {
      assertThat(VerifyCodec.question(VerifyCodec.encode(question))).isEqualTo(question);
    }
    for (Answer answer : ANSWERS) {
      assertThat(VerifyCodec.answer(VerifyCodec.encode(answer))).isEqualTo(answer);
    }
  }

  @Test
  void aWholeBatchOfLongNamesFits() {
    List<Name> names =
        Collections.nCopies(VerifyCodec.MAX_NAMES, Name.of("n".repeat(Name.MAX_BYTES)));
    Question question = new Question(1, new TreePath(0, names), new Subject.Entries(names));
    assertThat(VerifyCodec.question(VerifyCodec.encode(question))).isEqualTo(question);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void namesThatLeadElsewhereAreRefused(String name) {
    Subject entries = new Subject.Entries(List.of(Name.of(name)));
    byte[] bytes = VerifyCodec.encode(new Question(1, PATH, entries));
    assertThatThrownBy(() -> VerifyCodec.question(bytes)).hasMessageContaining("an entry");
  }

  @Test
  void anotherVersionAndMoreBytesAreRefused() {
    byte[] valid = VerifyCodec.encode(QUESTIONS.getFirst());
    byte[] longer = Arrays.copyOf(valid, valid.length + 1);
    assertThatThrownBy(() -> VerifyCodec.question(longer)).hasMessageContaining("an end");
    valid[0] = 2;
    assertThatThrownBy(() -> VerifyCodec.question(valid)).hasMessageContaining("version 1");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void damagedBytesAreReadOrRefusedButNothingElse(long seed) {
    Random random = new Random(seed);
    int read = 0;
    for (int i = 0; i < 3000; i++) {
      Question question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
      Answer answer = ANSWERS.get(random.nextInt(ANSWERS.size()));
      String which = "seed " + seed + ", case " + i;
      read += readOrRefused(VerifyCodec.encode(question), VerifyCodec::question, random, which);
      read += readOrRefused(VerifyCodec.encode(answer), VerifyCodec::answer, random, which);
    }
    assertThat(read).as("some damage changes only values").isBetween(1, 5999);
  }

  private static int readOrRefused(
      byte[] bytes, Function<byte[], ?> decoder, Random random, String which) {
    byte[] damaged = Arrays.copyOf(bytes, bytes.length - random.nextInt(2));
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(decoder.apply(damaged)).as(which).isNotNull();
      return 1;
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).as(which).isNotBlank();
      return 0;
    }
  }
}
