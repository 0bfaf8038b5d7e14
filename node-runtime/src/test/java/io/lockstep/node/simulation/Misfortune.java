package io.lockstep.node.simulation;

import io.lockstep.node.role.Action;

/** Decides what goes wrong at the three kinds of places where it matters most. */
interface Misfortune {

  /** What happens at a durable write of a node's record. */
  enum AtWrite {
    NOTHING,
    KILLED_BEFORE,
    /** Power is lost in the middle of the write. */
    TORN,
    KILLED_AFTER,
    POWER_LOST_AFTER
  }

  /** What happens when a message is sent. */
  enum AtMessage {
    NOTHING,
    /** It never arrives, nor does anything else on this connection. */
    CONNECTION_LOST,
    /** It is on its way when its sender is killed. */
    SENDER_KILLED,
    RECEIVER_KILLED
  }

  /** None at all. */
  Misfortune NONE =
      new Misfortune() {
        @Override
        public AtWrite atWrite(Server server) {
          return AtWrite.NOTHING;
        }

        @Override
        public AtMessage atMessage(Server from, Message message) {
          return AtMessage.NOTHING;
        }

        @Override
        public boolean endsConnectionBefore(Server server, Action action) {
          return false;
        }
      };

  AtWrite atWrite(Server server);

  AtMessage atMessage(Server from, Message message);

  /**
   * Whether the connection ends before an action. Its loss is an input of its own: the step that is
   * under way does not know of it.
   */
  boolean endsConnectionBefore(Server server, Action action);
}
