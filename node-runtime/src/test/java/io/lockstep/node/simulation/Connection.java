package io.lockstep.node.simulation;

import java.util.ArrayDeque;
import java.util.Deque;

/** A connection between the two servers. Each end may live on while the other has gone. */
final class Connection {

  private final Chance chance;
  private final Deque<Message>[] toward;
  private final boolean[] open = {true, true};
  private boolean broken;
  private long cutSinceMillis = -1;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Connection(Chance chance) {
    this.chance = chance;
    this.toward = new Deque[] {new ArrayDeque<Message>(), new ArrayDeque<Message>()};
  }

  Deque<Message> toward(int index) {
    return toward[index];
  }

  boolean isOpenAt(int index) {
    return open[index];
  }

  boolean isDead() {
    return !open[0] && !open[1];
  }

  /** Whether the other end has gone and did not say so. */
  boolean isHalfOpen(int index) {
    return open[index] && !open[1 - index] && toward[index].isEmpty();
  }

  void send(int from, Message message) {
    if (open[from] && open[1 - from] && !broken) {
      toward[1 - from].add(message);
    }
  }

  /** Nothing that is sent from here on arrives, and of what is under way only a part does. */
  void breakOff(String why) {
    if (broken) {
      return;
    }
    broken = true;
    for (int index = 0; index < 2; index++) {
      keepPartOf(toward[index]);
      if (open[index]) {
        toward[index].add(new Message.End(why));
      }
    }
  }

  private void keepPartOf(Deque<Message> queue) {
    int kept = chance.isCalm() ? 0 : chance.partOf(queue.size());
    while (queue.size() > kept) {
      queue.removeLast();
    }
  }

  /** By the node's own decision: what it has sent arrives. */
  void close(int index, String why) {
    if (open[index]) {
      open[index] = false;
      toward[index].clear();
      if (open[1 - index] && !broken) {
        toward[1 - index].add(new Message.End(why));
      }
    }
  }

  /** With its process; the kernel sends what it has. */
  void processDies(int index) {
    if (open[index]) {
      keepPartOf(toward[1 - index]);
      close(index, "reset by the peer");
    }
  }

  /** With its machine: nobody says anything. */
  void machineDies(int index) {
    open[index] = false;
    toward[index].clear();
    keepPartOf(toward[1 - index]);
  }

  /** Since when one of its directions is cut, -1 while none is. */
  long cutSinceMillis(boolean cut, long nowMillis) {
    if (!cut) {
      cutSinceMillis = -1;
    } else if (cutSinceMillis < 0) {
      cutSinceMillis = nowMillis;
    }
    return cutSinceMillis;
  }
}
