package io.lockstep.node.replication;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What a test has that needs a primary, a mirror, and real sockets between them. */
abstract class TwoNodes {

  @TempDir Path directory;
  LinkPair pair;
  PrimaryFixture primary;
  NodeFixture mirrorNode;
  MirrorFixture mirror;

  /** The primary's end of the connection; null if there is none. */
  PeerConnection alpha;

  PeerConnection beta;

  /** How large the segments of both journals are. */
  long segmentBytes() {
    return NodeFixture.SEGMENT_BYTES;
  }

  @BeforeEach
  void openNodes() throws IOException {
    pair = LinkPair.open(LinkOptions.DEFAULT);
    primary = new PrimaryFixture(new NodeFixture(directory.resolve("alpha"), segmentBytes()));
    openMirror();
  }

  /** The mirror's process begins, perhaps anew. */
  void openMirror() throws IOException {
    mirrorNode = new NodeFixture(directory.resolve("beta"), segmentBytes());
    mirror = new MirrorFixture(mirrorNode);
  }

  /** Returns the handler of the primary's end. */
  Recording connect(long minEpoch) throws InterruptedException {
    alpha = pair.connect();
    beta = pair.nextAccepted();
    mirror.receive(beta, minEpoch);
    Recording handler = primary.handler();
    alpha.start(handler);
    return handler;
  }

  /** Returns when the mirror has noticed, and receives nothing any more. */
  void disconnect() {
    if (alpha != null) {
      alpha.close();
      beta.close();
      await().until(() -> !mirror.handler.ends.isEmpty());
      alpha = null;
      beta = null;
    }
  }

  @AfterEach
  void closeNodes() {
    primary.pipeline.close();
    disconnect();
    pair.close();
    primary.close();
    mirrorNode.close();
  }
}
