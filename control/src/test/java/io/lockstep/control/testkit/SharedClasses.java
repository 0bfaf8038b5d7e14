package io.lockstep.control.testkit;

import io.lockstep.control.cli.Main;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.TemporaryDirectory;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The libraries' classes as the JVM keeps them for later processes (class data sharing, java(1),
 * {@code -XX:SharedArchiveFile}): a node of a test starts in half the time. Made by a node that is
 * started for that, once for a class path; it stays in the build's directory. All threads.
 */
public final class SharedClasses {

  private static final Path BUILD = Path.of("target").toAbsolutePath();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Archives hold the heap of one kind of collector, and nodes use this one. */
  private static final List<String> COLLECTOR = List.of("-XX:+UseSerialGC");

  private static JavaCommand command;

  private SharedClasses() {}

  /** How nodes are started. */
  public static synchronized JavaCommand command() throws Exception {
    if (command == null) {
      JavaCommand plain = JavaCommand.ofThisProcess(Main.class);
      command = sharing(archive(plain), plain);
    }
    return command;
  }

  /** Archives hold classes of jars only, and these must come first. */
  private static JavaCommand sharing(Path archive, JavaCommand plain) {
    List<String> options = new ArrayList<>(plain.options());
    options.add("-XX:SharedArchiveFile=" + archive);
    List<String> classPath = entries(plain);
    classPath.sort(Comparator.comparing(entry -> !isJar(entry)));
    return new JavaCommand(
        plain.java(), options, String.join(File.pathSeparator, classPath), plain.program());
  }

  private static List<String> entries(JavaCommand plain) {
    return new ArrayList<>(Arrays.asList(plain.classPath().split(File.pathSeparator)));
  }

  private static boolean isJar(String entry) {
    return entry.endsWith(".jar");
  }

  private static String jars(JavaCommand plain) {
    return String.join(
        File.pathSeparator, entries(plain).stream().filter(SharedClasses::isJar).toList());
  }

  /** Where it is, once it is there. */
  private static Path archive(JavaCommand plain) throws Exception {
    Path archive = BUILD.resolve("shared-" + Integer.toHexString(key(plain)) + ".jsa");
    if (!Files.exists(archive)) {
      deleteOutdated();
      try (TemporaryDirectory scratch = TemporaryDirectory.create("lockstep-classes-")) {
        Path made = scratch.path().resolve("archive");
        dump(plain, loadedByANode(plain, scratch.path()), made);
        Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return archive;
  }

  /** The JVM takes an archive only with the very jars of which it was made. */
  private static int key(JavaCommand plain) throws IOException {
    List<Object> key = new ArrayList<>(List.of(plain.java(), plain.options()));
    for (String entry : entries(plain)) {
      if (isJar(entry)) {
        Path jar = Path.of(entry);
        key.addAll(List.of(entry, Files.size(jar), Files.getLastModifiedTime(jar)));
      }
    }
    return key.hashCode();
  }

  private static void deleteOutdated() throws IOException {
    try (DirectoryStream<Path> archives = Files.newDirectoryStream(BUILD, "shared-*.jsa")) {
      for (Path archive : archives) {
        Files.delete(archive);
      }
    }
  }

  private static Path loadedByANode(JavaCommand plain, Path folder) throws Exception {
    Path list = folder.resolve("classes");
    NodeFolder node = new NodeFolder(folder);
    List<String> options = new ArrayList<>(COLLECTOR);
    options.add("-XX:DumpLoadedClassList=" + list);
    File log = folder.resolve("log").toFile();
    Process process =
        new ProcessBuilder(plain.lockstep(options, List.of("node", "--config", node.file + "")))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      Awaitility.await("a node that runs, for its classes")
          .atMost(LIMIT)
          .until(() -> Files.readString(log.toPath()).contains(" runs: ") || !process.isAlive());
    } finally {
      process.destroy();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    }
    if (!Files.exists(list)) {
      throw new IOException(
          "expected a list of the classes of a node, found none: "
              + Files.readString(log.toPath()));
    }
    return list;
  }

  private static void dump(JavaCommand plain, Path classes, Path archive) throws Exception {
    List<String> words = new ArrayList<>(List.of(plain.java().toString()));
    words.addAll(plain.options());
    words.addAll(COLLECTOR);
    words.addAll(
        List.of(
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + classes,
            "-XX:SharedArchiveFile=" + archive,
            "-cp",
            jars(plain)));
    Commands.Result result = Commands.run(words, archive.getParent(), LIMIT);
    if (result.exitCode() != 0) {
      throw new IOException("expected an archive of classes, found " + result);
    }
  }
}
