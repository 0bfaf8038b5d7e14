package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;

import io.lockstep.node.posix.ExtendedAttributes;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.Stream;

/** Extended attributes, xattr(7): each prefix, on each type, by each user; flags and sizes. */
final class XattrCases {

  private static final List<String> NAMES =
      List.of(
          "user.a",
          "trusted.a",
          "security.a",
          "system.a",
          "user.",
          "odd.a",
          "a",
          "",
          "user." + "n".repeat(250),
          "user." + "n".repeat(251),
          "user.\377\n");

  private XattrCases() {}

  static Stream<Case> names() {
    return NAMES.stream()
        .flatMap(
            name ->
                Stream.of(Credentials.ROOT, Credentials.ALICE)
                    .map(
                        who ->
                            new Case(
                                "xattr: '%s' (%d bytes) on every type, by %s"
                                    .formatted(
                                        Program.printable(
                                            name.substring(0, Math.min(12, name.length()))),
                                        name.length(),
                                        who),
                                p -> onTypes(p, name, who))));
  }

  private static void onTypes(Program p, String name, Credentials who) {
    Fixture.everyType(p);
    p.prepare(x -> x.file("own", 0644, "o").own("own", 1001, 1001).directory("tmp", 01777));
    List<String> paths = new java.util.ArrayList<>(Fixture.ENTRIES);
    paths.addAll(List.of("own", "tmp", "none"));
    p.as(
        who,
        () -> {
          for (String path : paths) {
            p.call("lsetxattr", path, name, p.bytes("value"), 5L, 0);
            p.call("lgetxattr", path, name, p.buffer(10), 10L);
            p.call("llistxattr", path, p.buffer(300), 300L);
            p.call("lremovexattr", path, name);
          }
        });
  }

  static Stream<Case> sizes() {
    return Stream.of(0, 1, 40, 800, 3000, 4000, 4096, 10_000, 65_536, 65_537)
        .map(size -> new Case("xattr: a value of %d bytes".formatted(size), p -> ofSize(p, size)));
  }

  private static void ofSize(Program p, int size) {
    p.prepare(
        x -> x.file("f", 0644, "f").directory("d", 0755).symlink("f", "l").age("f", "d", "l"));
    for (String path : List.of("f", "d", "l")) {
      p.call("lsetxattr", path, "trusted.v", p.bytes("v".repeat(size)), (long) size, 0);
      p.call("lgetxattr", path, "trusted.v", p.buffer(size + 1), (long) size);
      p.call("lgetxattr", path, "trusted.v", MemorySegment.NULL, 0L);
      p.call("lgetxattr", path, "trusted.v", p.buffer(1), 1L);
    }
  }

  static Stream<Case> single() {
    return Stream.of(
        new Case("xattr: create and replace", XattrCases::flags),
        new Case("xattr: until the file system has no room", XattrCases::full),
        new Case("xattr: lists in buffers of all sizes", XattrCases::lists),
        new Case("xattr: who sees trusted ones", XattrCases::trusted),
        new Case("xattr: file capabilities end with a write", XattrCases::capabilities),
        new Case("xattr: move with the file", XattrCases::moves),
        new Case("xattr: through a descriptor that may only read", XattrCases::byDescriptor));
  }

  private static void flags(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").age("f"));
    for (int flags :
        new int[] {
          ExtendedAttributes.XATTR_REPLACE,
          ExtendedAttributes.XATTR_CREATE,
          ExtendedAttributes.XATTR_CREATE,
          ExtendedAttributes.XATTR_REPLACE,
          3,
          4
        }) {
      p.call("setxattr", "f", "user.a", p.bytes("v" + flags), 2L, flags);
    }
    p.call("removexattr", "f", "user.a");
    p.call("setxattr", "f", "user.b", p.bytes("v"), 1L, 3);
    p.call("removexattr", "f", "user.none");
    p.call("getxattr", "f", "user.none", p.buffer(10), 10L);
  }

  private static void full(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").directory("d", 0755));
    for (String path : List.of("f", "d")) {
      for (int i = 0; i < 12; i++) {
        p.call("setxattr", path, "user." + i, p.bytes("v".repeat(600)), 600L, 0);
      }
      p.call("removexattr", path, "user.3");
      p.call("setxattr", path, "user.small", p.bytes("v"), 1L, 0);
      p.call("setxattr", path, "user.0", p.bytes("v".repeat(1500)), 1500L, 0);
      p.call("setxattr", path, "user.1", p.bytes("v"), 1L, 2);
    }
  }

  private static void lists(Program p) {
    p.prepare(
        x ->
            x.file("f", 0644, "f")
                .xattr("f", "user.one", "1")
                .xattr("f", "trusted.two", "22")
                .xattr("f", "security.three", "3"));
    for (long size : new long[] {0, 1, 20, 35, 36, 37, 65536, 65537, 1 << 20}) {
      p.call("listxattr", "f", p.buffer(Math.max(1, size)), size);
    }
  }

  private static void trusted(Program p) {
    p.prepare(
        x -> x.file("f", 0666, "f").xattr("f", "trusted.hidden", "h").xattr("f", "user.seen", "s"));
    for (Credentials who : List.of(Credentials.ALICE, Credentials.ROOT)) {
      p.as(
          who,
          () -> {
            p.call("listxattr", "f", p.buffer(100), 100L);
            p.call("listxattr", "f", MemorySegment.NULL, 0L);
            p.call("getxattr", "f", "trusted.hidden", p.buffer(10), 10L);
            p.call("setxattr", "f", "trusted.hidden", p.bytes("x"), 1L, 0);
            p.call("removexattr", "f", "trusted.hidden");
          });
    }
  }

  /** struct vfs_cap_data, version 2: CAP_NET_RAW permitted (linux/capability.h). */
  private static void capabilities(Program p) {
    String value = "\0\0\0\2\0\40\0\0" + "\0".repeat(12);
    p.prepare(x -> x.mode(".", 0777));
    List<java.util.function.Consumer<Program>> actions =
        List.of(
            x -> x.write(x.open("f", O_RDWR, 0), "w"),
            x -> x.call("truncate", "f", 1L),
            x -> x.call("fallocate", x.open("f", O_RDWR, 0), 0, 0L, 99L),
            x -> x.call("chown", "f", 1001, 1001),
            x -> x.call("chmod", "f", 0711),
            x -> x.call("rename", "f", "g"));
    for (var action : actions) {
      p.prepare(x -> x.file("f", 0755, "0123"));
      p.call("setxattr", "f", "security.capability", p.bytes(value), 20L, 0);
      action.accept(p);
      p.silently("unlink", "f");
      p.silently("unlink", "g");
      p.prepare(_ -> {});
    }
    p.prepare(x -> x.file("f", 0777, "0123").own("f", 1001, 1001));
    p.as(
        Credentials.ALICE,
        () -> p.call("setxattr", "f", "security.capability", p.bytes(value), 20L, 0));
    p.call("setxattr", "f", "security.capability", p.bytes("wrong"), 5L, 0);
  }

  private static void moves(Program p) {
    p.prepare(
        x ->
            x.file("f", 0644, "f")
                .xattr("f", "user.a", "1")
                .file("g", 0644, "g")
                .xattr("g", "user.b", "2"));
    p.call("renameat2", -100, "f", -100, "g", 2);
    p.call("link", "f", "h");
    p.call("setxattr", "h", "user.c", p.bytes("3"), 1L, 0);
    p.call("rename", "h", "g");
    p.call("getxattr", "g", "user.c", p.buffer(5), 5L);
  }

  private static void byDescriptor(Program p) {
    Fd fd = p.open("f", O_CREAT | O_RDWR, 0444);
    p.call("fsetxattr", fd, "user.a", p.bytes("v"), 1L, 0);
    Fd read = p.open("f", 0, 0);
    p.call("fsetxattr", read, "user.b", p.bytes("v"), 1L, 0);
    p.call("flistxattr", read, p.buffer(100), 100L);
    p.as(Credentials.ALICE, () -> p.call("fsetxattr", read, "user.c", p.bytes("v"), 1L, 0));
    p.call("fremovexattr", read, "user.a");
  }
}
