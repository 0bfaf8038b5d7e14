package io.lockstep.control.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Processes of a workspace that this process did not start: daemons that somebody started again,
 * and applications whose daemon was killed.
 */
final class LeftoverProcesses {
  private final Workspace workspace;
  private final JavaCommand java;

  LeftoverProcesses(Workspace workspace, JavaCommand java) {
    this.workspace = workspace;
    this.java = java;
  }

  /** Ends them: SIGTERM, and SIGKILL when the limit is over. */
  void end(Duration limit) throws InterruptedException {
    List<ProcessHandle> leftovers = find();
    leftovers.forEach(ProcessHandle::destroy);
    CompletableFuture<?>[] exits =
        leftovers.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(exits).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      leftovers.forEach(ProcessHandle::destroyForcibly);
    }
  }

  List<ProcessHandle> find() {
    return Stream.concat(
            workspace.nodes().stream().flatMap(node -> daemon(node).stream()),
            ProcessHandle.allProcesses().filter(process -> isBelow(process, workspace.directory())))
        .distinct()
        .toList();
  }

  /** The daemon whose id is in the node's state, if that process still is a daemon. */
  private Optional<ProcessHandle> daemon(NodeLayout node) {
    try {
      long pid = Long.parseLong(Files.readString(node.pidFile()).strip());
      return ProcessHandle.of(pid).filter(process -> isOurs(commandLine(process)));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private boolean isBelow(ProcessHandle process, Path directory) {
    List<String> command = commandLine(process);
    return process.pid() != ProcessHandle.current().pid()
        && isOurs(command)
        && command.stream().anyMatch(argument -> argument.startsWith(directory + "/"));
  }

  /** Whether it runs a daemon or the shop, whatever the name of its program. */
  private boolean isOurs(List<String> command) {
    int main = command.indexOf(java.program().getName());
    boolean daemon = main >= 0 && main + 1 < command.size() && command.get(main + 1).equals("node");
    return daemon || command.contains(OrdersServer.class.getName());
  }

  /** Empty when it is gone. */
  private static List<String> commandLine(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return List.of(new String(line, StandardCharsets.UTF_8).split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }
}
