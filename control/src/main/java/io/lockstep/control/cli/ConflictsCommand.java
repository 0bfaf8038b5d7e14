package io.lockstep.control.cli;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.TextTable;
import io.lockstep.control.conflicts.Archive;
import io.lockstep.control.conflicts.ArchiveManifest;
import io.lockstep.control.conflicts.Archives;
import io.lockstep.control.conflicts.DamagedArchiveException;
import io.lockstep.node.conflict.ArchivedOperation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Archives of what a node alone had acknowledged, read from its state directory. */
@Command(
    name = "conflicts",
    mixinStandardHelpOptions = true,
    description = {
      "Works with the archives that this node keeps of what it alone had acknowledged before the",
      "copy of its peer took the place of its own. Reads the state directory; needs no daemon."
    },
    synopsisSubcommandLabel = "COMMAND")
final class ConflictsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  /** What all of them have in common. */
  abstract static class OfNode implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description =
            "Configuration of this node (default: ./node.yml, then /etc/lockstep/node.yml).")
    private Path config;

    @Override
    public final Integer call() throws IOException {
      run(new Archives(ConfiguredNode.loadOrDefault(config).stateDirectory()));
      return ExitCode.OK;
    }

    abstract void run(Archives archives) throws IOException;

    PrintWriter out() {
      return spec.commandLine().getOut();
    }
  }

  /** What is about one archive. */
  abstract static class OfOne extends OfNode {
    @Parameters(index = "0", paramLabel = "ID", description = "Name of the archive.")
    private String id;

    @Override
    final void run(Archives archives) throws IOException {
      run(
          archives
              .find(id)
              .orElseThrow(
                  () ->
                      new CliFailure(
                          ExitCode.NO_INPUT,
                          "no archive %s on this node; see 'lockstep conflicts list'"
                              .formatted(id))));
    }

    abstract void run(Archive archive) throws IOException;
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the archives of this node.")
  static final class ListAll extends OfNode {
    @Override
    void run(Archives archives) throws IOException {
      TextTable table =
          new TextTable("ID", "MODULE", "CREATED", "OPERATIONS", "FILES", "BYTES", "WHY");
      for (Archive archive : archives.all()) {
        row(table, archive);
      }
      table.lines().forEach(out()::println);
    }

    private static void row(TextTable table, Archive archive) throws IOException {
      try {
        ArchiveManifest manifest = archive.manifest();
        table.row(
            archive.id(),
            archive.module(),
            Instant.ofEpochMilli(manifest.createdMillis()),
            manifest.operations(),
            manifest.files().saved(),
            manifest.files().bytes(),
            manifest.why());
      } catch (DamagedArchiveException e) {
        table.row(archive.id(), archive.module(), "", "", "", "", e.getMessage());
      }
    }
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows what an archive holds: why it was made, files and operations.")
  static final class Show extends OfOne {
    @Option(names = "--json", description = "Prints manifest, files and operations as JSON lines.")
    private boolean json;

    @Override
    void run(Archive archive) throws IOException {
      if (json) {
        out().print(Files.readString(archive.place().manifest()));
        files(archive);
        operations(archive, ArchivedOperation::json);
        return;
      }
      ConflictTable.summary(archive.manifest()).forEach(out()::println);
      out().println();
      files(archive);
      out().println();
      operations(archive, ConflictTable::line);
    }

    private void operations(Archive archive, Function<ArchivedOperation, String> words)
        throws IOException {
      archive.operations(
          operation -> {
            out().println(words.apply(operation));
            return true;
          });
    }

    private void files(Archive archive) throws IOException {
      try (Stream<String> lines = archive.files()) {
        lines.map(line -> json ? line : ConflictTable.file(line)).forEach(out()::println);
      }
    }
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes the files of an archive as a plain tree, its operations as JSON lines.")
  static final class Export extends OfOne {
    @Option(
        names = "--to",
        required = true,
        paramLabel = "DIR",
        description = "A directory that does not exist yet.")
    private Path target;

    @Override
    void run(Archive archive) throws IOException {
      if (Files.exists(target)) {
        throw new CliFailure(
            ExitCode.CANNOT_CREATE, "--to: expected a directory that does not exist: " + target);
      }
      archive.export(target);
      out().println("%s: written to %s".formatted(archive.id(), target));
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Deletes an archive. What it holds is then nowhere else.")
  static final class Remove extends OfOne {
    private final Terminal terminal;

    @Option(names = "--yes", description = "Does not ask for confirmation.")
    private boolean confirmed;

    Remove(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    void run(Archive archive) throws IOException {
      Confirmation.require(
          terminal,
          confirmed,
          "conflicts remove",
          "What the archive holds is nowhere else.%nType its name (%s) to go on: "
              .formatted(archive.id()),
          archive.id());
      archive.remove();
      out().println(archive.id() + ": removed");
    }
  }
}
