package io.lockstep.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's functions, by a shell that reads the script. */
class LauncherTest {
  /** Maven runs tests in the module's directory. */
  private static final Path LAUNCHER = Path.of("../lockstep").toAbsolutePath().normalize();

  @TempDir private Path directory;

  @Test
  void acceptsAJdk25Only() throws Exception {
    assertThat(isWanted(jdk("a", "25"))).isTrue();
    assertThat(isWanted(jdk("b", "25.0.3"))).isTrue();
    assertThat(isWanted(jdk("c", "25-ea"))).isTrue();
    assertThat(isWanted(jdk("d", "24.0.2"))).isFalse();
    assertThat(isWanted(jdk("e", "17.0.15"))).isFalse();
    assertThat(isWanted(jdk("f", "251"))).isFalse();
    assertThat(isWanted(directory.resolve("absent"))).isFalse();
  }

  @Test
  void doesNotAcceptARuntimeThatCannotCompile() throws Exception {
    Path runtime = jdk("jre", "25");
    Files.delete(runtime.resolve("bin/javac"));

    assertThat(isWanted(runtime)).isFalse();
  }

  @Test
  void prefersJavaHomeIfItIsTheRightOne() throws Exception {
    Path right = jdk("right one", "25.0.1");
    Path wrong = jdk("wrong", "21");

    assertThat(bash("find_jdk", Map.of("JAVA_HOME", right.toString()))).isEqualTo(right.toString());
    assertThat(bash("jdk_candidates", Map.of("JAVA_HOME", wrong.toString())))
        .startsWith(wrong.toString());
    assertThat(bash("find_jdk || echo none", Map.of("JAVA_HOME", wrong.toString())))
        .doesNotContain("wrong");
  }

  @Test
  void looksIntoTheHomeDirectoryAndOnThePath() throws Exception {
    Path managed = jdk("home/.sdkman/candidates/java/25-tem", "25");
    Path onPath = jdk("elsewhere", "25");

    String found =
        bash(
            "jdk_candidates",
            Map.of(
                "JAVA_HOME",
                "",
                "HOME",
                directory.resolve("home").toString(),
                "PATH",
                onPath.resolve("bin") + ":/usr/bin:/bin"));

    assertThat(found.lines()).contains(managed.toString()).endsWith(onPath.toString());
  }

  @Test
  void findsItsFilesThroughLinks() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("first"), LAUNCHER);
    Path linkToLink = Files.createSymbolicLink(directory.resolve("a second"), link.getFileName());

    assertThat(bash("home_of '" + linkToLink + "'", Map.of()))
        .isEqualTo(LAUNCHER.getParent().toRealPath().toString());
  }

  @Test
  void twoCommandsGivenAtOnceBuildTheSimulationOnce() throws Exception {
    String built =
        bash(
            """
            HOME_DIR=$PWD
            mkdir -p journal/src node-runtime/src
            touch pom.xml journal/pom.xml node-runtime/pom.xml
            maven() { mkdir -p node-runtime/target; echo "$@" >>maven.calls; }
            build_unless is_simulation_built build_simulation &
            build_unless is_simulation_built build_simulation
            wait
            cat maven.calls
            """,
            Map.of());

    assertThat(built.lines())
        .filteredOn(line -> line.contains("-pl node-runtime -am test-compile"))
        .hasSize(1);
  }

  @Test
  void aBuildThatFailsTellsMavensMessagesAndIsNone() throws Exception {
    String told =
        bash(
            """
            maven() { echo "no such class"; return 1; }
            (quiet_build stamp package) || echo "exit code $?"
            test ! -e stamp && echo "no stamp"
            """,
            Map.of());

    assertThat(told)
        .containsSubsequence("no such class", "the build failed", "exit code 70", "no stamp");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = directory.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    for (String program : new String[] {"java", "javac"}) {
      Path file = Files.createFile(home.resolve("bin").resolve(program));
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Someone\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private boolean isWanted(Path home) throws Exception {
    return bash("is_wanted_jdk '" + home + "' && echo yes || echo no", Map.of()).equals("yes");
  }

  private String bash(String script, Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/bash", "-c", "source '" + LAUNCHER + "'; " + script)
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    process.waitFor();
    return output;
  }
}
