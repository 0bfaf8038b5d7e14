package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import java.util.HashMap;
import java.util.Map;

/** What happened at one path, and below it. One thread at a time. */
final class TouchedNode {

  /** What the name stands for may have changed: everything it stands for is to be compared. */
  boolean named;

  /** Attributes may have changed (of a directory: also its times, through its entries). */
  boolean attributes;

  /** Blocks that may have changed. */
  final BlockRanges content = new BlockRanges();

  private Map<Name, TouchedNode> children = Map.of();

  /** The marks of an entry; made if there are none yet. */
  TouchedNode child(Name name) {
    if (children.isEmpty()) {
      children = new HashMap<>();
    }
    return children.computeIfAbsent(name, key -> new TouchedNode());
  }

  Map<Name, TouchedNode> children() {
    return children;
  }
}
