package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLogTest {

  @TempDir Path directory;

  @Test
  void aLargeLogIsRotatedAndItsNewestPartKept() throws IOException {
    Path file = directory.resolve("db.log");
    OutputLog log = new OutputLog(file, 10);
    log.rotateIfLarge();
    Files.writeString(file, "0123456789");
    log.rotateIfLarge();
    assertThat(file).hasContent("0123456789");
    Files.writeString(file, "0123456789abcde");
    log.rotateIfLarge();
    assertThat(file).isEmptyFile();
    assertThat(directory.resolve("db.log.1")).hasContent("56789abcde");
    Files.writeString(file, "this one is newer");
    log.rotateIfLarge();
    assertThat(directory.resolve("db.log.1")).hasContent("e is newer");
  }

  @Test
  void tellsTheLastLineOfThisRun() throws IOException {
    Path file = directory.resolve("db.log");
    OutputLog log = new OutputLog(file, 1000);
    assertThat(log.lastLine(0)).isEmpty();
    Files.writeString(file, "earlier run\n");
    long start = log.bytes();
    assertThat(log.lastLine(start)).isEmpty();
    Files.writeString(file, "earlier run\nfirst\nFATAL: no space\n\n");
    assertThat(log.lastLine(start)).isEqualTo("FATAL: no space");
    Files.writeString(file, "x".repeat(5000));
    assertThat(log.lastLine(start)).isEqualTo("x".repeat(200));
  }
}
