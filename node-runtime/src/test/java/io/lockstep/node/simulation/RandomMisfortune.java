package io.lockstep.node.simulation;

import io.lockstep.node.role.Action;

/** Now and then, by chance. */
final class RandomMisfortune implements Misfortune {

  private static final int CONNECTION_ENDS_ONE_IN = 150;

  private final Chance chance;
  private final boolean power;
  private int writeOneIn;

  RandomMisfortune(Chance chance, boolean power) {
    this.chance = chance;
    this.power = power;
  }

  /** How often a durable write is struck; 0: never. */
  void strikeWritesOneIn(int n) {
    writeOneIn = n;
  }

  @Override
  public AtWrite atWrite(Server server) {
    if (writeOneIn == 0 || !chance.oneIn(writeOneIn)) {
      return AtWrite.NOTHING;
    }
    AtWrite[] all = AtWrite.values();
    AtWrite fate = all[1 + chance.below(all.length - 1)];
    boolean ofPower = fate == AtWrite.TORN || fate == AtWrite.POWER_LOST_AFTER;
    return ofPower && !power ? AtWrite.KILLED_AFTER : fate;
  }

  @Override
  public AtMessage atMessage(Server from, Message message) {
    if (!chance.oneIn(400)) {
      return AtMessage.NOTHING;
    }
    AtMessage[] all = AtMessage.values();
    return all[1 + chance.below(all.length - 1)];
  }

  @Override
  public boolean endsConnectionBefore(Server server, Action action) {
    return chance.oneIn(CONNECTION_ENDS_ONE_IN);
  }
}
