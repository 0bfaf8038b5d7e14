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

/**
 * A daemon that serves one directory by itself, with a real journal, and goes on with the mount of
 * the one before it: {@code ResumingDaemon <base> <mode>}. Its process id is in {@code <base>/pid}
 * once it serves.
 */
final class ResumingDaemon {

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
            new Silent());
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
        true,
        new NodeConfig.Application.None());
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

  private static final class Silent implements PipelineListener {
    @Override
    public void beforeFirstAloneAck(long epoch) {
      // Nobody asks.
    }

    @Override
    public void journalFailed(Throwable cause) {
      cause.printStackTrace();
    }

    @Override
    public void journalRefuses(NoSegmentException cause) {
      cause.printStackTrace();
    }

    @Override
    public void localStepRefused(Operation operation, int result) {
      System.err.println(operation + ": " + result);
    }

    @Override
    public void finishFailed(long sequence, Throwable cause) {
      cause.printStackTrace();
    }

    @Override
    public void localSyncFailed(long fileId, int result) {
      System.err.println("fsync: " + result);
    }
  }
}
