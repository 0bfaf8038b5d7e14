package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.op.Name;
import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateCodecTest {

  private static final FileState STATE =
      new FileState(
          0104755,
          -1,
          7,
          1L << 40,
          -5,
          999_999_999,
          0x0102,
          3,
          new Digest(1, 2),
          new byte[] {'t'},
          new Digest(3, 4));

  private static final Name NAME = Name.of(new byte[] {(byte) 0xff, '\n'});

  private static final List<StateMessage> ALL =
      List.of(
          new SourceMessage.RoundBegin(3),
          new SourceMessage.Directory(1, new TreePath(2, List.of(NAME, NAME)), true, STATE),
          new SourceMessage.Entry(2, NAME, STATE, List.of(new BlockRanges.Range(0, 5))),
          new SourceMessage.Absent(NAME),
          new SourceMessage.DirectoryEnd(),
          new SourceMessage.Inode(3, STATE),
          new SourceMessage.Xattr(4, new byte[] {'n'}, new byte[0]),
          new SourceMessage.Data(5, 1L << 50, new byte[] {1, 2, 3}),
          new SourceMessage.Zeros(6, 0, Long.MAX_VALUE),
          new SourceMessage.FileEnd(7, true),
          new SourceMessage.Turn(),
          new SourceMessage.RoundEnd(true),
          new TargetMessage.XattrsWanted(8),
          new TargetMessage.Compare(9, 4, List.of(new Digest(5, 6), Digest.NONE)),
          new TargetMessage.Fetch(10, 0, 1L << 41),
          new TargetMessage.Asked(11),
          new TargetMessage.Turn(2));

  /** Sends to itself. */
  private static final class Loop implements StateChannel {
    final Queue<byte[]> messages = new ArrayDeque<>();

    @Override
    public void send(byte[] message) {
      messages.add(message);
    }

    @Override
    public byte[] receive() throws IOException {
      if (messages.isEmpty()) {
        throw new IOException("no more messages");
      }
      return messages.remove();
    }
  }

  private static ByteBuffer encoded(StateMessage message) {
    ByteBuffer out =
        ByteBuffer.allocate(StateChannel.MAX_MESSAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    StateCodec.encode(message, out);
    return out.flip();
  }

  private static Loop loopWithAll() throws IOException {
    Loop loop = new Loop();
    Outbox out = new Outbox(loop);
    for (StateMessage message : ALL) {
      out.add(message);
    }
    out.flush();
    return loop;
  }

  @Test
  void everyMessageComesBackAsItWas() throws IOException {
    Loop loop = loopWithAll();
    assertThat(loop.messages).as("packed into one").hasSize(1);
    Inbox in = new Inbox(loop);
    for (StateMessage message : ALL) {
      // Arrays have no equality of their own: the encodings are compared.
      assertThat(encoded(in.next())).isEqualTo(encoded(message));
    }
  }

  @Test
  void packsAreNeverLongerThanAllowed() throws IOException {
    Loop loop = new Loop();
    Outbox out = new Outbox(loop);
    SourceMessage.Data most = new SourceMessage.Data(1, 0, new byte[StateCodec.MAX_DATA_BYTES]);
    out.add(new SourceMessage.Turn());
    out.add(most);
    out.add(most);
    out.flush();
    assertThat(loop.messages)
        .hasSizeBetween(2, 3)
        .allMatch(message -> message.length <= StateChannel.MAX_MESSAGE_BYTES);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {".", ".."})
  void namesThatLeadElsewhereAreRefused(String name) {
    ByteBuffer bytes = encoded(new SourceMessage.Absent(Name.of(name)));
    assertThatThrownBy(() -> StateCodec.decode(bytes.position(Integer.BYTES)))
        .isInstanceOf(MalformedStateMessageException.class)
        .hasMessageContaining("name");
  }

  @Test
  void aNameWithASlashIsRefused() {
    ByteBuffer bytes = encoded(new SourceMessage.Absent(Name.of("a.b")));
    bytes.put(bytes.limit() - 2, (byte) '/');
    assertThatThrownBy(() -> StateCodec.decode(bytes.position(Integer.BYTES)))
        .isInstanceOf(MalformedStateMessageException.class)
        .hasMessageContaining("name");
  }

  @Test
  void anotherVersionIsRefused() {
    Loop loop = new Loop();
    loop.send(new byte[] {2, 1, 0, 0, 0, 11});
    assertThatThrownBy(() -> new Inbox(loop).next())
        .isInstanceOf(MalformedStateMessageException.class)
        .hasMessageContaining("version");
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void damagedBytesAreReadOrRefusedButNothingElse(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] valid = loopWithAll().receive();
    for (int i = 0; i < 5000; i++) {
      byte[] damaged = valid.clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        damaged[1 + random.nextInt(damaged.length - 1)] = (byte) random.nextInt();
      }
      readAll(damaged, "seed " + seed + ", case " + i);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {5, 6})
  void randomBytesAreReadOrRefusedButNothingElse(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 5000; i++) {
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      if (bytes.length > 5) {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.put(0, StateCodec.VERSION).putInt(1, bytes.length - 5);
        header.put(5, (byte) random.nextInt(40));
      }
      readAll(bytes, "seed " + seed + ", case " + i);
    }
  }

  private static void readAll(byte[] bytes, String as) {
    Loop loop = new Loop();
    loop.send(bytes);
    Inbox in = new Inbox(loop);
    assertThatThrownBy(
            () -> {
              while (true) {
                in.next();
              }
            })
        .as(as)
        .isInstanceOf(IOException.class);
  }
}
