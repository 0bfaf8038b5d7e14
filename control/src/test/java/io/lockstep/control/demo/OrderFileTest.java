package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFileTest {
  private static final Order FIRST = new Order(1, "k1", "{\"customer\":\"Zoë\"}");
  private static final Order SECOND = new Order(2, "k2", "two");

  @TempDir private Path directory;

  @Test
  void readsBackWhatItWrote() throws IOException {
    Path file = directory.resolve("orders.log");
    write(file, FIRST, SECOND);

    assertThat(OrderFile.read(file).orders()).containsExactly(FIRST, SECOND);
    assertThat(OrderFile.read(file).validBytes()).isEqualTo(Files.size(file));
  }

  /** At every byte of the last line, as a crash in the middle of a write leaves it. */
  @Test
  void cutsATornLastLineAndGoesOnBehindIt() throws IOException {
    Path whole = directory.resolve("whole.log");
    write(whole, FIRST, SECOND);
    byte[] bytes = Files.readAllBytes(whole);
    int firstEnd = (FIRST.line() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    for (int cut = firstEnd; cut < bytes.length; cut++) {
      Path torn = directory.resolve("torn-" + cut);
      Files.write(torn, Arrays.copyOf(bytes, cut));

      List<Order> existing = new ArrayList<>();
      try (OrderFile file = OrderFile.open(torn, existing)) {
        file.append(SECOND);
      }

      assertThat(existing).as("cut at %d", cut).containsExactly(FIRST);
      assertThat(Files.readAllBytes(torn)).as("cut at %d", cut).isEqualTo(bytes);
    }
  }

  @Test
  void cutsALastLineOfWrongBytes() throws IOException {
    Path file = directory.resolve("orders.log");
    Files.writeString(file, FIRST.line() + "\n" + "\0".repeat(30) + "\n");

    assertThat(OrderFile.read(file).orders()).containsExactly(FIRST);
  }

  @Test
  void refusesADamagedLineInTheMiddle() throws IOException {
    Path file = directory.resolve("orders.log");
    Files.writeString(file, FIRST.line().replace('k', 'K') + "\n" + SECOND.line() + "\n");

    assertThatThrownBy(() -> OrderFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1");
  }

  @Test
  void refusesTextThatWouldBreakALine() {
    assertThat(Order.isField("a\nb")).isFalse();
    assertThat(Order.isField("a\tb")).isFalse();
    assertThat(Order.isField("")).isFalse();
    assertThat(Order.isField("{\"customer\":\"Zoë\"}")).isTrue();
  }

  private static void write(Path path, Order... orders) throws IOException {
    try (OrderFile file = OrderFile.open(path, new ArrayList<>())) {
      for (Order order : orders) {
        file.append(order);
      }
    }
  }
}
