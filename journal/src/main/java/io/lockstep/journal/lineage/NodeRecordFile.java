package io.lockstep.journal.lineage;

import java.nio.file.Path;
import java.util.Optional;

/** The durable record of a node. */
public final class NodeRecordFile {

  private NodeRecordFile() {}

  public static NodeRecordFile open(Path file) {
    throw new UnsupportedOperationException();
  }

  public Optional<NodeRecord> read() {
    throw new UnsupportedOperationException();
  }

  public NodeRecord write(NodeRecord record) {
    throw new UnsupportedOperationException();
  }
}
