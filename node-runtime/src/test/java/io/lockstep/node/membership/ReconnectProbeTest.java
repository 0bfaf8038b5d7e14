package io.lockstep.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.membership.ReconnectProbe.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconnectProbeTest {

  @Test
  void tellsAListenerFromAClosedPort() throws IOException {
    InetSocketAddress address;
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      address = (InetSocketAddress) server.getLocalSocketAddress();
      assertThat(ReconnectProbe.probe(address, 1000)).isEqualTo(Answer.CONNECTED);
    }
    assertThat(ReconnectProbe.probe(address, 1000)).isEqualTo(Answer.REFUSED);
  }

  /** A listener whose queue is full drops what comes, as a cut network does. */
  @Test
  void noAnswerIsSilence() throws IOException {
    List<Socket> waiting = new ArrayList<>();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
      Answer answer = Answer.CONNECTED;
      while (answer == Answer.CONNECTED && waiting.size() < 10) {
        answer = fill(address, waiting);
      }
      assertThat(ReconnectProbe.probe(address, 100)).isEqualTo(Answer.SILENT);
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
  }

  private static Answer fill(InetSocketAddress address, List<Socket> waiting) {
    Socket socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(address, 100);
      return Answer.CONNECTED;
    } catch (IOException e) {
      return Answer.SILENT;
    }
  }

  @Test
  void anUnknownHostIsSilence() {
    InetSocketAddress address = InetSocketAddress.createUnresolved("nowhere.invalid", 9);
    assertThat(ReconnectProbe.probe(address, 100)).isEqualTo(Answer.SILENT);
  }

  @Test
  void aTimeoutInWhichTheKernelGivesUpFirstIsRefused() {
    assertThatThrownBy(() -> ReconnectProbe.probe(new InetSocketAddress(1), 1001))
        .hasMessage("probe timeout: expected 1 to 1000 ms, found 1001");
  }
}
