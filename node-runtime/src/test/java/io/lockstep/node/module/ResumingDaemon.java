package io.lockstep.node.module;

import io.lockstep.journal.log.NoSegmentException;
import io.lockstep.journal.log.SegmentHeader;
import io.lockstep.journal.op.Operation;
import io.lockstep.node.capture.Access;
import io.lockstep.node.config.NodeConfig;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.config.NodeConfig.SecondaryAccess;
import io.lockstep.node.replication.PipelineListener;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.shelter.Guarded;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon that serves one directory by itself, with a real journal, and goes on with the mount of
 * the one before it: {@code ResumingDaemon <base> <mode>}. Its process id is in {@code <base>/pid}
 * once it serves.
 */
final class ResumingDaemon {

  private static final Logger LOG = LoggerFactory.getLogger(ResumingDaemon.class);

  private ResumingDaemon() {}

  public static void main(String[] arguments) throws Exception {
    Path base = Path.of(arguments[0]);
    Guarded guarded = Guarded.attach();
    guarded.policy(true, 20_000);
    OpenedModule module =
        OpenedModule.open(
            config(base, Mode.valueOf(arguments[1])),
            new ModulePlace(base.resolve("state")),
            guarded,
            new Voice());
    boolean held = module.capture().isHeld();
    serve(module);
    guarded.settled();
    tell(base, held);
    Runtime.getRuntime().addShutdownHook(new Thread(module::close));
    new CountDownLatch(1).await();
  }

  private static NodeConfig.Module config(Path base, Mode mode) {
    return new NodeConfig.Module(
        "test",
        List.of(base.resolve("data")),
        Exclusion.NONE,
        mode,
        SecondaryAccess.READ,
        3000,
        0,
        3,
        8 << 20,
        1 << 30,
        0,
        0,
        true,
        new NodeConfig.Application.None(),
        NodeConfig.Verify.ON_DEMAND);
  }

  private static void serve(OpenedModule module) {
    long end = module.journal().lastSequence();
    Missing.apply(module, end);
    module.applied().reset(end);
    long epoch = module.journal().currentSegment().map(SegmentHeader::epoch).orElse(0L) + 1;
    module.pipeline().openAlone(new SegmentHeader(epoch, UUID.randomUUID(), end + 1));
    module.capture().access(Access.WRITE);
  }

  private static void tell(Path base, boolean held) throws Exception {
    Path written = base.resolve("pid.new");
    Files.writeString(written, ProcessHandle.current().pid() + (held ? " resumed" : " fresh"));
    Files.move(written, base.resolve("pid"), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * The log is all that a process of its own has to tell of itself: the test shows it when the load
   * has met an error, and every failure here gives it one, since the gate is shut.
   */
  private static final class Voice implements PipelineListener {
    @Override
    public void beforeFirstAloneAck(long epoch) {
      // Nobody asks.
    }

    @Override
    public void journalFailed(Throwable cause) {
      LOG.error("the journal failed", cause);
    }

    @Override
    public void journalRefuses(NoSegmentException cause) {
      LOG.error("the journal refuses", cause);
    }

    @Override
    public void localStepRefused(Operation operation, int result) {
      LOG.error("{}: {}", operation, result);
    }

    @Override
    public void finishFailed(long sequence, Throwable cause) {
      LOG.error("operation {} cannot be finished", sequence, cause);
    }

    @Override
    public void localSyncFailed(long fileId, int result) {
      LOG.error("fsync: {}", result);
    }
  }
}
