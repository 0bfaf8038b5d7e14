package io.lockstep.node.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** A local socket at a name: unix(7). */
final class Sockets {

  private static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int ADDRESS_BYTES = 110;

  private Sockets() {}

  static void use(Program p) {
    MemorySegment address = address(p, "sock");
    Fd server = socket(p, "server");
    p.call("bind", server, address, ADDRESS_BYTES);
    Fd second = socket(p, "second");
    p.call("bind", second, address, ADDRESS_BYTES);
    p.call("connect", second, address, ADDRESS_BYTES);
    p.call("listen", server, 5);
    p.call("connect", second, address, ADDRESS_BYTES);
    p.call("rename", "sock", "moved");
    p.call("connect", socket(p, "third"), address, ADDRESS_BYTES);
    p.call("connect", socket(p, "fourth"), address(p, "moved"), ADDRESS_BYTES);
    p.call("chmod", "moved", 0600);
    Fd foreign = socket(p, "fifth");
    p.as(Credentials.ALICE, () -> p.call("connect", foreign, address(p, "moved"), ADDRESS_BYTES));
    p.call("unlink", "moved");
    p.call("close", foreign);
    p.call("close", second);
    p.call("close", server);
  }

  private static Fd socket(Program p, String label) {
    return new Fd((int) p.silently("socket", AF_UNIX, SOCK_STREAM, 0), label);
  }

  private static MemorySegment address(Program p, String name) {
    MemorySegment address = p.buffer(ADDRESS_BYTES).fill((byte) 0);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(
        name.getBytes(StandardCharsets.US_ASCII), 0, address, JAVA_BYTE, 2, name.length());
    return address;
  }
}
