package io.lockstep.journal.names;

import io.lockstep.journal.op.Name;
import io.lockstep.journal.op.Operation;
import java.util.List;
import java.util.Optional;

/** Which names file ids have. */
public final class NameTable {

  /** An entry of a directory. */
  public record Place(long parentId, Name name) {}

  public boolean isBound(long fileId) {
    throw new UnsupportedOperationException();
  }

  public void follow(Operation op) {
    throw new UnsupportedOperationException();
  }

  public Optional<Place> placeOf(long fileId) {
    throw new UnsupportedOperationException();
  }

  public Optional<List<Name>> pathOf(long fileId) {
    throw new UnsupportedOperationException();
  }

  public long rootOf(long fileId) {
    throw new UnsupportedOperationException();
  }

  public List<Operation.Bind> context() {
    throw new UnsupportedOperationException();
  }

  public boolean isNameless(long fileId) {
    throw new UnsupportedOperationException();
  }
}
