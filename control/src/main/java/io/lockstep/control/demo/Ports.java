package io.lockstep.control.demo;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of the loopback interface that nobody uses. */
final class Ports {
  private Ports() {}

  /**
   * Different ports, free for TCP and UDP at this moment. Somebody else may take one before it is
   * used; then the program that wanted it says so.
   */
  static List<Integer> free(int count) throws IOException {
    List<AutoCloseable> held = new ArrayList<>();
    try {
      List<Integer> ports = new ArrayList<>();
      InetAddress loopback = InetAddress.getLoopbackAddress();
      while (ports.size() < count) {
        ServerSocket tcp = new ServerSocket(0, 1, loopback);
        held.add(tcp);
        if (isFreeForUdp(tcp.getLocalPort(), loopback)) {
          ports.add(tcp.getLocalPort());
        }
      }
      return ports;
    } finally {
      closeAll(held);
    }
  }

  private static boolean isFreeForUdp(int port, InetAddress loopback) {
    try (DatagramSocket udp = new DatagramSocket(port, loopback)) {
      return udp.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static void closeAll(List<AutoCloseable> sockets) throws IOException {
    for (AutoCloseable socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
