package io.lockstep.node.role;

/**
 * What people and load balancers see of a module's state.
 *
 * @param mirrored whether an acknowledgement now needs both nodes
 */
public record RoleView(Role role, Readiness readiness, boolean mirrored, String reason) {

  /** Derives the view; pure. */
  public static RoleView of(ModuleState state) {
    return switch (state.phase()) {
      case Phase.Stopped p -> new RoleView(Role.STOP, Readiness.NOT_READY, false, p.reason());
      case Phase.Waiting p -> new RoleView(Role.WAIT, Readiness.NOT_READY, false, p.reason());
      case Phase.Archiving p -> view(Role.WAIT, Readiness.TRANSIENT, false, state);
      case Phase.Claiming p -> claiming(p, state);
      case Phase.Preparing p -> view(Role.ALONE, Readiness.TRANSIENT, false, state);
      case Phase.Alone p -> view(Role.ALONE, serving(state), false, state);
      case Phase.Frozen p -> view(Role.PRIM, Readiness.TRANSIENT, true, state);
      case Phase.Joining p -> view(Role.ALONE, serving(state), true, state);
      case Phase.Primary p -> view(Role.PRIM, serving(state), true, state);
      case Phase.Secondary p -> view(Role.SECOND, Readiness.READY, true, state);
      case Phase.Orphan p -> view(Role.SECOND, Readiness.NOT_READY, true, state);
      case Phase.Target p -> view(Role.SECOND, Readiness.TRANSIENT, false, state);
      case Phase.HandingOver p -> view(Role.PRIM, Readiness.TRANSIENT, true, state);
      case Phase.Leaving p -> view(Role.ALONE, Readiness.NOT_READY, false, state);
    };
  }

  private static RoleView claiming(Phase.Claiming claiming, ModuleState state) {
    Role role =
        switch (claiming.purpose()) {
          case KEEP -> Role.PRIM;
          case TAKE_OVER -> Role.SECOND;
          case RETURN, FORCE -> Role.WAIT;
        };
    return view(role, Readiness.TRANSIENT, false, state);
  }

  private static RoleView view(
      Role role, Readiness readiness, boolean mirrored, ModuleState state) {
    return new RoleView(role, readiness, mirrored, state.reason());
  }

  /** The door is open when the application answers; one that is stopped is about to be started. */
  private static Readiness serving(ModuleState state) {
    return switch (state.application()) {
      case NONE, READY -> Readiness.READY;
      case STOPPED, STARTING, STOPPING -> Readiness.TRANSIENT;
      case FAILED -> Readiness.NOT_READY;
    };
  }
}
