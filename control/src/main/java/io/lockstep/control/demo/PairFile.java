package io.lockstep.control.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells other programs where the parts of a running pair are. */
final class PairFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PairFile() {}

  /** Writes the file; whoever sees it sees all of it. */
  static void write(DemoCluster cluster) throws IOException {
    Map<String, Object> pair = new LinkedHashMap<>();
    pair.put("alpha", describe(cluster.workspace().alpha(), cluster.alpha().pid()));
    pair.put("beta", describe(cluster.workspace().beta(), cluster.beta().pid()));
    pair.put(
        "arbiter",
        Map.of(
            "url",
            "http://" + cluster.workspace().arbiterAddress(),
            "pid",
            cluster.arbiter().pid()));
    Path file = cluster.workspace().pairFile();
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(unfinished, JSON.writeValueAsString(pair) + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Map<String, Object> describe(NodeLayout layout, long pid) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("url", layout.api().toString());
    description.put("probe", layout.probe().toString());
    description.put("mount", layout.mount().toString());
    description.put("backing", layout.backing().toString());
    description.put("config", layout.config().toString());
    description.put("pid", pid);
    return description;
  }
}
