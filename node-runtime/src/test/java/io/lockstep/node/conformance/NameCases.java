package io.lockstep.node.conformance;

import static io.lockstep.node.posix.OpenFlags.O_CREAT;
import static io.lockstep.node.posix.OpenFlags.O_RDWR;

import java.util.List;
import java.util.stream.Stream;

/** Names of any bytes and lengths, as file, directory and symbolic link. */
final class NameCases {

  private NameCases() {}

  static Stream<Case> all() {
    return Stream.of(
            "a".repeat(254),
            "a".repeat(255),
            "a".repeat(256),
            "\u00e4".repeat(255),
            "\377\376\200",
            "new\nline",
            " ",
            "...",
            "-rf",
            "*?[]",
            "\1\2\3",
            "tab\tand\\",
            "\303\251",
            "e\314\201",
            ".lockstep",
            "lost+found",
            "CON")
        .map(
            name ->
                new Case(
                    "name: '%s' (%d bytes)"
                        .formatted(
                            Program.printable(name.substring(0, Math.min(9, name.length()))),
                            name.length()),
                    p -> use(p, name)));
  }

  private static void use(Program p, String name) {
    Fd fd = p.open(name, O_CREAT | O_RDWR, 0644);
    if (fd.isOpen()) {
      p.write(fd, "content");
    }
    p.call("rename", name, "plain");
    p.call("link", "plain", name);
    p.call("unlink", name);
    p.call("symlink", name, name);
    p.call("readlink", name, p.buffer(300), 300L);
    p.call("unlink", name);
    p.call("mkdir", name, 0755);
    for (String below : List.of(name, "x")) {
      p.call("mknod", name + "/" + below, 0100644, 0L);
    }
    p.call("rename", name, name + "2");
    p.call("rmdir", name);
    p.call("access", name.toUpperCase(java.util.Locale.ROOT), 0);
  }
}
