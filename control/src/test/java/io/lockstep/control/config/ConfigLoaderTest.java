package io.lockstep.control.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Application;
import io.lockstep.node.config.NodeConfig.Arbiter;
import io.lockstep.node.config.NodeConfig.DaemonCrash;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.config.NodeConfig.Heartbeat;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.config.NodeConfig.Module;
import io.lockstep.node.config.NodeConfig.Node;
import io.lockstep.node.config.NodeConfig.SecondaryAccess;
import io.lockstep.node.scope.Exclusion;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

  /** What the file that is shipped promises to be the defaults. */
  private static final Module DEMO =
      new Module(
          "demo",
          List.of(),
          Exclusion.NONE,
          Mode.STRICT,
          SecondaryAccess.READ,
          3000,
          10_000,
          4,
          256L << 20,
          8L << 30,
          0,
          0,
          true,
          new Application.None(),
          NodeConfig.Verify.ON_DEMAND);

  @TempDir private Path folder;
  private ConfigFolder files;

  @BeforeEach
  void makeFolder() throws IOException {
    files = new ConfigFolder(folder);
  }

  @Test
  void theShippedSampleIsValidAndShowsTheDefaults() throws Exception {
    Path sample = files.file(Files.readString(Path.of("..", "config", "node.yml")));

    NodeConfig config = ConfigLoader.load(sample);

    assertThat(config.cluster()).isEqualTo("demo");
    assertThat(config.clusterKey()).hasSize(32);
    assertThat(config.node()).isEqualTo("alpha");
    assertThat(config.nodes())
        .containsExactly(
            new Node("alpha", "127.0.0.1", 7410, 7411), new Node("beta", "127.0.0.1", 7420, 7421));
    assertThat(config.stateDirectory()).isEqualTo(folder.resolve("state"));
    assertThat(config.api()).isEqualTo(new Endpoint("127.0.0.1", 7412));
    assertThat(config.probe()).isEqualTo(new Endpoint("127.0.0.1", 7413));
    assertThat(config.heartbeat()).isEqualTo(new Heartbeat(200, 2000));
    assertThat(config.arbiter())
        .isEqualTo(new Arbiter.Http(URI.create("http://127.0.0.1:7400"), 2000));
    assertThat(config.modules()).containsExactly(withDirectory(folder.resolve("data")));
  }

  @Test
  void whatIsOptionalHasTheDefaultsOfTheSample() throws Exception {
    String yaml =
        ConfigFolder.VALID
            .replace("heartbeat: { interval: 200ms, timeout: 2s }\n", "")
            .replace("    peer-timeout: 3s\n    application: { type: none }\n", "");

    NodeConfig config = ConfigLoader.load(files.file(yaml));

    assertThat(config.heartbeat()).isEqualTo(new Heartbeat(200, 2000));
    assertThat(config.arbiter()).isEqualTo(new Arbiter.Manual());
    assertThat(config.daemonCrash()).isEqualTo(new DaemonCrash(true, 10_000));
    assertThat(config.modules()).containsExactly(withDirectory(folder.resolve("data")));
  }

  @Test
  void whatFollowsAKilledDaemonIsRead() throws Exception {
    String yaml =
        ConfigFolder.VALID.replace(
            "node: alpha", "node: alpha\non-daemon-crash: failover\nresume-limit: 3s");

    assertThat(ConfigLoader.load(files.file(yaml)).daemonCrash())
        .isEqualTo(new DaemonCrash(false, 3000));
  }

  @Test
  void aCommandIsReadWithAllItsKeys() throws Exception {
    String yaml =
        ConfigFolder.VALID.replace(
            "{ type: none }",
            "{ type: command, start: [ /bin/serve, --all ], ready: [ /bin/check ], user: web,"
                + " working-directory: run, start-timeout: 5s, stop-timeout: 1m,"
                + " stop-signal: INT, max-restarts: 7 }");

    assertThat(ConfigLoader.load(files.file(yaml)).modules().getFirst().application())
        .isEqualTo(
            new Application.Command(
                List.of("/bin/serve", "--all"),
                List.of("/bin/check"),
                "web",
                folder.resolve("run"),
                5000,
                60_000,
                7,
                "INT"));
  }

  @Test
  void scriptsAreReadWithTheirDefaults() throws Exception {
    String yaml =
        ConfigFolder.VALID.replace("{ type: none }", "{ type: scripts, directory: scripts }");

    assertThat(ConfigLoader.load(files.file(yaml)).modules().getFirst().application())
        .isEqualTo(new Application.Scripts(folder.resolve("scripts"), 60_000, 30_000, 5000, 3));
  }

  @Test
  void aKeyMayStandInTheFileIfNobodyElseReadsIt() throws Exception {
    String key = Base64.getEncoder().encodeToString(new byte[40]);
    Path file = files.file(ConfigFolder.VALID.replace("key-file: cluster.key", "key: " + key));

    assertThat(ConfigLoader.load(file).clusterKey()).hasSize(40);
  }

  static List<WrongConfig> wrongConfigs() {
    return WrongConfig.ALL;
  }

  @ParameterizedTest
  @MethodSource("wrongConfigs")
  void everyMistakeIsOneLineWithItsPlace(WrongConfig wrong) throws Exception {
    Path file = files.file(wrong.yaml());

    List<String> problems = problems(file);

    assertThat(problems)
        .containsExactly(
            wrong.expected().replace("FILE", file.toString()).replace("DIR", folder.toString()));
  }

  @Test
  void allMistakesAreToldAtOnceInTheOrderOfTheFile() throws Exception {
    String yaml =
        ConfigFolder.VALID
            .replace("timeout: 2s", "timeout: long")
            .replace("peer-timeout: 3s", "peer-timout: 3s")
            .replace("port: 7412", "port: 0");

    assertThat(problems(files.file(yaml)))
        .hasSize(3)
        .satisfiesExactly(
            first -> assertThat(first).contains(":7: api.port: "),
            second -> assertThat(second).contains(":9: heartbeat.timeout: "),
            third -> assertThat(third).contains(":14: modules[0].peer-timout: "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"r--r-----", "rw----r--", "rw--w----", "rwx--x---"})
  void aKeyFileThatOthersMayTouchIsRefused(String mode) throws Exception {
    files.key(new byte[32], mode);

    assertThat(problems(files.file(ConfigFolder.VALID)))
        .containsExactly(
            "%s/node.yml:1: cluster.key-file: expected a file that only its owner can read, found %s on %s/cluster.key (chmod 600)"
                .formatted(folder, mode, folder));
  }

  @Test
  void aShortKeyIsRefusedWithoutBeingShown() throws Exception {
    files.key("secret".getBytes(StandardCharsets.UTF_8), "rw-------");

    assertThat(problems(files.file(ConfigFolder.VALID)))
        .containsExactly(
            folder + "/node.yml:1: cluster.key-file: expected a key of at least 32 bytes, found 6");
  }

  @Test
  void aMissingKeyFileIsToldWithItsPlace() throws Exception {
    Files.delete(folder.resolve("cluster.key"));

    assertThat(problems(files.file(ConfigFolder.VALID)))
        .containsExactly(
            "%s/node.yml:1: cluster.key-file: expected a small file, found nothing at %s/cluster.key"
                .formatted(folder, folder));
  }

  @Test
  void directoriesThatMeetThroughASymbolicLinkAreRefused() throws Exception {
    Files.createDirectories(folder.resolve("data/inner"));
    Files.createSymbolicLink(folder.resolve("elsewhere"), folder.resolve("data/inner"));
    Path file =
        files.file(
            ConfigFolder.VALID.replace("state-directory: state", "state-directory: elsewhere"));

    assertThat(problems(file))
        .containsExactly(
            "%s:13: modules[0].directories[0]: expected a directory apart from state-directory, found %s and %s"
                .formatted(
                    file,
                    folder.resolve("data").toRealPath(),
                    folder.resolve("data/inner").toRealPath()));
  }

  @Test
  void twoModulesThatMeetThroughASymbolicLinkAreRefused() throws Exception {
    Files.createDirectories(folder.resolve("data/inner"));
    Files.createSymbolicLink(folder.resolve("elsewhere"), folder.resolve("data"));
    Path file =
        files.file(
            ConfigFolder.VALID + "  - { name: other, directories: [ elsewhere/inner/new ] }\n");

    assertThat(problems(file))
        .containsExactly(
            "%s:16: modules[1].directories[0]: expected a directory apart from modules[0].directories[0], found %s and %s"
                .formatted(
                    file,
                    folder.resolve("data/inner").toRealPath().resolve("new"),
                    folder.resolve("data").toRealPath()));
  }

  @Test
  void aSymbolicLinkIsNoReplicatedDirectory() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("data"), real);

    assertThat(DirectoryCheck.problems(ConfigLoader.load(files.file(ConfigFolder.VALID))))
        .containsExactly(
            "modules[0].directories[0]: expected a directory, found a symbolic link at %s; name %s instead"
                .formatted(folder.resolve("data"), real.toRealPath()));
  }

  @Test
  void aMissingFileIsToldInOneLine() {
    Path missing = folder.resolve("missing.yml");

    assertThat(problems(missing))
        .containsExactly(missing + ": expected a readable configuration file, found nothing");
  }

  @Test
  void verificationCanBeRegular() throws Exception {
    assertThat(verifyOf("{ every: 24h, heal: true, rate: 4MiB }"))
        .isEqualTo(new NodeConfig.Verify(86_400_000, true, 4 << 20));
    assertThat(verifyOf("{ every: off }")).isEqualTo(NodeConfig.Verify.ON_DEMAND);
  }

  private NodeConfig.Verify verifyOf(String section) throws Exception {
    String none = "application: { type: none }";
    String with = none + "\n    verify: " + section;
    Path file = files.file(ConfigFolder.VALID.replace(none, with));
    return ConfigLoader.load(file).modules().getFirst().verify();
  }

  @Test
  void missingDirectoriesAreFoundOnTheMachine() throws Exception {
    NodeConfig config =
        ConfigLoader.load(
            files.file(
                ConfigFolder.VALID.replace(
                    "{ type: none }", "{ type: scripts, directory: scripts }")));
    Files.createFile(folder.resolve("scripts"));

    assertThat(DirectoryCheck.problems(config))
        .containsExactly(
            "modules[0].directories[0]: expected an existing directory, found nothing at "
                + folder.resolve("data"),
            "modules[0].application.directory: expected an existing directory, found something else at "
                + folder.resolve("scripts"));
  }

  private static List<String> problems(Path file) {
    return catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(file)).problems();
  }

  private static Module withDirectory(Path directory) {
    return new Module(
        DEMO.name(),
        List.of(directory),
        DEMO.exclusion(),
        DEMO.mode(),
        DEMO.secondaryAccess(),
        DEMO.peerTimeoutMillis(),
        DEMO.bootSearchMillis(),
        DEMO.fuseWorkers(),
        DEMO.segmentBytes(),
        DEMO.retainBytes(),
        DEMO.retainMillis(),
        DEMO.resyncBytesPerSecond(),
        DEMO.autostart(),
        DEMO.application(),
        DEMO.verify());
  }
}
