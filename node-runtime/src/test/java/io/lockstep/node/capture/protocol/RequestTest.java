package io.lockstep.node.capture.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestTest {

  private static final int BUFFER_BYTES = 256;

  private final Request request = new Request(Arena.ofAuto().allocate(BUFFER_BYTES, 8));

  private void announce(int bytes) {
    request.buffer().set(ValueLayout.JAVA_INT_UNALIGNED, 0, bytes);
    request.received(bytes);
  }

  @Test
  void readsHeaderAndBody() {
    MemorySegment buffer = request.buffer();
    buffer.set(ValueLayout.JAVA_INT_UNALIGNED, 4, 1);
    buffer.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, 77);
    buffer.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, 99);
    buffer.set(ValueLayout.JAVA_INT_UNALIGNED, 24, 1000);
    buffer.set(ValueLayout.JAVA_INT_UNALIGNED, 28, 100);
    buffer.setString(40, "name");
    announce(45);
    assertThat(Opcode.of(request.opcode())).isEqualTo(Opcode.LOOKUP);
    assertThat(request.unique()).isEqualTo(77);
    assertThat(request.nodeId()).isEqualTo(99);
    assertThat(request.uid()).isEqualTo(1000);
    assertThat(request.gid()).isEqualTo(100);
    assertThat(request.stringAt(0)).asString().isEqualTo("name");
    assertThat(request.bodyBytes()).isEqualTo(5);
  }

  @Test
  void refusesWhatIsNotWhole() {
    assertThatThrownBy(() -> request.received(39)).isInstanceOf(MalformedRequestException.class);
    request.buffer().set(ValueLayout.JAVA_INT_UNALIGNED, 0, 60);
    assertThatThrownBy(() -> request.received(50)).hasMessageContaining("announces 60");
    announce(44);
    request.buffer().fill((byte) 'x');
    assertThatThrownBy(() -> request.stringAt(0)).hasMessageContaining("NUL-terminated");
    assertThatThrownBy(() -> request.longAt(0)).isInstanceOf(MalformedRequestException.class);
    assertThatThrownBy(() -> request.intAt(-1)).isInstanceOf(MalformedRequestException.class);
    assertThatThrownBy(() -> request.viewAt(2, -1)).isInstanceOf(MalformedRequestException.class);
  }

  @Test
  void neverReadsBeyondTheRequest() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] bytes = new byte[BUFFER_BYTES];
    for (int round = 0; round < 20_000; round++) {
      random.nextBytes(bytes);
      request.buffer().copyFrom(MemorySegment.ofArray(bytes));
      int length = 40 + random.nextInt(BUFFER_BYTES - 40);
      announce(length);
      int offset = random.nextInt(400) - 100;
      try {
        byte[] found =
            random.nextBoolean()
                ? request.stringAt(offset)
                : request.bytesAt(offset, random.nextInt(300) - 20);
        assertThat(40 + offset + found.length).as("seed %d", seed).isLessThanOrEqualTo(length);
      } catch (MalformedRequestException e) {
        assertThat(e).hasMessageContaining("fuse request: expected");
      }
    }
  }

  @Test
  void knowsOpcodesByNumber() {
    for (Opcode opcode : Opcode.values()) {
      assertThat(Opcode.of(opcode.code())).isSameAs(opcode);
    }
    assertThat(Opcode.of(-1)).isNull();
    assertThat(Opcode.of(4096)).isNull();
  }
}
