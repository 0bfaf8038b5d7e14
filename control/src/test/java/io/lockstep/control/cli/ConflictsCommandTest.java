package io.lockstep.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.ExitCode;
import io.lockstep.control.config.ConfigFolder;
import io.lockstep.control.conflicts.ArchiveFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConflictsCommandTest {

  @TempDir Path directory;
  private Path config;

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectory(directory.resolve("data"));
    config = new ConfigFolder(directory).file(ConfigFolder.VALID);
  }

  private CliRun conflicts(String... arguments) {
    List<String> all = new ArrayList<>(List.of("conflicts"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    return CliRun.of(all.toArray(String[]::new));
  }

  @Test
  void listsAndShowsArchivesWithoutADaemon() throws IOException {
    assertThat(conflicts("list").out()).hasLineCount(1);
    ArchiveFixture.make(directory);
    assertThat(conflicts("list").out()).contains(ArchiveFixture.ID, "demo", "given up");
    assertThat(conflicts("show", ArchiveFixture.ID).out())
        .contains("Write  /srv/data/note  ", "saved  0:/note", "operations beyond  2");
    assertThat(conflicts("show", ArchiveFixture.ID, "--json").out().lines())
        .allMatch(line -> line.startsWith("{"));
  }

  @Test
  void exportsFilesAsAPlainTreeToANewDirectory() throws IOException {
    ArchiveFixture.make(directory);
    Path target = directory.resolve("export");
    CliRun run = conflicts("export", ArchiveFixture.ID, "--to", target.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(target.resolve("files/0/note")).hasContent(ArchiveFixture.CONTENT);
    assertThat(target.resolve("operations.jsonl")).content().hasLineCount(2);
    assertThat(conflicts("export", ArchiveFixture.ID, "--to", target.toString()).exitCode())
        .isEqualTo(ExitCode.CANNOT_CREATE);
  }

  @Test
  void removesOnlyWhatIsNamedAndConfirmed() throws IOException {
    ArchiveFixture fixture = ArchiveFixture.make(directory);
    assertThat(conflicts("remove", "../journal", "--yes").exitCode()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(conflicts("remove", ArchiveFixture.ID).exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(fixture.archive().manifest().id()).isEqualTo(ArchiveFixture.ID);
    assertThat(conflicts("remove", ArchiveFixture.ID, "--yes").exitCode()).isZero();
    assertThat(conflicts("list").out()).hasLineCount(1);
  }

  @Test
  void namesThatWouldCommandTheTerminalAreToldInHexadecimal() throws IOException {
    ArchiveFixture.make(directory, "no\nte\u001b[2J");
    CliRun run = conflicts("show", ArchiveFixture.ID);
    assertThat(run.out())
        .contains("Write  /srv/data/no\\x0ate\\x1b[2J  ", "saved  0:/no\\x0ate\\x1b[2J")
        .doesNotContain("\u001b");
    assertThat(conflicts("show", ArchiveFixture.ID, "--json").out())
        .contains("\"/no\\u000ate\\u001b[2J\"");
  }

  @Test
  void whatIsNoArchiveHidesNone() throws IOException {
    Path conflicts = ArchiveFixture.make(directory).archive().place().directory().getParent();
    Files.createDirectory(conflicts.resolve("lost+found"));
    Files.createFile(conflicts.resolve("stray"));
    CliRun run = conflicts("list");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(ArchiveFixture.ID, "given up", "lost+found", "no such file")
        .doesNotContain("stray")
        .hasLineCount(3);
  }

  @Test
  void aDamagedListOfFilesIsToldAsSuch() throws IOException {
    Path list = ArchiveFixture.make(directory).archive().place().list();
    Files.write(list, new byte[] {(byte) 0xff, '\n'});
    CliRun run = conflicts("show", ArchiveFixture.ID);
    assertThat(run.exitCode()).isEqualTo(ExitCode.IO);
    assertThat(run.err()).contains("files.jsonl: expected checksum").hasLineCount(1);
  }

  @Test
  void aDamagedArchiveIsListedAsSuch() throws IOException {
    ArchiveFixture fixture = ArchiveFixture.make(directory);
    Files.writeString(fixture.archive().place().manifest(), "{}");
    assertThat(conflicts("list").out()).contains(ArchiveFixture.ID, "damaged");
    CliRun run = conflicts("show", ArchiveFixture.ID);
    assertThat(run.exitCode()).isEqualTo(ExitCode.IO);
    assertThat(run.err()).hasLineCount(1);
  }
}
