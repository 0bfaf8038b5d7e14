package io.lockstep.node.simulation;

/** Decides what goes wrong at the two kinds of places where it matters most. */
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
      };

  AtWrite atWrite(Server server);

  AtMessage atMessage(Server from, Message message);
}
