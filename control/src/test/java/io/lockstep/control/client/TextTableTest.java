package io.lockstep.control.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {

  @Test
  void alignsColumnsAndEndsLinesWithoutBlanks() {
    TextTable table = new TextTable("NAME", "VALUE");
    table.row("a", 12345678);
    table.row("longer", null);

    assertThat(table.lines()).containsExactly("NAME    VALUE", "a       12345678", "longer");
  }
}
