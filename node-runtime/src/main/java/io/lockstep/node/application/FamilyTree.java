package io.lockstep.node.application;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which processes belong to an application, as far as one snapshot tells. Immutable and pure.
 *
 * <p>A process belongs if it was a member before, carries a mark, has a member for a parent, or is
 * in a session that members lead or led. No one of these is enough: a daemon makes a session of its
 * own, its parent ends, and programs may lose their marks (see {@link RunGroup}).
 *
 * <p>A session is trusted only if its leader is a member, or was one and has ended: the number of a
 * session cannot be given to a new process while the session has members. So a marked process that
 * has not yet left the daemon's session never draws the daemon in.
 */
record FamilyTree(List<ProcessEntry> members, Set<Long> sessions) {

  FamilyTree {
    members = List.copyOf(members);
    sessions = Set.copyOf(sessions);
  }

  static FamilyTree of(ProcessEntry first) {
    return new FamilyTree(List.of(first), Set.of(first.pid()));
  }

  static FamilyTree empty() {
    return new FamilyTree(List.of(), Set.of());
  }

  /** The family as of a newer snapshot. */
  FamilyTree asOf(List<ProcessEntry> running, Predicate<ProcessEntry> marked) {
    Set<ProcessEntry> found = new HashSet<>();
    for (ProcessEntry entry : running) {
      if (members.stream().anyMatch(entry::isSameProcess) || marked.test(entry)) {
        found.add(entry);
      }
    }
    Set<Long> trusted = orphanedSessions(running);
    int before;
    do {
      before = found.size();
      addRelatives(running, found, trusted);
    } while (found.size() > before);
    return new FamilyTree(List.copyOf(found), trusted);
  }

  private Set<Long> orphanedSessions(List<ProcessEntry> running) {
    Set<Long> orphaned = new HashSet<>(sessions);
    running.forEach(entry -> orphaned.remove(entry.pid()));
    return orphaned;
  }

  private static void addRelatives(
      List<ProcessEntry> running, Set<ProcessEntry> found, Set<Long> trusted) {
    Set<Long> pids = new HashSet<>();
    for (ProcessEntry member : found) {
      pids.add(member.pid());
      if (member.session() == member.pid()) {
        trusted.add(member.session());
      }
    }
    for (ProcessEntry entry : running) {
      if (pids.contains(entry.parent()) || trusted.contains(entry.session())) {
        found.add(entry);
      }
    }
  }
}
