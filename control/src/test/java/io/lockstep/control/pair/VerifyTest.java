package io.lockstep.control.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.NodeClient;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.control.testkit.MirroredPair;
import io.lockstep.control.testkit.Namespaces;
import io.lockstep.control.testkit.PairConfig;
import io.lockstep.node.module.CommandAnswer;
import io.lockstep.node.module.ModuleCommand;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The copies of a real pair are compared: under load, with damage done behind Lockstep's back. */
class VerifyTest {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String RATE = "verify: {rate: 1GiB}";

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();
  private MirroredPair pair;

  @ParameterizedTest
  @ValueSource(strings = {"strict", "barrier"})
  void damageIsFoundAndHealedAndNothingElseIs(String mode) throws Exception {
    pair =
        MirroredPair.start(
            harness, new PairConfig.Settings(mode, mount -> "{type: none}", List.of(RATE)));
    fill(pair.make("tree"));
    Map<String, Object> loaded = underLoad(() -> verify(ModuleCommand.VERIFY));
    assertThat(loaded).containsEntry("outcome", "equal").containsEntry("mismatches", 0);

    pair.assertEqualCopies();
    Map<String, Object> quiet = verify(ModuleCommand.VERIFY);
    assertThat(quiet).containsEntry("outcome", "equal");
    assertThat(verify(ModuleCommand.VERIFY)).containsEntry("digest", quiet.get("digest"));

    damage();
    Map<String, Object> damaged = verify(ModuleCommand.VERIFY);
    assertThat(damaged).containsEntry("outcome", "different");
    assertThat(paths("verify.mismatch", damaged))
        .containsExactlyInAnyOrder(
            "/tree/big",
            "/tree/mode",
            "/tree/second name",
            "/tree/sub",
            "/tree/sub/extra",
            "/tree/sub/missing");

    Map<String, Object> healed = verify(ModuleCommand.VERIFY_HEAL);
    assertThat(healed).containsEntry("outcome", "healed");
    assertThat(paths("verify.healed", healed)).hasSize((int) healed.get("mismatches"));
    pair.assertEqualCopies();
    assertKept((String) healed.get("id"));
    assertThat(verify(ModuleCommand.VERIFY))
        .containsEntry("outcome", "equal")
        .containsEntry("digest", quiet.get("digest"));

    pair.swap();
    assertThat(verify(ModuleCommand.VERIFY))
        .containsEntry("outcome", "equal")
        .containsEntry("digest", quiet.get("digest"));
  }

  /** At 1 MiB/s it takes longer than all that is done meanwhile. */
  @Test
  void whatEndsItEarlyIsToldAndDisturbsNothing() throws Exception {
    List<String> slow = List.of("verify: {rate: 1MiB}");
    pair =
        MirroredPair.start(
            harness, new PairConfig.Settings("strict", mount -> "{type: none}", slow));
    Files.write(pair.make("tree").resolve("big"), new byte[64 << 20]);

    String first = begin(ModuleCommand.VERIFY);
    assertThat(client().command(PairConfig.MODULE, ModuleCommand.VERIFY_HEAL, "test").message())
        .startsWith("a verification is under way: verify: ");
    NodeClient secondary = pair.harness().node(pair.primary().other()).client();
    assertThat(secondary.command(PairConfig.MODULE, ModuleCommand.VERIFY, "test").message())
        .startsWith("expected a mirrored primary (PRIM), found SECOND");
    Awaitility.await("progress is shown")
        .atMost(LIMIT)
        .until(() -> client().module(PairConfig.MODULE).progress().startsWith("verify: "));
    pair.swap();
    assertEndedEarly(first, pair.primary().other());

    String second = begin(ModuleCommand.VERIFY_HEAL);
    pair.harness().node(pair.primary().other()).kill();
    Files.writeString(pair.onPrimary("tree/after"), "the mirror is dead");
    assertEndedEarly(second, pair.primary());
    pair.rejoin();

    String third = begin(ModuleCommand.VERIFY);
    pair.harness().node(pair.primary()).command(ModuleCommand.STOP);
    assertEndedEarly(third, pair.primary());
  }

  @Test
  void aPrimaryVerifiesByItselfWhereverItIs() throws Exception {
    List<String> often = List.of("verify: {every: 1s, heal: true}", "exclude: ['*.tmp']");
    pair =
        MirroredPair.start(
            harness, new PairConfig.Settings("barrier", mount -> "{type: none}", often));
    Files.writeString(pair.make("tree").resolve("own.tmp"), "of one node only");
    Files.writeString(pair.onPrimary("tree/file"), "of both");
    awaitEqualByItself();
    pair.swap();
    awaitEqualByItself();
    Files.delete(pair.onSecondary("tree/file"));
    Awaitility.await("it is healed without being asked for")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(pair.onSecondary("tree/file")).hasContent("of both"));
    assertThat(pair.onSecondary("tree/own.tmp")).hasContent("of one node only");
    assertThat(pair.onPrimary("tree/own.tmp")).doesNotExist();
  }

  private void awaitEqualByItself() {
    Awaitility.await("two regular verifications")
        .atMost(LIMIT)
        .until(
            () ->
                client().events(EventQuery.all().type("verify.ended")).events().stream()
                    .map(NodeClient.Event::facts)
                    .filter(facts -> "equal".equals(facts.get("outcome")))
                    .count(),
            equal -> equal >= 2);
  }

  private void assertEndedEarly(String id, Namespaces.Node on) {
    Awaitility.await("the end of " + id)
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(of(on, id, "verify.ended"))
                    .hasSize(1)
                    .first()
                    .satisfies(
                        facts ->
                            assertThat(facts)
                                .containsEntry("outcome", "incomplete")
                                .containsKey("reason")
                                .doesNotContainKey("digest")));
  }

  private static void fill(Path tree) throws IOException {
    byte[] big = new byte[3 << 20];
    new Random(1).nextBytes(big);
    Files.write(tree.resolve("big"), big);
    Files.writeString(tree.resolve("mode"), "m");
    Files.createSymbolicLink(tree.resolve("link"), Path.of("big"));
    Files.createLink(tree.resolve("second name"), tree.resolve("mode"));
    Path sub = Files.createDirectory(tree.resolve("sub"));
    Files.writeString(sub.resolve("missing"), "here it is");
    for (int i = 0; i < 300; i++) {
      Files.writeString(sub.resolve("file-" + i), "content " + i);
    }
  }

  private interface Step {
    Map<String, Object> run();
  }

  /** Files come and go and are renamed, one is overwritten all the time. */
  private Map<String, Object> underLoad(Step step) throws Exception {
    AtomicBoolean running = new AtomicBoolean(true);
    Path place = pair.make("load");
    long seed = System.nanoTime();
    try (ExecutorService loads = Executors.newFixedThreadPool(2)) {
      Future<Integer> overwritten = loads.submit(() -> overwrite(place, running, seed));
      Future<Integer> gone = loads.submit(() -> comeAndGo(place, running));
      Map<String, Object> result = equalAgainAndAgain(step, running, seed);
      assertThat(overwritten.get()).as("writes, seed " + seed).isPositive();
      assertThat(gone.get()).as("files that came and went").isPositive();
      return result;
    }
  }

  /** Tells the loads to end, whatever comes of it. */
  private static Map<String, Object> equalAgainAndAgain(
      Step step, AtomicBoolean running, long seed) {
    try {
      Map<String, Object> result = Map.of();
      for (int i = 0; i < 5; i++) {
        result = step.run();
        assertThat(result).as("seed " + seed).containsEntry("outcome", "equal");
      }
      return result;
    } finally {
      running.set(false);
    }
  }

  private static int overwrite(Path place, AtomicBoolean running, long seed) throws IOException {
    int writes = 0;
    Random random = new Random(seed);
    byte[] data = new byte[8192];
    try (RandomAccessFile file = new RandomAccessFile(place.resolve("hot").toFile(), "rw")) {
      while (running.get()) {
        random.nextBytes(data);
        file.seek(random.nextInt(4 << 20));
        file.write(data, 0, 1 + random.nextInt(data.length));
        writes++;
      }
    }
    return writes;
  }

  private static int comeAndGo(Path place, AtomicBoolean running) throws IOException {
    int gone = 0;
    while (running.get()) {
      Path directory = Files.createDirectory(place.resolve("d" + gone));
      Path file = Files.writeString(directory.resolve("new"), "x".repeat(gone % 5000));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      Files.move(file, place.resolve("kept"), StandardCopyOption.REPLACE_EXISTING);
      Files.delete(directory);
      gone++;
    }
    return gone;
  }

  /** Nobody but a test, or a failing disk, can do this. */
  private void damage() throws IOException {
    try (RandomAccessFile big = new RandomAccessFile(there("tree/big").toFile(), "rw")) {
      big.seek(2 << 20);
      int old = big.read();
      big.seek(2 << 20);
      big.write(old ^ 1);
    }
    Files.setLastModifiedTime(
        there("tree/big"), Files.getLastModifiedTime(pair.onPrimary("tree/big")));
    Files.setPosixFilePermissions(there("tree/mode"), PosixFilePermissions.fromString("rwx------"));
    Files.writeString(there("tree/sub/extra"), "nobody wrote this");
    Files.delete(there("tree/sub/missing"));
  }

  private Path there(String name) {
    return pair.onSecondary(name);
  }

  private Map<String, Object> verify(ModuleCommand command) {
    String id = begin(command);
    return Awaitility.await("the end of the verification")
        .atMost(LIMIT)
        .until(() -> of(pair.primary(), id, "verify.ended"), found -> !found.isEmpty())
        .getFirst();
  }

  private NodeClient client() {
    return pair.harness().node(pair.primary()).client();
  }

  /** The id of a verification that is under way. */
  private String begin(ModuleCommand command) {
    CommandAnswer answer = client().command(PairConfig.MODULE, command, "test");
    assertThat(answer.accepted()).as(answer.message()).isTrue();
    return answer.commandId();
  }

  private List<Map<String, Object>> of(Namespaces.Node node, String id, String type) {
    return pair
        .harness()
        .node(node)
        .client()
        .events(EventQuery.all().type(type).limit(1000))
        .events()
        .stream()
        .map(NodeClient.Event::facts)
        .filter(facts -> facts.get("id").equals(id))
        .toList();
  }

  private List<String> paths(String type, Map<String, Object> ended) {
    return of(pair.primary(), (String) ended.get("id"), type).stream()
        .map(facts -> (String) facts.get("path"))
        .toList();
  }

  private void assertKept(String id) throws IOException {
    Path saved =
        pair.harness()
            .config()
            .state(pair.primary().other())
            .resolve("modules")
            .resolve(PairConfig.MODULE)
            .resolve("verify-saved")
            .resolve(id);
    assertThat(saved.resolve("list")).content().contains("/tree/big", "/tree/sub/extra");
    try (Stream<Path> all = Files.list(saved)) {
      assertThat(all.filter(file -> !file.endsWith("list")).map(VerifyTest::content))
          .contains("nobody wrote this");
    }
  }

  private static String content(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
