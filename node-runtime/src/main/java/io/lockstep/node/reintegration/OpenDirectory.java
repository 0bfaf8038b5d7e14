package io.lockstep.node.reintegration;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.scope.Scope;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.Map;

/** The directory a walk is in, with the entries still to come. Owns the descriptor. One thread. */
final class OpenDirectory implements AutoCloseable {

  final PathNode place;
  final TreePath path;
  final Scope scope;
  final int fd;
  private final DirectoryListing listing;
  private final Iterator<Map.Entry<Name, TouchedNode>> marked;

  OpenDirectory(Visit visit, TreePath path, Scope scope, int fd, MemorySegment listingBuffer) {
    this.place = visit.place();
    this.path = path;
    this.scope = scope;
    this.fd = fd;
    this.listing = new DirectoryListing(fd, listingBuffer);
    this.marked =
        switch (visit) {
          case Visit.Whole _ -> null;
          case Visit.Marked part -> part.marks().children().entrySet().iterator();
        };
  }

  boolean isWhole() {
    return marked == null;
  }

  /** The next entry to compare, or null when there is none left. */
  Visit.Candidate next() throws IOException {
    if (isWhole()) {
      Name name = listing.next();
      return name == null ? null : Visit.Candidate.whole(name);
    }
    if (!marked.hasNext()) {
      return null;
    }
    Map.Entry<Name, TouchedNode> entry = marked.next();
    return new Visit.Candidate(entry.getKey(), entry.getValue());
  }

  @Override
  public void close() {
    Descriptors.close(fd);
  }
}
