package io.lockstep.control.api;

import static org.assertj.core.api.Assertions.assertThatIOException;

import io.lockstep.control.events.EventStore;
import io.lockstep.node.config.NodeConfig.Endpoint;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port that somebody else has. */
class ApiPortTest {
  @TempDir private Path folder;

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        EventStore store = EventStore.at(folder.resolve("events"), "alpha")) {
      int port = other.getLocalPort();
      assertThatIOException()
          .isThrownBy(() -> ApiServer.start(new Endpoint("127.0.0.1", port), new FakeNode(), store))
          .withMessage(
              "api: 127.0.0.1:%d is in use by another program; stop it or choose another port"
                  .formatted(port));
    }
  }
}
