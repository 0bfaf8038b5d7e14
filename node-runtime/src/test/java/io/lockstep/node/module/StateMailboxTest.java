package io.lockstep.node.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.replication.LinkMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Without a connection: nothing is sent. */
class StateMailboxTest {

  private final StateMailbox mailbox = new StateMailbox(null, 0);

  @Test
  void whatHasArrivedCountsUntilItIsClosed() throws IOException {
    mailbox.deliver(new LinkMessage.StateSync(new byte[] {1}));
    mailbox.deliver(new LinkMessage.StateSync(new byte[] {2}));
    assertThat(mailbox.receive()).containsExactly(1);
    mailbox.close();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(mailbox::receive)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("closed");
    }
  }
}
