package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.replication.LinkOptions;
import io.lockstep.node.replication.LinkPair;
import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.role.Input;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that end while the next one is already there. */
class SessionOrderTest {

  private final PeerSessions sessions = new PeerSessions();
  private final List<Input> told = new ArrayList<>();
  private final SessionOrder order = new SessionOrder(sessions, sessions::end, told::add);
  private LinkPair pair;
  private PeerConnection first;
  private PeerConnection second;

  @BeforeEach
  void connect() throws Exception {
    pair = LinkPair.open(LinkOptions.DEFAULT);
    first = pair.connect();
    second = pair.connect();
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
    pair.close();
  }

  private PeerSession on(PeerConnection connection) {
    return new PeerSession(
        connection,
        new SourceSide(null, connection, told::add, Runnable::run, 0),
        new TargetSide(null, connection, told::add, Runnable::run),
        told::add);
  }

  @Test
  void theEndOfAnEarlierConnectionThatIsToldLateLeavesTheNextOneAlone() {
    order.begin(on(first));
    order.begin(on(second));
    order.ended(first, "reset");
    assertThat(sessions.isCurrent(second)).isTrue();
    assertThat(told)
        .containsExactly(
            new Input.LinkUp(), new Input.LinkLost("the peer connected anew"), new Input.LinkUp());
  }

  @Test
  void aConnectionIsLostOnce() {
    order.begin(on(first));
    order.ended(first, "reset");
    order.ended(first, "closed");
    order.begin(on(second));
    assertThat(sessions.isCurrent(second)).isTrue();
    assertThat(told)
        .containsExactly(new Input.LinkUp(), new Input.LinkLost("reset"), new Input.LinkUp());
  }

  /** This node has left it by itself, and knows. */
  @Test
  void ofAConnectionThatWasLeftNothingIsTold() {
    order.begin(on(first));
    sessions.end();
    order.ended(first, "closed by this node");
    assertThat(told).containsExactly(new Input.LinkUp());
  }
}
