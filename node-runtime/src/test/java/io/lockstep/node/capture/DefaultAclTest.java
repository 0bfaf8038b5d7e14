package io.lockstep.node.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class DefaultAclTest {

  private static final int USER_OBJ = 1;
  private static final int USER = 2;
  private static final int GROUP_OBJ = 4;
  private static final int MASK = 16;
  private static final int OTHER = 32;

  private static int masked(int mode, int... tagsAndPermissions) {
    int entries = tagsAndPermissions.length / 2;
    ByteBuffer acl = ByteBuffer.allocate(4 + 8 * entries).order(ByteOrder.LITTLE_ENDIAN).putInt(2);
    for (int i = 0; i < entries; i++) {
      acl.putShort((short) tagsAndPermissions[2 * i])
          .putShort((short) tagsAndPermissions[2 * i + 1])
          .putInt(0);
    }
    return DefaultAcl.mask(mode, MemorySegment.ofArray(acl.array()), acl.capacity());
  }

  @Test
  void takesOffWhatTheAclDoesNotGive() {
    assertThat(masked(0777, USER_OBJ, 7, GROUP_OBJ, 5, OTHER, 0)).isEqualTo(0750);
    assertThat(masked(0100666, USER_OBJ, 7, GROUP_OBJ, 5, OTHER, 4)).isEqualTo(0100644);
    assertThat(masked(06711, USER_OBJ, 6, GROUP_OBJ, 7, OTHER, 7)).isEqualTo(06611);
  }

  @Test
  void letsTheMaskStandForTheGroup() {
    assertThat(masked(0777, USER_OBJ, 7, USER, 7, GROUP_OBJ, 7, MASK, 4, OTHER, 1)).isEqualTo(0741);
    assertThat(masked(0777, USER_OBJ, 7, MASK, 4, GROUP_OBJ, 7, OTHER, 1)).isEqualTo(0741);
  }
}
