package io.lockstep.node.capture.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.capture.protocol.InitNegotiation.Agreement;
import io.lockstep.node.capture.protocol.InitNegotiation.Offer;
import org.junit.jupiter.api.Test;

class InitNegotiationTest {

  /** What Linux 6.18 offers. */
  private static final long OFFERED = 0x5fd73fffffbL;

  @Test
  void takesWriteThroughUnlessWritebackIsWanted() {
    Agreement strict = InitNegotiation.answer(new Offer(7, 45, 131072, OFFERED), false);
    Agreement barrier = InitNegotiation.answer(new Offer(7, 45, 131072, OFFERED), true);
    assertThat(strict.flags() & InitFlags.WRITEBACK_CACHE).isZero();
    assertThat(barrier.flags() & InitFlags.WRITEBACK_CACHE).isNotZero();
    assertThat(strict.flags() & InitFlags.HANDLE_KILLPRIV_V2).isNotZero();
    assertThat(strict.flags() & ~OFFERED).isZero();
    assertThat(strict.maxWriteBytes()).isEqualTo(1 << 20);
    assertThat(strict.hasIncrementEpoch()).isTrue();
  }

  @Test
  void doesWithoutWhatIsOnlyFaster() {
    long less = OFFERED & ~(InitFlags.PARALLEL_DIROPS | InitFlags.DIRECT_IO_ALLOW_MMAP);
    Agreement agreement = InitNegotiation.answer(new Offer(7, 36, 131072, less), false);
    assertThat(agreement.flags() & InitFlags.PARALLEL_DIROPS).isZero();
    assertThat(agreement.minor()).isEqualTo(36);
    assertThat(agreement.hasIncrementEpoch()).isFalse();
  }

  @Test
  void refusesKernelsWithoutWhatIsNeeded() {
    for (long needed :
        new long[] {InitFlags.HANDLE_KILLPRIV_V2, InitFlags.SETXATTR_EXT, InitFlags.MAX_PAGES}) {
      Offer offer = new Offer(7, 45, 131072, OFFERED & ~needed);
      assertThatThrownBy(() -> InitNegotiation.answer(offer, false))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("5.17");
    }
    Offer noWriteback = new Offer(7, 45, 131072, OFFERED & ~InitFlags.WRITEBACK_CACHE);
    assertThatThrownBy(() -> InitNegotiation.answer(noWriteback, true))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> InitNegotiation.answer(new Offer(8, 0, 0, OFFERED), false))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
