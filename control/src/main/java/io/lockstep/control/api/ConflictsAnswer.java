package io.lockstep.control.api;

import io.lockstep.control.conflicts.ArchiveManifest;
import java.util.List;

/**
 * The archives of a module on this node, oldest first.
 *
 * @param damaged names of those that cannot be read, and why
 */
record ConflictsAnswer(List<ArchiveManifest> conflicts, List<String> damaged) {}
