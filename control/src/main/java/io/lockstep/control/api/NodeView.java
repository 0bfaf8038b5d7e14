package io.lockstep.control.api;

import io.lockstep.control.conflicts.Archives;
import io.lockstep.node.module.ModuleHandle;
import java.util.List;

/** What the API and the probe may know of the node. Safe for all threads; never blocks. */
public interface NodeView {

  String cluster();

  String node();

  /** Of the program. */
  String version();

  String peerName();

  String peerHost();

  boolean peerAlive();

  /** Names of the configured modules, whether they run already or not. */
  List<String> moduleNames();

  /** Where this node keeps archives of what it alone had acknowledged. */
  Archives archives();

  /** The modules in the order of the configuration; none while the node starts. */
  List<ModuleHandle> modules();
}
