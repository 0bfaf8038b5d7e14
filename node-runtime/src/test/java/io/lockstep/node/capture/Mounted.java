package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A captured directory in a temporary place, replicated to a second one beside it. */
public final class Mounted implements AutoCloseable {

  private final Path base;
  private final Path directory;
  private final Path replica;
  private final ReplicatingWritePath writes;
  private final CapturedDirectories captured;
  private final Exclusion exclusion;

  private Mounted(Path base, Mode mode, Exclusion exclusion) throws IOException {
    this.base = base;
    this.exclusion = exclusion;
    this.directory = Files.createDirectory(base.resolve("data"));
    this.replica = Files.createDirectory(base.resolve("replica"));
    // A root directory has a mode of its own too.
    Files.setLastModifiedTime(replica, Files.getLastModifiedTime(directory));
    this.writes = new ReplicatingWritePath(replica, exclusion);
    this.captured = CapturedDirectories.mount(config(mode), writes);
    writes.captured(captured);
  }

  /** Mounted and writable. */
  public static Mounted start(Mode mode) throws IOException {
    return start(mode, Exclusion.NONE);
  }

  /** The same, with names that are not replicated. */
  public static Mounted start(Mode mode, Exclusion exclusion) throws IOException {
    Path base = Files.createTempDirectory("lockstep-capture");
    Files.setPosixFilePermissions(
        base, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    try {
      Mounted mounted = new Mounted(base, mode, exclusion);
      mounted.captured.access(Access.WRITE);
      return mounted;
    } catch (IOException | RuntimeException e) {
      delete(base);
      throw e;
    }
  }

  private CaptureConfig config(Mode mode) {
    return new CaptureConfig(
        "test",
        List.of(directory),
        base.resolve("private"),
        exclusion,
        mode,
        3,
        CaptureConfig.knownFilesByHeap(),
        Afterlife.NONE);
  }

  public Path base() {
    return base;
  }

  public Path directory() {
    return directory;
  }

  public Path replica() {
    return replica;
  }

  public Path backing() {
    return captured.backing().getFirst();
  }

  CapturedDirectories captured() {
    return captured;
  }

  ReplicatingWritePath writes() {
    return writes;
  }

  /** What the replica could not do; empty if all is well. */
  public List<String> failures() {
    return writes.failures();
  }

  /** Runs a script in the captured directory; it must succeed. Answers what it has printed. */
  public String run(String script) throws IOException, InterruptedException {
    return run(directory, List.of("timeout", "60", "bash", "-euo", "pipefail", "-c", script));
  }

  /** Runs a program; it must succeed. */
  public static String run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    // The shell changes the directory: this process must not touch the mount.
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Everything that was done here was done there. */
  public void assertReplicated() {
    assertThat(writes.failures()).isEmpty();
    assertThat(TreeDescription.differences(backing(), replica)).isEmpty();
  }

  /** Takes the mount away, so that every page is written; the original is then in its place. */
  public void unmount() {
    captured.close();
  }

  @Override
  public void close() throws IOException {
    captured.close();
    writes.close();
    delete(base);
  }

  /** Removes a tree; by a program, since paths below it may be longer than PATH_MAX. */
  public static void delete(Path root) throws IOException {
    try {
      run(root.getParent(), List.of("rm", "-rf", "--one-file-system", root.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
