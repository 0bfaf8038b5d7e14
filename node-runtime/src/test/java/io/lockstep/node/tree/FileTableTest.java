package io.lockstep.node.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileTableTest {

  private final FileTable files = new FileTable();
  private final FileHandle handle = new FileHandle(0, 1, new byte[] {1, 2, 3});

  @Test
  void remembersDeletedIdsUntilTheyAreUsedAgain() {
    files.put(2000, handle);
    assertThat(files.remove(2000)).isEqualTo(handle);
    assertThat(files.get(2000)).isNull();
    assertThat(files.wasRemoved(2000)).isTrue();
    files.put(2000, handle);
    assertThat(files.wasRemoved(2000)).isFalse();
    assertThat(files.remove(3000)).isNull();
    assertThat(files.wasRemoved(3000)).isFalse();
  }

  @Test
  void forgetsOldDeletionsAndEverythingWhenCleared() {
    for (long id = 0; id < 20_000; id++) {
      files.put(id, handle);
      files.remove(id);
    }
    assertThat(files.wasRemoved(0)).isFalse();
    assertThat(files.wasRemoved(19_999)).isTrue();
    files.put(1, handle);
    files.clear();
    assertThat(files.size()).isZero();
    assertThat(files.wasRemoved(19_999)).isFalse();
  }

  @Test
  void handlesAreValues() {
    byte[] bytes = {1, 2, 3};
    FileHandle same = new FileHandle(0, 1, bytes);
    bytes[0] = 9;
    same.bytes()[0] = 9;
    assertThat(same).isEqualTo(handle).hasSameHashCodeAs(handle).hasToString("0:1:010203");
    assertThat(new FileHandle(1, 1, same.bytes())).isNotEqualTo(handle);
    assertThat(new FileHandle(0, 2, same.bytes())).isNotEqualTo(handle);
  }
}
