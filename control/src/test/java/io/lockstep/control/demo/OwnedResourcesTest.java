package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnedResourcesTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void closesEverythingOnceInReverseOrderAlsoWhenSomethingFails() throws Exception {
    OwnedResources own = new OwnedResources();
    own.atEnd(() -> closed.add("first"));
    own.atEnd(
        () -> {
          throw new IOException("in the middle");
        });
    own.atEnd(() -> closed.add("last"));

    assertThatThrownBy(own::close).hasMessage("in the middle");
    own.close();

    assertThat(closed).containsExactly("last", "first");
  }

  @Test
  void opensNothingOnceTheEndHasBegun() throws Exception {
    OwnedResources own = new OwnedResources();
    own.close();

    assertThatThrownBy(() -> own.open(() -> () -> closed.add("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(closed).isEmpty();
  }
}
