package io.lockstep.node.module;

import io.lockstep.node.capture.CapturedDirectories;
import io.lockstep.node.capture.ResendCount;
import io.lockstep.node.role.ModuleState;
import io.lockstep.node.role.Phase;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Sees a module come back after its daemon was killed, and tells of it. For the role thread. */
final class ResumeWatch {

  /** What was asked again has been answered by then: only the peer may take longer. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Guardianship guardianship;
  private final String module;
  private final EventVoice voice;
  private long servingNanos;
  private long pauseMillis;
  private long epoch;

  ResumeWatch(Guardianship guardianship, String module, EventVoice voice) {
    this.guardianship = guardianship;
    this.module = module;
    this.voice = voice;
  }

  /** When the daemon before this one was killed, in the role machine's time. */
  long sinceMillis() {
    return TimeUnit.NANOSECONDS.toMillis(guardianship.killedNanos());
  }

  /** A step of the role machine was carried out. */
  void settled(ModuleState before, ModuleState after) {
    boolean decided = before.isResuming() && !after.isResuming();
    if (decided || after.phase() instanceof Phase.Stopped) {
      guardianship.settled(module);
    }
  }

  /** The mounts serve again. */
  void serves(long nowNanos, long servedEpoch) {
    servingNanos = nowNanos;
    epoch = servedEpoch;
    pauseMillis = TimeUnit.NANOSECONDS.toMillis(nowNanos - guardianship.killedNanos());
  }

  /** Time has passed. */
  void look(CapturedDirectories capture, long nowNanos) {
    if (servingNanos == 0 || nowNanos - servingNanos < REPORT_NANOS) {
      return;
    }
    servingNanos = 0;
    ResendCount resent = capture.resent();
    voice.tell(
        "daemon.resumed",
        epoch,
        Map.of(
            "pauseMillis",
            pauseMillis,
            "requestsAskedAgain",
            resent.asked(),
            "requestsDoneBefore",
            resent.answered()));
  }
}
