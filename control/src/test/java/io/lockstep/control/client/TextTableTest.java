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

  @Test
  void aCellIsOneLineAndCommandsNoTerminal() {
    TextTable table = new TextTable();
    table.row("a\nb", "\u001b[2J\u007f");
    table.row("c", "\u00e4 \\x");
    assertThat(table.lines()).containsExactly("a\\x0ab  \\x1b[2J\\x7f", "c       \u00e4 \\x");
  }
}
