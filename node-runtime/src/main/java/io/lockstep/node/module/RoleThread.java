package io.lockstep.node.module;

import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Moment;
import io.lockstep.node.role.PeerLife;
import io.lockstep.node.role.RoleMachine;
import io.lockstep.node.role.Step;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only thread that changes a module's role: takes an input, asks the machine, carries out its
 * actions in order, publishes. Whatever takes long is begun elsewhere and comes back as an input.
 */
final class RoleThread implements AutoCloseable {

  /** How often time itself is an input. */
  static final long TICK_MILLIS = 50;

  private static final Logger LOG = LoggerFactory.getLogger(RoleThread.class);

  /** What surrounds the thread. All methods are called on it. */
  interface Surroundings {
    Moment moment();

    Input.Tick tick();

    void run(Action action);

    /**
     * The state after a step; {@code before} differs from it. Answers with the state to go on with.
     */
    ModuleState settled(ModuleState before, ModuleState after);
  }

  /** Asks for a tick out of turn; its content is never looked at. */
  private static final Input LOOK_NOW = new Input.Tick(PeerLife.UNKNOWN, 0);

  /** An input and whether it still matters when its turn comes. */
  private record Letter(Input input, BooleanSupplier matters) {}

  private final BlockingQueue<Letter> inbox = new LinkedBlockingQueue<>();
  private final String module;
  private final RoleMachine machine;
  private final Surroundings surroundings;
  private final Thread thread;
  private volatile boolean ending;
  private ModuleState state;

  RoleThread(String module, RoleMachine machine, ModuleState initial, Surroundings surroundings) {
    this.module = module;
    this.machine = machine;
    this.surroundings = surroundings;
    this.state = initial;
    this.thread = Thread.ofPlatform().name("role-" + module).unstarted(this::loop);
  }

  void start() {
    thread.start();
  }

  /** Hands an input over; any thread. */
  void post(Input input) {
    post(input, () -> true);
  }

  /**
   * Hands over an input that is dropped if it no longer matters, such as what an ended connection
   * still had to say.
   */
  void post(Input input, BooleanSupplier matters) {
    inbox.add(new Letter(input, matters));
  }

  /** Something new is known of the peer's life: it is judged at once, not at the next tick. */
  void lookNow() {
    post(LOOK_NOW);
  }

  private void loop() {
    long nextTickNanos = System.nanoTime();
    while (!ending) {
      Letter letter = poll(nextTickNanos - System.nanoTime());
      if (letter != null && letter.input() == LOOK_NOW) {
        nextTickNanos = System.nanoTime();
      } else if (letter != null && letter.matters().getAsBoolean()) {
        handle(letter.input());
      }
      if (System.nanoTime() - nextTickNanos >= 0) {
        handle(surroundings.tick());
        nextTickNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
      }
    }
  }

  private Letter poll(long nanos) {
    try {
      return inbox.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      ending = true;
      return null;
    }
  }

  private void handle(Input input) {
    Step step = machine.decide(state, input, surroundings.moment());
    if (!(input instanceof Input.Tick) || !step.actions().isEmpty()) {
      LOG.debug("{} in {} leads to {}", input, state.phase(), step.actions());
    }
    carryOut(step);
    state = surroundings.settled(state, step.state());
  }

  /** In order, and nothing after a failure: what follows an action may rely on it. */
  private void carryOut(Step step) {
    List<Action> actions = step.actions();
    for (int i = 0; i < actions.size(); i++) {
      try {
        surroundings.run(actions.get(i));
      } catch (RuntimeException e) {
        String why = FailedAction.told(module, actions.get(i), e);
        refuse(actions.subList(i + 1, actions.size()), why);
        post(new Input.ActionFailed(why));
        return;
      }
    }
  }

  /** Whoever gave the order learns at once that nothing came of it. */
  private void refuse(List<Action> leftOut, String why) {
    for (Action action : leftOut) {
      if (action instanceof Action.Answer(String commandId, _, _)) {
        surroundings.run(new Action.Answer(commandId, false, why));
      }
    }
  }

  @Override
  public void close() {
    ending = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
