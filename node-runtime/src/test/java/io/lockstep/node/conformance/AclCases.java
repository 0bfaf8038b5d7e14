package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;
import static io.lockstep.node.posix.OpenFlags.O_TMPFILE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Access control lists, acl(5), by their extended attributes (linux/posix_acl_xattr.h). */
final class AclCases {

  static final String ACCESS = "system.posix_acl_access";
  static final String DEFAULT = "system.posix_acl_default";

  private static final int USER_OBJ = 1;
  private static final int USER = 2;
  private static final int GROUP_OBJ = 4;
  private static final int GROUP = 8;
  private static final int MASK = 16;
  private static final int OTHER = 32;
  private static final int NOBODY = -1;

  private AclCases() {}

  static String acl(int[]... entries) {
    ByteBuffer acl =
        ByteBuffer.allocate(4 + 8 * entries.length).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    for (int[] entry : entries) {
      acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return new String(acl.array(), StandardCharsets.ISO_8859_1);
  }

  static String minimal(int user, int group, int other) {
    return acl(
        new int[] {USER_OBJ, user, NOBODY},
        new int[] {GROUP_OBJ, group, NOBODY},
        new int[] {OTHER, other, NOBODY});
  }

  static String named(int user, int alice, int group, int team, int mask, int other) {
    return acl(
        new int[] {USER_OBJ, user, NOBODY},
        new int[] {USER, alice, 1001},
        new int[] {GROUP_OBJ, group, NOBODY},
        new int[] {GROUP, team, Credentials.TEAM},
        new int[] {MASK, mask, NOBODY},
        new int[] {OTHER, other, NOBODY});
  }

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("minimal, all", minimal(7, 7, 7));
    defaults.put("minimal, private", minimal(7, 0, 0));
    defaults.put("minimal, read only", minimal(5, 5, 4));
    defaults.put("named, full mask", named(7, 7, 5, 7, 7, 5));
    defaults.put("named, narrow mask", named(7, 7, 7, 7, 4, 0));
    defaults.put("named, no mask bits", named(6, 7, 7, 7, 0, 7));
    return defaults;
  }

  static Stream<Case> inherited() {
    return defaults().entrySet().stream()
        .flatMap(
            acl ->
                Stream.of(0, 022, 077, 0777)
                    .map(
                        umask ->
                            new Case(
                                "default ACL: %s, umask %03o".formatted(acl.getKey(), umask),
                                p -> inherit(p, acl.getValue(), umask))));
  }

  private static void inherit(Program p, String acl, int umask) {
    p.prepare(x -> x.directory("d", 0777).xattr("d", DEFAULT, acl).age("d"));
    p.silently("umask", umask);
    for (Credentials who : List.of(Credentials.ROOT, Credentials.ALICE)) {
      p.as(
          who,
          () -> {
            String base = "d/" + who;
            p.open(base + "-f", O_CREAT | O_RDWR, 0666);
            p.open(base + "-x", O_CREAT | O_RDWR, 06711);
            p.call("mkdir", base + "-d", 0777);
            p.call("mkdir", base + "-e", 01700);
            p.call("mkfifo", base + "-p", 0666);
            p.call("symlink", "target", base + "-l");
            p.call("link", base + "-f", base + "-h");
            p.stat(p.open("d", O_TMPFILE | O_RDWR, 0666));
          });
    }
    p.open("d/root-d/below", O_CREAT | O_RDWR, 0640);
    p.call("rename", "d/root-f", "moved");
  }

  static Stream<Case> single() {
    return Stream.of(
        new Case("ACL: and mode follow each other", AclCases::modeAndAcl),
        new Case("ACL: is obeyed", AclCases::obeyed),
        new Case("ACL: wrong values", AclCases::wrong),
        new Case("ACL: on entries of every type", AclCases::onTypes),
        new Case("ACL: takes the set-group-ID bit of strangers", AclCases::setGroupId),
        new Case("ACL: replaced and removed", AclCases::replaced),
        new Case("ACL: of a file made without a name", AclCases::unnamed),
        new Case("ACL: removed from a file made without a name", AclCases::unnamedWithout),
        new Case("ACL: a file made without a name elsewhere", AclCases::unnamedElsewhere));
  }

  private static void set(Program p, String path, String name, String value) {
    p.call("setxattr", path, name, p.bytes(value), (long) value.length(), 0);
  }

  private static void modeAndAcl(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").directory("d", 0755).age("f", "d"));
    for (String path : List.of("f", "d")) {
      set(p, path, ACCESS, minimal(6, 4, 0));
      set(p, path, ACCESS, named(7, 6, 5, 4, 7, 1));
      p.call("chmod", path, 0740);
      p.call("chmod", path, 0007);
      p.call("chown", path, 1001, 1001);
      p.call("removexattr", path, ACCESS);
      p.call("removexattr", path, ACCESS);
    }
  }

  private static void obeyed(Program p) {
    p.prepare(
        x ->
            x.file("f", 0600, "text")
                .xattr("f", ACCESS, named(6, 4, 0, 0, 7, 0))
                .file("g", 0600, "text")
                .xattr("g", ACCESS, named(6, 0, 0, 6, 6, 4))
                .directory("d", 0700)
                .xattr("d", ACCESS, named(7, 7, 0, 0, 5, 0))
                .file("d/in", 0666, "in"));
    for (Credentials who : List.of(Credentials.ALICE, Credentials.BOB)) {
      p.as(
          who,
          () -> {
            for (String path : List.of("f", "g", "d/in")) {
              p.show(path);
              p.open(path, O_RDWR, 0);
              p.call("access", path, 4);
              p.call("access", path, 2);
            }
            p.call("mkdir", "d/new", 0755);
          });
    }
    p.call("chmod", "f", 0600);
    p.as(Credentials.ALICE, () -> p.show("f"));
    p.call("chmod", "d", 0770);
    p.as(Credentials.ALICE, () -> p.call("mkdir", "d/new", 0755));
  }

  private static void wrong(Program p) {
    p.prepare(x -> x.file("f", 0644, "f").own("f", 1001, 1001).directory("d", 0755).age("f", "d"));
    for (String value :
        List.of(
            "",
            "x",
            "\2\0\0\0",
            "\1\0\0\0",
            acl(new int[] {USER_OBJ, 7, NOBODY}),
            acl(
                new int[] {USER_OBJ, 7, NOBODY},
                new int[] {USER, 7, 5},
                new int[] {GROUP_OBJ, 7, NOBODY},
                new int[] {OTHER, 7, NOBODY}),
            acl(
                new int[] {OTHER, 7, NOBODY},
                new int[] {USER_OBJ, 7, NOBODY},
                new int[] {GROUP_OBJ, 7, NOBODY}),
            acl(new int[] {3, 7, NOBODY}),
            minimal(9, 7, 7))) {
      set(p, "f", ACCESS, value);
      set(p, "d", DEFAULT, value);
      set(p, "f", DEFAULT, value);
      p.as(Credentials.ALICE, () -> set(p, "f", ACCESS, value));
      p.as(Credentials.BOB, () -> set(p, "f", ACCESS, value));
    }
  }

  private static void onTypes(Program p) {
    Fixture.everyType(p);
    for (String path : Fixture.ENTRIES) {
      p.call("lsetxattr", path, ACCESS, p.bytes(named(7, 7, 7, 7, 7, 7)), 52L, 0);
      p.call("lsetxattr", path, DEFAULT, p.bytes(named(7, 7, 7, 7, 7, 7)), 52L, 0);
      p.call("lremovexattr", path, DEFAULT);
      p.call("lremovexattr", path, DEFAULT);
    }
  }

  private static void setGroupId(Program p) {
    for (int gid : new int[] {1001, Credentials.TEAM, Credentials.STRANGERS}) {
      String path = "f" + gid;
      p.prepare(x -> x.file(path, 0644, "f").own(path, 1001, gid).mode(path, 02775));
      p.as(Credentials.ALICE, () -> set(p, path, ACCESS, named(7, 7, 7, 7, 7, 5)));
    }
  }

  private static void replaced(Program p) {
    p.prepare(x -> x.directory("d", 0755).age("d"));
    set(p, "d", DEFAULT, named(7, 7, 5, 7, 7, 5));
    set(p, "d", DEFAULT, minimal(7, 5, 5));
    p.call("setxattr", "d", DEFAULT, p.bytes(minimal(7, 7, 7)), 28L, 1);
    p.call("setxattr", "d", ACCESS, p.bytes(minimal(7, 7, 7)), 28L, 1);
    p.call("setxattr", "d", DEFAULT, p.bytes(minimal(7, 7, 7)), 28L, 2);
    set(p, "d", DEFAULT, "\2\0\0\0");
    p.call("getxattr", "d", DEFAULT, p.buffer(100), 100L);
    p.call("getxattr", "d", ACCESS, p.buffer(100), 100L);
  }

  private static void unnamed(Program p) {
    p.prepare(x -> x.directory("d", 0777).xattr("d", DEFAULT, named(7, 6, 5, 4, 7, 1)));
    Fd fd = p.open("d", O_TMPFILE | O_RDWR, 0666);
    p.call("linkat", fd, "", -100, "d/named", 0x1000);
    p.stat(fd);
  }

  private static void unnamedWithout(Program p) {
    p.prepare(x -> x.directory("d", 0777).xattr("d", DEFAULT, named(7, 6, 5, 4, 7, 1)));
    Fd fd = p.open("d", O_TMPFILE | O_RDWR, 0666);
    p.call("fremovexattr", fd, ACCESS);
    p.call("fchmod", fd, 0640);
    p.call("linkat", fd, "", -100, "d/named", 0x1000);
    p.stat(fd);
  }

  private static void unnamedElsewhere(Program p) {
    p.prepare(
        x ->
            x.directory("plain", 0777)
                .directory("d", 0777)
                .xattr("d", DEFAULT, named(7, 6, 5, 4, 7, 1)));
    Fd fd = p.open("plain", O_TMPFILE | O_RDWR, 0640);
    p.call("linkat", fd, "", -100, "d/named", 0x1000);
    p.stat(fd);
  }
}
