package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lockstep.journal.op.Operation;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.tree.TreeDescription;
import io.lockstep.node.write.WritePath;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The name by which a file is known goes while an operation on it is on its way, where the kernel's
 * locks allow that: opening with O_TRUNC in mode strict, pages written back in mode barrier.
 */
@Timeout(60)
class NamesOnTheWayTest {

  private static final String CUT = ": > a";
  private static final String WRITE_BACK = "printf text > a; sync -f .";

  @Test
  void aTruncatedFileIsFoundByItsOtherName() throws Exception {
    assertEqualAfter(Mode.STRICT, Operation.Truncate.class, "printf old > a; ln a b", CUT, "b");
  }

  @Test
  void aTruncatedFileThatIsGoneIsNobodys() throws Exception {
    assertEqualAfter(Mode.STRICT, Operation.Truncate.class, "printf old > a", CUT, "");
  }

  @Test
  void aWrittenFileIsFoundByItsOtherName() throws Exception {
    assertEqualAfter(Mode.BARRIER, Operation.Write.class, ": > a; ln a b", WRITE_BACK, "b");
  }

  @Test
  void aWrittenFileThatIsGoneIsNobodys() throws Exception {
    assertEqualAfter(Mode.BARRIER, Operation.Write.class, ": > a", WRITE_BACK, "");
  }

  @Test
  void entriesOfWhatHasNoNameAreNotChanged() throws Exception {
    assertRefusedWithoutTrace(
        operation -> operation instanceof Operation.Create ? WritePath.UNNAMED : 0, ": > new");
  }

  @Test
  void aNameThatAlwaysGoesAgainIsNotLookedForForEver() throws Exception {
    assertRefusedWithoutTrace(
        operation -> operation instanceof Operation.Truncate ? WritePath.UNNAMED : 0, ": > a");
  }

  /** Under a write path that refuses, by that rule, what it is given. */
  private static void assertRefusedWithoutTrace(ToIntFunction<Operation> refusal, String script)
      throws Exception {
    Path base = Files.createTempDirectory("lockstep-capture");
    Path directory = Files.createDirectory(base.resolve("data"));
    Files.writeString(directory.resolve("a"), "old");
    AtomicInteger refused = new AtomicInteger();
    WritePath writes =
        (operation, _, localStep) -> {
          int result = refusal.applyAsInt(operation);
          refused.addAndGet(result);
          return result == 0 ? localStep.run() : result;
        };
    CaptureConfig config =
        new CaptureConfig("unnamed", List.of(directory), base.resolve("private"), Mode.STRICT, 2);
    try (CapturedDirectories captured = CapturedDirectories.mount(config, writes)) {
      captured.access(Access.WRITE);
      assertThatThrownBy(() -> Mounted.run(directory, List.of("bash", "-c", script)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Input/output error");
      assertThat(refused.get()).isPositive();
    }
    assertThat(directory.toFile().list()).containsExactly("a");
    assertThat(directory.resolve("a")).hasContent("old");
    Mounted.delete(base);
  }

  /** Removes the name a while the first operation of that kind is on its way. */
  private static void assertEqualAfter(
      Mode mode, Class<? extends Operation> kind, String before, String script, String left)
      throws Exception {
    try (Mounted mounted = Mounted.start(mode)) {
      mounted.run(before);
      forgetNames(mounted);
      List<CompletableFuture<String>> removal = new CopyOnWriteArrayList<>();
      mounted
          .writes()
          .onItsWay(
              operation -> {
                if (kind.isInstance(operation) && removal.isEmpty()) {
                  removal.add(CompletableFuture.supplyAsync(() -> remove(mounted)));
                  // Not for the program's end: the kernel has it wait for the pages.
                  await().until(() -> Files.notExists(mounted.backing().resolve("a")));
                }
              });
      mounted.run(script);
      assertThat(removal).singleElement().extracting(CompletableFuture::join).isEqualTo("");
      assertThat(mounted.run("ls")).isEqualToIgnoringNewLines(left);
      mounted.unmount();
      assertThat(mounted.failures()).isEmpty();
      assertThat(TreeDescription.differences(mounted.directory(), mounted.replica())).isEmpty();
    }
  }

  /** After that a file is known only by the name by which it is looked up. */
  private static void forgetNames(Mounted mounted) {
    mounted.captured().access(Access.READ);
    mounted.captured().access(Access.WRITE);
    mounted.writes().beginSegment();
  }

  private static String remove(Mounted mounted) {
    try {
      return mounted.run("rm a");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
