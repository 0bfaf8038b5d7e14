package io.lockstep.node.simulation;

import io.lockstep.node.role.Action;
import java.util.ArrayList;
import java.util.List;

/**
 * Strikes at places that are given by their number in the run; remembers which places there are.
 */
final class PlacedMisfortune implements Misfortune {

  /** A place at which something can go wrong. */
  enum Place {
    WRITE,
    /** A message that is part of an agreement. */
    WORD,
    /** A record or an acknowledgement. */
    STREAM,
    /** An action that needs the connection and is no word of an agreement. */
    ACTION
  }

  /** What goes wrong there: the ordinal of {@link AtWrite} or {@link AtMessage}, 1 at an action. */
  record Fault(int place, int fate) {}

  private final List<Fault> faults;
  private final List<Place> places = new ArrayList<>();
  private int next;

  PlacedMisfortune(List<Fault> faults) {
    this.faults = faults;
  }

  List<Place> places() {
    return places;
  }

  @Override
  public AtWrite atWrite(Server server) {
    return AtWrite.values()[fate(Place.WRITE)];
  }

  @Override
  public AtMessage atMessage(Server from, Message message) {
    return AtMessage.values()[fate(placeOf(message))];
  }

  @Override
  public boolean endsConnectionBefore(Server server, Action action) {
    return switch (action) {
      case Action.Feed a -> fate(Place.ACTION) > 0;
      case Action.Receive a -> fate(Place.ACTION) > 0;
      case Action.Mirror a -> fate(Place.ACTION) > 0;
      case Action.OpenMirrored a -> fate(Place.ACTION) > 0;
      default -> false;
    };
  }

  private static Place placeOf(Message message) {
    return switch (message) {
      case Message.Record m -> Place.STREAM;
      case Message.Ack m -> Place.STREAM;
      case Message.Synced m -> Place.STREAM;
      case Message.BeginSegment m -> Place.STREAM;
      default -> Place.WORD;
    };
  }

  private int fate(Place place) {
    int number = places.size();
    places.add(place);
    if (next < faults.size() && faults.get(next).place() == number) {
      next++;
      return faults.get(next - 1).fate();
    }
    return 0;
  }
}
