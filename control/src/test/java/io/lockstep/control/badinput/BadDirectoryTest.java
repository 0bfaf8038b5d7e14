package io.lockstep.control.badinput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.control.demo.NodeProcess;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A module whose directories cannot be mounted stays stopped and says why; its daemon runs. */
@Timeout(120)
class BadDirectoryTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();
  private PairFolder pair;

  @BeforeEach
  void prepare() throws Exception {
    pair = PairFolder.create(harness);
  }

  @Test
  void aDirectoryThatAnotherDaemonCaptures() throws Exception {
    Path shared = pair.data("alpha");
    pair.change("beta", "directories: [ data ]", "directories: [ " + shared + " ]");
    NodeProcess alpha = pair.start("alpha");
    alpha.await("a mount", status -> status.role() == Role.WAIT, LIMIT);

    assertRefused(
        pair.start("beta"),
        shared + " is already mounted: another lockstep daemon captures it; stop that one first");
    assertThat(Files.readString(Path.of("/proc/self/mounts")))
        .containsOnlyOnce(" " + shared + " fuse.lockstep ");
  }

  /** A mount namespace of its own, in which the device of FUSE is none. */
  @Test
  void aDirectoryThatCannotBeMountedOn() throws Exception {
    Path file = Files.writeString(pair.data("beta").resolve("file"), "original");
    List<String> withoutFuse =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind /dev/null /dev/fuse && exec \"$@\"",
            "sh");

    assertRefused(
        pair.start("beta", withoutFuse),
        pair.data("beta")
            + ": mounting on it, which needs root and the kernel module fuse: expected success, found EINVAL");
    assertThat(file).hasContent("original");
  }

  private void assertRefused(NodeProcess beta, String why) throws Exception {
    awaitStopped(beta, why);
    assertThatThrownBy(() -> beta.command(ModuleCommand.START)).hasMessage("start on beta: " + why);
    // The order is answered when it has failed; that it led nowhere shows a moment later.
    awaitStopped(beta, why);
    assertThat(pair.log("beta"))
        .contains("module demo: " + why)
        .doesNotContain("\tat ", "Exception");
  }

  private static void awaitStopped(NodeProcess beta, String why) {
    beta.await(
        "the reason", status -> status.role() == Role.STOP && status.reason().equals(why), LIMIT);
  }
}
