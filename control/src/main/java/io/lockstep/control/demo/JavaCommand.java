package io.lockstep.control.demo;

import io.lockstep.node.guardian.Guardian;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How to start another Java program like this one: the same JVM, the same classes, the same access
 * to the JVM's inside. Immutable.
 *
 * @param program the class that is {@code lockstep} itself
 */
public record JavaCommand(Path java, List<String> options, String classPath, Class<?> program) {
  private static final String AOT_CACHE = "-XX:AOTCache=";
  private static final List<String> INHERITED =
      List.of(
          "--add-",
          "--enable-native-access",
          "--sun-misc-unsafe",
          "-Dchronicle.",
          AOT_CACHE,
          "-Xlog:aot",
          "-XX:TieredStopAtLevel=");

  private static final List<String> GUARDIAN_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xms4m",
          "-Xmx16m",
          "--enable-native-access=ALL-UNNAMED");

  /** As this process was started. */
  public static JavaCommand ofThisProcess(Class<?> program) {
    List<String> options =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(option -> INHERITED.stream().anyMatch(option::startsWith))
            .toList();
    // Maven's test runner hides the real class path behind a jar of its own.
    String classPath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path"));
    return new JavaCommand(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        options,
        absolute(classPath),
        program);
  }

  /** The other program may run in another directory. */
  private static String absolute(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The command line of {@code lockstep} with these arguments. */
  public List<String> lockstep(List<String> moreOptions, List<String> arguments) {
    return of(program, moreOptions, arguments);
  }

  /** The command line of a node's daemon under its guardian, as the launcher starts it. */
  public List<String> guarded(List<String> moreOptions, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(GUARDIAN_OPTIONS);
    command.addAll(guardianCache());
    command.addAll(List.of("-cp", classPath, Guardian.class.getName(), "--"));
    command.addAll(lockstep(moreOptions, arguments));
    return List.copyOf(command);
  }

  /** The guardian has a cache of its own, beside the daemon's. */
  private List<String> guardianCache() {
    return options.stream()
        .filter(option -> option.startsWith(AOT_CACHE))
        .map(option -> Path.of(option.substring(AOT_CACHE.length())))
        .map(cache -> cache.resolveSibling("guardian.aot"))
        .filter(Files::exists)
        .map(cache -> AOT_CACHE + cache)
        .toList();
  }

  /** The command line that runs a class. */
  public List<String> of(Class<?> main, List<String> moreOptions, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(options);
    command.addAll(moreOptions);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(arguments);
    return List.copyOf(command);
  }
}
