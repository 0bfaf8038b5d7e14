package io.lockstep.node.reintegration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.node.tree.TreeDescription;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StateSyncTest {

  private static final int BLOCK = BlockRanges.BLOCK_BYTES;

  @TempDir Path temporary;
  private Path from;
  private Path to;

  @BeforeEach
  void makeRoots() throws IOException {
    from = Files.createDirectory(temporary.resolve("from"));
    to = Files.createDirectory(temporary.resolve("to"));
  }

  private static void shell(Path directory, String script) throws Exception {
    Process process =
        new ProcessBuilder("/bin/bash", "-euc", script)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }

  private static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private void assertEqualTrees() {
    assertThat(TreeDescription.differences(from, to)).isEmpty();
  }

  @Test
  void fillsAnEmptyTarget() throws Exception {
    shell(from, "mkdir -p a/b/c empty; echo hello > a/hello; echo x > a/b/c/x; : > a/b/nothing");
    Files.write(from.resolve("a/big"), noise(1, 5 * BLOCK + 77));
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void replacesWhateverStandsThere() throws Exception {
    shell(
        from,
        "echo file > file; mkdir directory; echo in > directory/in; ln -s target link;"
            + " mkfifo fifo; mknod null c 1 3; echo same > same");
    shell(
        to,
        "mkdir -p file/deep/er; echo x > file/deep/er/x; echo d > directory; mkdir link;"
            + " ln -s /etc/passwd fifo; echo n > null; mkdir -p more/of/it; echo rest > rest;"
            + " ln -s /nowhere dangling; echo other > same");
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void carriesEveryKindOfFileAndAttribute() throws Exception {
    shell(
        from,
        "echo a > hard1; ln hard1 hard2; mkdir d; ln hard1 d/hard3; ln -s 'a target' sym; ln sym"
            + " d/sym2; mkfifo -m 640 pipe; mknod blk b 7 9; mknod chr c 5 1; echo s > suid; chown"
            + " 12:34 suid; chmod 6755 suid; mkdir -m 3777 sticky; chown 5:6 sticky; chown -h 7:8"
            + " sym; printf n > $'bad\\xff\\xfename'; printf n > $'new\\nline'; touch -d"
            + " '2001-02-03 04:05:06.123456789' hard1; touch -h -d '1999-01-01 00:00:00.5' sym;"
            + " touch -d '2002-02-02 02:02:02.2' d; python3 -c \"import socket;"
            + " socket.socket(socket.AF_UNIX).bind('sock')\"; truncate -s 10M sparse; printf data |"
            + " dd of=sparse bs=1 seek=5000000 conv=notrunc status=none");
    setXattrs();
    StateSession.synchronise(from, to);
    assertEqualTrees();
    assertThat((long) Files.getAttribute(to.resolve("d/hard3"), "unix:ino"))
        .isEqualTo(Files.getAttribute(to.resolve("hard1"), "unix:ino"));
  }

  /** Through Python, whose os module has them; an ACL in the kernel's own form (acl(5)). */
  private void setXattrs() throws Exception {
    shell(
        from,
        "echo x > x; python3 - <<'PY'\n"
            + "import os, struct\n"
            + "os.setxattr('x', 'user.one', b'1' * 300)\n"
            + "os.setxattr('x', 'user.empty', b'')\n"
            + "os.setxattr('x', 'trusted.two', b'\\0\\1\\2')\n"
            + "acl = struct.pack('<I', 2)\n"
            + "for tag, perm, who in [(1, 6, -1), (2, 7, 1234), (4, 4, -1), (16, 7, -1), (32, 0,"
            + " -1)]:\n"
            + "    acl += struct.pack('<HHi', tag, perm, who)\n"
            + "os.setxattr('x', 'system.posix_acl_access', acl)\n"
            + "os.setxattr('d', 'system.posix_acl_default', acl)\n"
            + "os.setxattr('d', 'user.dir', b'd')\n"
            + "os.setxattr('sym', 'trusted.link', b'l', follow_symlinks=False)\n"
            + "os.setxattr('suid', 'security.capability',"
            + " struct.pack('<IIIII', 0x02000001, 1024, 0, 0, 0))\n"
            + "PY");
  }

  @Test
  void removesAttributesThatTheSourceLacks() throws Exception {
    shell(from, "mkdir d; echo x > d/x");
    shell(
        to,
        "mkdir d; echo x > d/x; python3 - <<'PY'\n"
            + "import os, struct\n"
            + "acl = struct.pack('<I', 2)\n"
            + "for tag, perm, who in [(1, 7, -1), (2, 7, 99), (4, 5, -1), (16, 7, -1), (32, 5,"
            + " -1)]:\n"
            + "    acl += struct.pack('<HHi', tag, perm, who)\n"
            + "os.setxattr('d', 'system.posix_acl_default', acl)\n"
            + "os.setxattr('d/x', 'system.posix_acl_access', acl)\n"
            + "os.setxattr('d/x', 'user.gone', b'1')\n"
            + "PY");
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void equalTreesCrossNearlyNothing() throws Exception {
    shell(from, "for d in 1 2 3; do mkdir $d; for f in {1..50}; do echo $d$f > $d/$f; done; done");
    Files.write(from.resolve("big"), noise(2, 20 << 20));
    shell(from, "cp -a . ../to");
    long bytes = StateSession.synchronise(from, to);
    assertEqualTrees();
    assertThat(bytes).isLessThan(60_000);
  }

  @Test
  void aSeededTargetNeedsOnlyTheBlocksThatDiffer() throws Exception {
    byte[] content = noise(3, 64 * BLOCK);
    Files.write(to.resolve("big"), content);
    for (int block : new int[] {0, 17, 18, 63}) {
      content[block * BLOCK + 5] ^= 1;
    }
    Files.write(from.resolve("big"), content);
    shell(from, "touch -r ../to/big big");
    long bytes = StateSession.synchronise(from, to);
    assertEqualTrees();
    assertThat(bytes).isBetween(4L * BLOCK, 4L * BLOCK + 10_000);
  }

  @Test
  void holesStayHolesAndAreNotSent() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(from.resolve("sparse").toFile(), "rw")) {
      file.setLength(8L << 30);
      file.seek(5L << 30);
      file.write(noise(4, 1000));
    }
    Files.write(to.resolve("sparse"), noise(5, 3 * BLOCK));
    long bytes = StateSession.synchronise(from, to);
    assertThat(bytes).isLessThan(2L * BLOCK);
    assertThat(Files.size(to.resolve("sparse"))).isEqualTo(8L << 30);
    assertThat(allocatedKiB(to.resolve("sparse"))).isLessThan(1000);
    try (RandomAccessFile file = new RandomAccessFile(to.resolve("sparse").toFile(), "r")) {
      byte[] read = new byte[1000];
      file.seek(5L << 30);
      file.readFully(read);
      assertThat(read).isEqualTo(noise(4, 1000));
      file.seek(0);
      file.readFully(read);
      assertThat(read).containsOnly(0);
    }
  }

  private static long allocatedKiB(Path file) throws Exception {
    Process process = new ProcessBuilder("du", "-k", file.toString()).start();
    String line = new String(process.getInputStream().readAllBytes(), UTF_8);
    return Long.parseLong(line.substring(0, line.indexOf('\t')));
  }

  @Test
  void filesThatShrankOrGrew() throws Exception {
    byte[] content = noise(6, 4 * BLOCK);
    Files.write(from.resolve("longer"), content);
    Files.write(to.resolve("longer"), noise(6, BLOCK + 100));
    Files.write(from.resolve("shorter"), noise(6, BLOCK / 2));
    Files.write(to.resolve("shorter"), content);
    Files.write(from.resolve("empty"), new byte[0]);
    Files.write(to.resolve("empty"), content);
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void longFilesAreComparedInSeveralTurns() throws Exception {
    byte[] content = noise(7, 66 << 20);
    Files.write(from.resolve("long"), content);
    content[65 << 20] ^= 1;
    Files.write(to.resolve("long"), content);
    StateSession.synchronise(from, to);
    assertThat(Files.mismatch(from.resolve("long"), to.resolve("long"))).isEqualTo(-1);
  }

  @Test
  void hardLinksTakeTheSourcesShape() throws Exception {
    shell(from, "echo 1 > a; ln a b; echo 2 > c; ln c d; echo 3 > e; echo 4 > f; ln b g");
    shell(to, "echo 2 > a; ln a c; ln a e; echo 9 > b; ln b d; ln b f; echo 1 > g; ln g h");
    StateSession.synchronise(from, to);
    assertEqualTrees();
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void oneInodeNeverStandsForTwoFilesWithSeveralNames() throws Exception {
    shell(from, "echo 1 > a; ln a b; echo 2 > c; ln c d");
    shell(to, "echo 1 > a; ln a b; ln a c; ln a d");
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void manySmallFilesInManyTurns() throws Exception {
    for (int i = 0; i < 1200; i++) {
      Files.write(from.resolve("f" + i), noise(i, 100));
    }
    StateSession.synchronise(from, to);
    assertEqualTrees();
  }

  @Test
  void lostAndFoundOfTheRootIsLeftAlone() throws Exception {
    shell(from, "mkdir lost+found; echo x > lost+found/x; mkdir -p d/lost+found");
    shell(to, "mkdir lost+found; echo y > lost+found/y");
    StateSession.synchronise(from, to);
    assertThat(to.resolve("lost+found/y")).exists();
    assertThat(to.resolve("lost+found/x")).doesNotExist();
    assertThat(to.resolve("d/lost+found")).isDirectory();
  }

  @Test
  void nothingOutsideTheTargetIsTouchedThroughSymbolicLinks() throws Exception {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("keep"), "keep");
    shell(from, "mkdir d; echo x > d/keep; mkdir e; echo y > e/y");
    shell(to, "ln -s ../outside d; ln -s ../outside e");
    StateSession.synchronise(from, to);
    assertEqualTrees();
    assertThat(outside.resolve("keep")).hasContent("keep");
    assertThat(outside.resolve("y")).doesNotExist();
  }
}
