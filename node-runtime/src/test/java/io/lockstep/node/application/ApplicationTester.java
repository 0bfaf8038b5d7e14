package io.lockstep.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real application made of shell scripts, under supervision, in a directory of its own. */
final class ApplicationTester implements AutoCloseable, ApplicationListener {

  /** One change that was told. */
  record Change(ApplicationState state, String why) {}

  final Path directory;
  final ApplicationPlace place;
  final List<Change> changes = new CopyOnWriteArrayList<>();
  private ApplicationSupervisor supervisor;

  ApplicationTester(Path directory) {
    this(directory, ApplicationPlace.DEFAULT_LOG_BYTES);
  }

  ApplicationTester(Path directory, long logBytes) {
    this.directory = directory;
    this.place =
        new ApplicationPlace("db", directory.resolve("state"), directory.resolve("log"), logBytes);
  }

  /** An executable shell script; it can reach the directory as $LOCKSTEP_DATA. */
  Path script(String name, String body) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, "#!/bin/bash\ncd \"$LOCKSTEP_DATA\"\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  ApplicationSupervisor command(String body) throws IOException {
    return command(body, List.of(), 10_000, 5_000);
  }

  ApplicationSupervisor command(
      String body, List<String> ready, long startTimeoutMillis, long stopTimeoutMillis)
      throws IOException {
    List<String> start = List.of(script("app", body).toString());
    return supervise(
        new NodeConfig.Application.Command(
            start, ready, "", directory, startTimeoutMillis, stopTimeoutMillis, 3));
  }

  ApplicationSupervisor supervise(NodeConfig.Application application) {
    supervisor = ApplicationSupervisor.of(application, place, this);
    return supervisor;
  }

  Environment environment() {
    return new Environment("db", "alpha", Role.PRIM, 4, List.of(directory));
  }

  ApplicationSupervisor start() {
    supervisor.start(environment());
    return supervisor;
  }

  StopResult stop() {
    return supervisor.stop();
  }

  void awaitState(ApplicationState state) {
    await()
        .failFast(
            "failed: " + changes,
            () -> state != ApplicationState.FAILED && last().state() == ApplicationState.FAILED)
        .until(() -> last().state() == state);
    assertThat(supervisor.state()).isEqualTo(state);
  }

  Change last() {
    return changes.isEmpty() ? new Change(ApplicationState.STOPPED, "") : changes.getLast();
  }

  /** A pid that a script has written. */
  long pid(String file) {
    Path path = directory.resolve(file);
    await().until(() -> Files.exists(path) && Files.readString(path).endsWith("\n"));
    try {
      return Long.parseLong(Files.readString(path).strip());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static boolean runs(long pid) {
    return ProcessTable.find(pid).filter(ProcessEntry::isRunning).isPresent();
  }

  @Override
  public void onChange(ApplicationState state, String why) {
    changes.add(new Change(state, why));
  }

  @Override
  public void close() {
    if (supervisor != null) {
      supervisor.close();
    }
  }
}
