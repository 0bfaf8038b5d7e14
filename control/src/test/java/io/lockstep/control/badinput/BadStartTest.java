package io.lockstep.control.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.control.badinput.PairFolder.Ended;
import io.lockstep.control.client.ExitCode;
import io.lockstep.control.testkit.HarnessExtension;
import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.journal.lineage.NodeRecordFile;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A daemon that cannot start ends with a fitting code and one line. */
@Timeout(120)
class BadStartTest {

  @RegisterExtension final HarnessExtension harness = new HarnessExtension();
  private PairFolder pair;

  @BeforeEach
  void prepare() throws Exception {
    pair = PairFolder.create(harness);
  }

  private void assertEnds(int exitCode, String line) throws Exception {
    Ended ended = pair.run("alpha");

    assertThat(ended.lines()).containsExactly("lockstep: " + line);
    assertThat(ended.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void aReplicationPortInUse() throws Exception {
    int port = pair.replicationPort("alpha");
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertEnds(
          ExitCode.IO,
          "replication-port: 127.0.0.1:%d is in use by another program; stop it or choose another port"
              .formatted(port));
    }
  }

  @Test
  void aHeartbeatPortInUse() throws Exception {
    int port = pair.heartbeatPort("alpha");
    try (DatagramSocket _ = new DatagramSocket(port, InetAddress.getLoopbackAddress())) {
      assertEnds(
          ExitCode.IO,
          "heartbeat-port (UDP): 127.0.0.1:%d is in use by another program; stop it or choose another port"
              .formatted(port));
    }
  }

  @Test
  void aHostThatIsNotThisMachine() throws Exception {
    pair.change("alpha", "alpha, host: 127.0.0.1", "alpha, host: 203.0.113.7");

    assertEnds(
        ExitCode.IO,
        "replication-port: 203.0.113.7:%d cannot be listened on: expected an address of this machine, found one that is not"
            .formatted(pair.replicationPort("alpha")));
  }

  @Test
  void aHostThatNobodyKnows() throws Exception {
    pair.change("alpha", "alpha, host: 127.0.0.1", "alpha, host: no-such-host.invalid");

    assertEnds(
        ExitCode.IO,
        "replication-port: no-such-host.invalid:%d cannot be listened on: expected an address of this machine, found an unknown host name"
            .formatted(pair.replicationPort("alpha")));
  }

  @Test
  void aStateDirectoryThatIsAFile() throws Exception {
    Files.createFile(pair.state("alpha"));

    assertEnds(
        ExitCode.IO,
        "state-directory: expected a directory that can be made and written, found something else is there: "
            + pair.state("alpha"));
  }

  @Test
  void theStateOfAnotherCluster() throws Exception {
    Path record = pair.record("alpha");
    Files.createDirectories(record.getParent());
    NodeRecordFile.open(record).write(NodeRecord.fresh("other", "demo", "alpha", "boot"));
    byte[] before = Files.readAllBytes(record);

    assertEnds(
        ExitCode.IO,
        "state-directory: expected the state of cluster demo, module demo, node alpha, found that of cluster other, module demo, node alpha; correct the configuration or use another directory");
    assertThat(record).hasBinaryContent(before);
  }

  @Test
  void aDamagedRecord() throws Exception {
    Path record = pair.record("alpha");
    Files.createDirectories(record.getParent());
    Files.writeString(record, "rubbish");

    Ended ended = pair.run("alpha");

    assertThat(ended.exitCode()).isEqualTo(ExitCode.IO);
    assertThat(ended.lines())
        .singleElement()
        .asString()
        .startsWith("lockstep: " + record + ": expected a node record, found none that is sound (");
  }
}
