package io.lockstep.node.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.journal.op.Name;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExclusionTest {

  private static List<Name> path(String path) {
    return Arrays.stream(path.split("/")).map(Name::of).toList();
  }

  private static Scope at(String path, String... patterns) {
    return Exclusion.of(List.of(patterns)).at(path(path));
  }

  @ParameterizedTest
  @CsvSource({
    "a.tmp, *.tmp, true",
    "d/e/a.tmp, *.tmp, true",
    "a.tmp.x, *.tmp, false",
    "d.tmp/x, *.tmp, true",
    "cache, /cache, true",
    "cache/x/y, /cache, true",
    "d/cache, /cache, false",
    "d/cache, cache, true",
    "base/1/pgsql_tmp, /base/*/pgsql_tmp, true",
    "base/pgsql_tmp, /base/*/pgsql_tmp, false",
    "base/1/2/pgsql_tmp, /base/*/pgsql_tmp, false",
    "file-1, file-?, true",
    "file-12, file-?, false",
    "file-ä, file-?, true",
    "abcabd, *abd, true",
    "aXbXc, a*b*c, true",
    "ac, a*b*c, false",
  })
  void fits(String path, String pattern, boolean excluded) {
    assertThat(at(path, pattern).isExcluded()).isEqualTo(excluded);
  }

  @Test
  void tellsWhatAnAnchoredPatternLeadsThrough() {
    Exclusion exclusion = Exclusion.of(List.of("/base/*/pgsql_tmp", "*.tmp"));
    assertThat(exclusion.root().leadsOn()).isTrue();
    assertThat(exclusion.at(path("base")).leadsOn()).isTrue();
    assertThat(exclusion.at(path("base/1")).leadsOn()).isTrue();
    assertThat(exclusion.at(path("base/1/x")).leadsOn()).isFalse();
    assertThat(exclusion.at(path("other")).leadsOn()).isFalse();
    assertThat(exclusion.at(path("base/1/pgsql_tmp")).leadsOn()).isFalse();
  }

  @Test
  void nothingIsExcludedWithoutPatterns() {
    assertThat(Exclusion.of(List.of())).isSameAs(Exclusion.NONE);
    assertThat(Exclusion.NONE.at(path("a/b")).isExcluded()).isFalse();
    assertThat(Exclusion.NONE.root().leadsOn()).isFalse();
  }

  @Test
  void namesAreBytes() {
    byte[] noText = {'a', (byte) 0xff, (byte) 0xfe, 'b'};
    Scope root = Exclusion.of(List.of("a??b")).root();
    assertThat(root.child(Name.of(noText)).isExcluded()).isTrue();
    assertThat(Exclusion.of(List.of("a?b")).root().child(Name.of(noText)).isExcluded()).isFalse();
    assertThat(Exclusion.of(List.of("a*b")).root().child(Name.of(noText)).isExcluded()).isTrue();
  }

  @Test
  void asManyPatternsAsThereMayBe() {
    List<String> patterns =
        java.util.stream.IntStream.range(0, Exclusion.MAX_PATTERNS)
            .mapToObj(i -> "/d" + i + "/x")
            .toList();
    Exclusion exclusion = Exclusion.of(patterns);
    for (int i = 0; i < Exclusion.MAX_PATTERNS; i++) {
      assertThat(exclusion.at(path("d" + i + "/x")).isExcluded()).isTrue();
      assertThat(exclusion.at(path("d" + i + "/y")).isExcluded()).isFalse();
    }
    assertThatThrownBy(() -> Exclusion.of(Collections.nCopies(Exclusion.MAX_PATTERNS + 1, "/a/b")))
        .isInstanceOf(MalformedPatternException.class)
        .hasMessage("expected at most 64 patterns, found 65");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "/", "a/b", "a/", "/a/", "/a//b", "..", "/a/../b", ".", "*", "**", "/*", "a\nb"
      })
  void refuses(String pattern) {
    assertThatThrownBy(() -> Exclusion.of(List.of(pattern)))
        .isInstanceOf(MalformedPatternException.class)
        .hasMessageStartingWith("expected ");
  }

  @Test
  void refusesTooMuch() {
    assertThatThrownBy(() -> Exclusion.of(Collections.nCopies(20, "x".repeat(200))))
        .isInstanceOf(MalformedPatternException.class)
        .hasMessage("expected at most 3000 bytes of patterns, found 4000");
  }

  /** Against the plainest matcher there is. */
  @Test
  void fitsAsThePlainestMatcherDoes() {
    long seed = Long.getLong("lockstep.scope.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      String pattern = word(random, "ab*?", 6);
      String name = word(random, "ab", 8);
      assertThat(
              new NamePattern(pattern)
                  .matches(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
          .as("seed %d: %s for %s", seed, pattern, name)
          .isEqualTo(plainly(pattern, name));
    }
  }

  private static String word(Random random, String letters, int most) {
    StringBuilder word = new StringBuilder();
    for (int length = 1 + random.nextInt(most); length > 0; length--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    return word.toString();
  }

  private static boolean plainly(String pattern, String name) {
    if (pattern.isEmpty()) {
      return name.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      return plainly(pattern.substring(1), name)
          || (!name.isEmpty() && plainly(pattern, name.substring(1)));
    }
    return !name.isEmpty()
        && (pattern.charAt(0) == '?' || pattern.charAt(0) == name.charAt(0))
        && plainly(pattern.substring(1), name.substring(1));
  }
}
