package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.tree.FileHandle;
import io.lockstep.node.tree.FileTable;
import io.lockstep.node.write.NameSource.Binding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {

  private static final Name A = Name.of("a");
  private static final Name B = Name.of("b");

  private final FileTable files = new FileTable();
  private final InodeTable inodes =
      new InodeTable(List.of(handle(2)), files, false, NodeTable.none());
  private final Names names = new Names(inodes);
  private final Inode root = inodes.byNode(0, InodeTable.ROOT_NODE);

  private static FileHandle handle(int ino) {
    byte[] bytes =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putInt(ino).putInt(-1 - ino).array();
    return new FileHandle(0, 1, bytes);
  }

  private Inode known(int ino, Inode parent, Name name) {
    Inode inode = inodes.lookUp(handle(ino), true).inode();
    names.learn(inode, parent, name);
    return inode;
  }

  private Binding nameOf(Inode inode) {
    return names.nameOf(inode.fileId());
  }

  private static Operation.Rename rename(
      Inode from, Name name, Inode to, Name newName, int flags, Inode moved, long replaced) {
    return new Operation.Rename(
        from.fileId(), name, to.fileId(), newName, flags, moved.fileId(), replaced);
  }

  @Test
  void followsRenamesOfAllKinds() {
    Inode directory = known(10, root, A);
    Inode file = known(11, directory, A);
    Inode other = known(12, directory, B);
    names.follow(rename(directory, A, directory, B, 2, file, other.fileId()));
    assertThat(nameOf(file)).isEqualTo(new Binding(directory.fileId(), B));
    assertThat(nameOf(other)).isEqualTo(new Binding(directory.fileId(), A));
    names.follow(rename(directory, B, directory, A, 0, file, other.fileId()));
    assertThat(nameOf(file)).isEqualTo(new Binding(directory.fileId(), A));
    assertThat(nameOf(other)).isNull();
  }

  @Test
  void keepsFurtherNames() {
    Inode file = known(11, root, A);
    names.follow(new Operation.Link(file.fileId(), root.fileId(), B));
    names.follow(new Operation.Unlink(root.fileId(), A, file.fileId()));
    assertThat(nameOf(file)).isEqualTo(new Binding(root.fileId(), B));
    names.follow(new Operation.Unlink(root.fileId(), B, file.fileId()));
    assertThat(nameOf(file)).isNull();
  }

  @Test
  void believesALookupOnlyInAQuietDirectory() {
    Inode file = inodes.lookUp(handle(11), true).inode();
    long before = names.changesOf(root);
    try (Names.Change _ = names.beginChange(root, B)) {
      assertThat(names.changesOf(root)).isEqualTo(Names.UNSTABLE);
      names.learn(file, root, A.bytes(), before);
    }
    names.learn(file, root, A.bytes(), before);
    assertThat(nameOf(file)).isNull();
    names.learn(file, root, A.bytes(), names.changesOf(root));
    assertThat(nameOf(file)).isEqualTo(new Binding(root.fileId(), A));
  }

  @Test
  void keepsForgottenDirectoriesThatAreNeededToNameAFile() {
    Inode directory = known(10, root, A);
    Inode file = known(11, directory, B);
    inodes.forget(0, directory.node().id(), 1);
    assertThat(nameOf(file)).isEqualTo(new Binding(directory.fileId(), B));
    assertThat(nameOf(directory)).isEqualTo(new Binding(root.fileId(), A));
    inodes.forget(0, file.node().id(), 1);
    assertThat(inodes.byFile(file.fileId())).isNull();
    assertThat(inodes.byFile(directory.fileId())).isNull();
  }

  @Test
  void healsNames() {
    Inode file = known(11, root, A);
    Inode other = known(12, root, B);
    names.follow(
        new Operation.Heal(root.fileId(), A, other.fileId(), 0100644, 0, 0, 0, new byte[0]));
    assertThat(nameOf(file)).isNull();
    names.follow(new Operation.Heal(root.fileId(), B, other.fileId(), 0, 0, 0, 0, new byte[0]));
    assertThat(nameOf(other)).isEqualTo(new Binding(root.fileId(), A));
  }

  @Test
  void publishesTheFilesWhileWriting() {
    Inode file = known(11, root, A);
    assertThat(files.get(file.fileId())).isNull();
    inodes.begin(true);
    assertThat(files.get(file.fileId())).isEqualTo(file.handle());
    Inode later = inodes.lookUp(handle(12), true).inode();
    assertThat(files.get(later.fileId())).isEqualTo(later.handle());
    inodes.forget(0, later.node().id(), 1);
    assertThat(files.get(later.fileId())).isNull();
  }

  @Test
  void tellsFilesOfOtherHandlesApart() {
    FileHandle longHandle = new FileHandle(0, 0x81, new byte[12]);
    Node unusual = inodes.lookUp(longHandle, true);
    assertThat(inodes.lookUp(longHandle, true)).isSameAs(unusual);
    assertThat(unusual.id() & 0xffffffffL).isZero();
    assertThat(inodes.lookUp(handle(2), false).inode()).isSameAs(root);
  }

  @Test
  void givesRegularFilesNewNodesWhereTheKernelWouldBelieveOldSizes() {
    InodeTable caching = new InodeTable(List.of(handle(2)), files, true, NodeTable.none());
    caching.begin(true);
    Node writing = caching.lookUp(handle(11), true);
    Node directory = caching.lookUp(handle(12), false);
    assertThat(caching.lookUp(handle(11), true)).isSameAs(writing);
    caching.begin(false);
    Node reading = caching.lookUp(handle(11), true);
    assertThat(reading.inode()).isSameAs(writing.inode());
    assertThat(caching.lookUp(handle(11), true).id()).isNotIn(writing.id(), reading.id());
    assertThat(caching.lookUp(handle(12), false)).isSameAs(directory);
    caching.begin(true);
    Node again = caching.lookUp(handle(11), true);
    assertThat(caching.lookUp(handle(11), true)).isSameAs(again);
    assertThat(again.id()).isNotIn(writing.id(), reading.id());
    assertThat(caching.byNode(0, writing.id())).isSameAs(writing.inode());
    caching.forget(0, writing.id(), 2);
    assertThat(caching.byNode(0, writing.id())).isNull();
    assertThat(caching.byNode(0, again.id())).isSameAs(again.inode());
  }
}
