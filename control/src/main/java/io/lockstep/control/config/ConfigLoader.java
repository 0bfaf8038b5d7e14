package io.lockstep.control.config;

import io.lockstep.node.config.FileFailure;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Arbiter;
import io.lockstep.node.config.NodeConfig.DaemonCrash;
import io.lockstep.node.config.NodeConfig.Endpoint;
import io.lockstep.node.config.NodeConfig.Heartbeat;
import io.lockstep.node.config.NodeConfig.Module;
import io.lockstep.node.config.NodeConfig.Node;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the configuration of a node: a YAML file with units on every duration and size, in which a
 * relative path counts from the folder of the file. Strict: whatever is unknown, missing or
 * contradictory is refused, and all of it is reported at once.
 *
 * <p>Whether the replicated directories exist is a question to the machine, not to the file: see
 * {@link DirectoryCheck}.
 */
public final class ConfigLoader {

  /** Far more than any real file; keeps a wrong path from filling the memory. */
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final Path file;
  private final Path folder;
  private final Problems problems;

  private ConfigLoader(Path file) {
    this.file = file;
    this.folder = file.toAbsolutePath().normalize().getParent();
    this.problems = new Problems(file.toString());
  }

  /**
   * Loads and checks a file.
   *
   * @throws ConfigException with one line for each problem
   */
  public static NodeConfig load(Path file) throws ConfigException {
    return new ConfigLoader(file).read();
  }

  private NodeConfig read() throws ConfigException {
    YamlNode root = YamlTree.parse(text(), problems);
    problems.throwIfAny();
    Optional<NodeConfig> config = SectionReader.of(root, problems).map(this::config);
    problems.throwIfAny();
    new CrossChecks(config.orElseThrow(), new Lines(root), problems).run();
    problems.throwIfAny();
    return config.orElseThrow();
  }

  private String text() throws ConfigException {
    try {
      if (!Files.isRegularFile(file)) {
        throw unreadable(Files.exists(file) ? "no regular file" : "nothing");
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw unreadable("more than " + Quantity.ofBytes(MAX_FILE_BYTES));
      }
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw unreadable("bytes that are not UTF-8");
    } catch (IOException e) {
      throw unreadable(FileFailure.words(e));
    }
  }

  private ConfigException unreadable(String found) {
    return new ConfigException(
        List.of(file + ": expected a readable configuration file, found " + found));
  }

  private NodeConfig config(SectionReader root) {
    Optional<SectionReader> cluster = root.section("cluster");
    NodeConfig config =
        new NodeConfig(
            cluster.map(section -> section.required("name", Kinds.name())).orElse(""),
            cluster.map(section -> ClusterKey.read(section, file, problems)).orElse(new byte[0]),
            root.required("node", Kinds.name()),
            nodes(root),
            root.required("state-directory", Kinds.path(folder)),
            endpoint(root, "api"),
            endpoint(root, "probe"),
            heartbeat(root),
            root.section("arbiter").map(ArbiterSection::read).orElse(new Arbiter.Manual()),
            daemonCrash(root),
            modules(root));
    cluster.ifPresent(SectionReader::rejectUnknown);
    root.rejectUnknown();
    return config;
  }

  private List<Node> nodes(SectionReader root) {
    List<YamlNode> items = root.items("nodes", "exactly two nodes");
    if (!items.isEmpty() && items.size() != 2) {
      root.problem("nodes", "expected exactly two nodes, found " + items.size());
    }
    return items.stream()
        .flatMap(item -> SectionReader.of(item, problems).stream())
        .map(ConfigLoader::node)
        .toList();
  }

  private static Node node(SectionReader section) {
    Node node =
        new Node(
            section.required("name", Kinds.name()),
            section.required("host", Kinds.host()),
            section.required("replication-port", Kinds.port()),
            section.required("heartbeat-port", Kinds.port()));
    section.rejectUnknown();
    return node;
  }

  private static Endpoint endpoint(SectionReader root, String key) {
    Optional<SectionReader> section = root.section(key);
    Endpoint endpoint =
        section
            .map(
                s ->
                    new Endpoint(
                        s.required("host", Kinds.host()), s.required("port", Kinds.port())))
            .orElse(new Endpoint("localhost", 0));
    section.ifPresent(SectionReader::rejectUnknown);
    return endpoint;
  }

  private static Heartbeat heartbeat(SectionReader root) {
    Heartbeat standard = new Heartbeat(200, 2000);
    if (!root.has("heartbeat")) {
      return standard;
    }
    return root.section("heartbeat").map(s -> heartbeat(s, standard)).orElse(standard);
  }

  private static Heartbeat heartbeat(SectionReader section, Heartbeat standard) {
    Kind<Long> interval = Kinds.duration(10, 10_000);
    Kind<Long> timeout = Kinds.duration(100, 120_000);
    Heartbeat heartbeat =
        new Heartbeat(
            section.optional("interval", interval, standard.intervalMillis()),
            section.optional("timeout", timeout, standard.timeoutMillis()));
    section.rejectUnknown();
    return heartbeat;
  }

  private static DaemonCrash daemonCrash(SectionReader root) {
    return new DaemonCrash(
        root.optional("on-daemon-crash", Kinds.choice(OnCrash.class), OnCrash.RESUME)
            == OnCrash.RESUME,
        root.optional("resume-limit", Kinds.duration(1000, 60_000), 10_000L));
  }

  /** The words of {@code on-daemon-crash}. */
  private enum OnCrash {
    RESUME,
    FAILOVER
  }

  private List<Module> modules(SectionReader root) {
    List<Module> modules = new ArrayList<>();
    for (YamlNode item : root.items("modules", "at least one module")) {
      SectionReader.of(item, problems)
          .ifPresent(section -> modules.add(ModuleSection.read(section, folder)));
    }
    return modules;
  }
}
