package io.lockstep.control.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.control.config.ConfigLoader;
import io.lockstep.control.demo.ChildProcess;
import io.lockstep.control.demo.TemporaryDirectory;
import io.lockstep.control.testkit.Namespaces.Node;
import io.lockstep.node.config.NodeConfig;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The harness itself: a PostgreSQL in a namespace, without Lockstep around it. */
class PostgresTest {
  @RegisterExtension final HarnessExtension harness = new HarnessExtension();

  @Test
  void servesTransactionsThatSurviveItsDeath() throws Exception {
    Namespaces namespaces = harness.open(Namespaces::create);
    Path directory = harness.open(() -> TemporaryDirectory.create("lockstep-postgres-")).path();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Postgres postgres = Postgres.installed();
    PairConfig config =
        PairConfig.write(
            directory,
            namespaces,
            new PairConfig.Settings("barrier", postgres::application, List.of()));
    Path replicated = config.mount(Node.ALPHA);
    postgres.initialise(replicated);
    harness.explain(config.log(Node.ALPHA));
    NodeConfig.Application.Command application = application(config);

    ChildProcess server = harness.open(() -> start(namespaces, config, application));
    awaitReady(namespaces, application);
    String host = namespaces.apiHost(Node.ALPHA);
    Transactions transactions =
        harness.open(() -> Transactions.start(List.of(namespaces.apiHost(Node.BETA), host), 2));
    awaitMore(transactions, 20);
    server.killFamily();
    harness.open(() -> start(namespaces, config, application));
    awaitMore(transactions, 20);
    transactions.stop();

    assertThat(transactions.lost()).isEmpty();
    postgres.checkIndexes(host);
  }

  @Test
  void findsADamagedPage() throws Exception {
    Path directory = harness.open(() -> TemporaryDirectory.create("lockstep-postgres-")).path();
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Postgres postgres = Postgres.installed();
    postgres.initialise(directory);
    postgres.checkPages(directory);

    // File 1259 is pg_class in every database; template1 is database 1.
    Path table = Postgres.data(directory).resolve("base/1/1259");
    try (RandomAccessFile file = new RandomAccessFile(table.toFile(), "rw")) {
      file.seek(4000);
      file.writeLong(42);
    }

    assertThatThrownBy(() -> postgres.checkPages(directory)).hasMessageContaining("checksum");
  }

  private static NodeConfig.Application.Command application(PairConfig config) throws Exception {
    return (NodeConfig.Application.Command)
        ConfigLoader.load(config.file(Node.ALPHA)).modules().getFirst().application();
  }

  private static ChildProcess start(
      Namespaces namespaces, PairConfig config, NodeConfig.Application.Command application)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("runuser", "-u", application.user(), "--"));
    command.addAll(application.start());
    return ChildProcess.start(
        "postgres",
        namespaces.inside(Node.ALPHA, command),
        config.nodeDirectory(Node.ALPHA),
        config.log(Node.ALPHA));
  }

  private static void awaitReady(
      Namespaces namespaces, NodeConfig.Application.Command application) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> Commands.run(namespaces.inside(Node.ALPHA, application.ready())).exitCode() == 0);
  }

  private static void awaitMore(Transactions transactions, long count) {
    long before = transactions.acknowledged();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> transactions.acknowledged() >= before + count);
  }
}
