package io.lockstep.control.bench.targets;

import io.lockstep.control.bench.load.Programs;
import io.lockstep.control.demo.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * GlusterFS with two replicas on this machine, strict: a write returns when both bricks have it.
 *
 * <p>Both servers, their bricks and the client talk over the loopback of a network namespace of
 * their own, as the nodes of a Lockstep pair talk over that of the machine: a GlusterFS that the
 * machine serves is not touched. The servers are in a process namespace, whose end ends them.
 */
final class Gluster {
  private static final String VOLUME = "bench";
  private static final Pattern FILE_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final List<String> NODES = List.of("127.9.9.1", "127.9.9.2");

  /** As Debian ships it, but for the places. Without keepalive-time it knows no peers. */
  private static final String SERVER =
      """
      volume management
          type mgmt/glusterd
          option working-directory %1$s/work
          option run-directory %1$s/run
          option glusterd-sockfile %1$s/socket
          option cluster-test-mode %1$s/log
          option transport-type socket
          option transport.socket.bind-address %2$s
          option transport.socket.listen-port 24007
          option transport.socket.keepalive-time 10
          option transport.socket.keepalive-interval 2
          option ping-timeout 0
          option event-threads 1
      end-volume
      """;

  /** The bricks put their sockets under /run, whatever the options say. */
  private static final String START =
      """
      ip link set lo up && mount -t tmpfs tmpfs /run && mkdir /run/gluster || exit 1
      for node in "$@"; do
        glusterd --no-daemon --volfile=$node/glusterd.vol --log-level WARNING \
          --log-file $node/glusterd.log --pid-file $node/pid &
      done
      wait
      """;

  private final Surroundings surroundings;
  private final Path directory;
  private ChildProcess servers;
  private Path mount;

  private Gluster(Surroundings surroundings) throws IOException {
    this.surroundings = surroundings;
    this.directory = surroundings.directory(Target.GLUSTER);
  }

  static Optional<String> missingPackage() {
    return Programs.has("glusterd") && Programs.has("gluster") && Programs.has("glusterfs")
        ? Optional.empty()
        : Optional.of("glusterfs-server");
  }

  /** Starts servers and client. */
  static Gluster start(Surroundings surroundings) throws Exception {
    Gluster gluster = new Gluster(surroundings);
    gluster.startServers();
    gluster.makeVolume();
    gluster.mount = gluster.startClient();
    return gluster;
  }

  /** The directory that the client mounts. */
  Path mount() {
    return mount;
  }

  Replica replica() {
    return new GlusterReplica(this, mount);
  }

  /** As if its server had lost it. */
  void killSecondBrick() throws IOException {
    ProcessHandle process =
        processOf(brick(1))
            .orElseThrow(
                () -> new IOException("expected a process of the second brick, found none"));
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Those that run are left alone. */
  void startBricks() throws IOException, InterruptedException {
    require(List.of("volume", "start", VOLUME, "force"));
  }

  /**
   * Whether both bricks run and neither knows of a file that the other lacks: its index has an
   * entry for each, named by the file's id (what {@code volume heal info} counts).
   */
  boolean isHealed() throws IOException {
    for (int i = 0; i < NODES.size(); i++) {
      if (processOf(brick(i)).isEmpty() || hasIndexed(brick(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasIndexed(Path brick) throws IOException {
    for (String index : List.of("xattrop", "dirty", "entry-changes")) {
      try (Stream<Path> entries = Files.list(brick.resolve(".glusterfs/indices").resolve(index))) {
        if (entries.anyMatch(entry -> FILE_ID.matcher(entry.getFileName().toString()).matches())) {
          return true;
        }
      }
    }
    return false;
  }

  private Optional<ProcessHandle> processOf(Path brick) {
    return ProcessHandle.of(servers.pid()).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(child -> child.info().commandLine().orElse("").contains(brick.toString()))
        .findFirst();
  }

  /** What has crossed the network between servers and client since the start. */
  long networkBytes() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/" + servers.pid() + "/net/dev"));
    return lines.stream()
        .map(String::strip)
        .filter(line -> line.startsWith("lo:"))
        .mapToLong(line -> Long.parseLong(line.substring(3).strip().split("\\s+")[0]))
        .sum();
  }

  private void startServers() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--net",
                "--mount",
                "--propagation=private",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                START,
                "sh"));
    for (int i = 0; i < NODES.size(); i++) {
      for (String part : List.of("work", "run", "log", "brick")) {
        Files.createDirectories(node(i).resolve(part));
      }
      Files.writeString(node(i).resolve("glusterd.vol"), SERVER.formatted(node(i), NODES.get(i)));
      command.add(node(i).toString());
    }
    servers = surroundings.start(command);
    // unshare(1) keeps SIGTERM from itself while it waits; its child dies with it.
    surroundings.own().atEnd(servers::killFamily);
    // A probe of a server that does not listen yet takes minutes to fail.
    for (int i = 0; i < NODES.size(); i++) {
      Path socket = node(i).resolve("socket");
      surroundings.await(
          servers, () -> surroundings.tryToRun(command(socket, List.of("peer", "status"))) == 0);
    }
  }

  private void makeVolume() throws Exception {
    surroundings.await(servers, () -> gluster(List.of("peer", "probe", NODES.getLast())) == 0);
    List<String> create = new ArrayList<>(List.of("volume", "create", VOLUME, "replica", "2"));
    for (int i = 0; i < NODES.size(); i++) {
      create.add(NODES.get(i) + ":" + brick(i));
    }
    create.add("force");
    // A peer that was found just now is not connected yet.
    surroundings.await(servers, () -> gluster(create) == 0);
    for (int i = 0; i < NODES.size(); i++) {
      surroundings.spread(brick(i));
    }
    require(
        List.of(
            "volume",
            "set",
            VOLUME,
            "performance.write-behind",
            "off",
            "performance.flush-behind",
            "off"));
    require(List.of("volume", "start", VOLUME));
  }

  private Path startClient() throws Exception {
    Path directory = surroundings.directory(Target.GLUSTER + "-mount");
    surroundings.detachAtEnd();
    List<String> command = inNetwork();
    command.addAll(
        List.of(
            "glusterfs",
            "--no-daemon",
            "--volfile-server=" + NODES.getFirst(),
            "--volfile-id=" + VOLUME,
            "--log-file=" + node(0).resolve("client.log"),
            directory.toString()));
    ChildProcess client = surroundings.start(command);
    surroundings.await(client, () -> Surroundings.isMounted(directory));
    return directory;
  }

  private void require(List<String> arguments) throws IOException, InterruptedException {
    surroundings.run(command(node(0).resolve("socket"), arguments));
  }

  private int gluster(List<String> arguments) throws IOException, InterruptedException {
    return surroundings.tryToRun(command(node(0).resolve("socket"), arguments));
  }

  private List<String> command(Path socket, List<String> arguments) {
    List<String> command = inNetwork();
    command.addAll(
        List.of(
            "gluster",
            "--mode=script",
            "--glusterd-sock=" + socket,
            "--log-file=" + directory.resolve("cli.log")));
    command.addAll(arguments);
    return command;
  }

  private List<String> inNetwork() {
    return new ArrayList<>(List.of("nsenter", "--net=/proc/" + servers.pid() + "/ns/net"));
  }

  private Path node(int index) {
    return directory.resolve("node" + index);
  }

  private Path brick(int index) {
    return node(index).resolve("brick").resolve(VOLUME);
  }
}
