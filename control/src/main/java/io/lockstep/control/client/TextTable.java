package io.lockstep.control.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Printable cells in columns, as wide as their content. Not safe for several threads. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** Begins with a row of headings, if there are any. */
  public TextTable(Object... headings) {
    if (headings.length > 0) {
      row(headings);
    }
  }

  /** Adds a row; null is an empty cell. */
  public void row(Object... cells) {
    rows.add(Arrays.stream(cells).map(TextTable::text).toList());
  }

  private static String text(Object cell) {
    return cell == null ? "" : Printable.of(cell.toString());
  }

  /** The rows, with two spaces between columns and none at the end of a line. */
  public List<String> lines() {
    return rows.stream().map(this::line).toList();
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      line.append(cell).repeat(' ', width(column) - cell.length() + 2);
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
