package io.lockstep.node.conflict;

import io.lockstep.journal.lineage.NodeRecord;
import io.lockstep.node.scope.Exclusion;
import java.nio.file.Path;
import java.util.List;

/**
 * What is to be archived, and why.
 *
 * @param id name of the archive, and of its directory
 * @param createdMillis wall clock, for people
 * @param record of this node, before anything is replaced
 * @param peer whose copy takes the place of this node's
 * @param commonSequence the last operation that both nodes have; 0 if there is none
 * @param lastSequence the last operation of this node's history
 * @param journalTells whether the journal and the tree are what they say: the files that it touched
 *     beyond the common position are all that differs by this node. Otherwise all files are saved
 * @param directories the replicated ones, by the names people know
 * @param originals where they are on the disk
 */
public record ArchivePlan(
    String id,
    long createdMillis,
    NodeRecord record,
    String peer,
    String why,
    long commonSequence,
    long lastSequence,
    boolean journalTells,
    List<Path> directories,
    List<Path> originals,
    Exclusion exclusion) {}
