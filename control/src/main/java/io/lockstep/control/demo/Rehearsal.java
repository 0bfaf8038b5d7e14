package io.lockstep.control.demo;

import io.lockstep.control.client.EventQuery;
import io.lockstep.control.client.ExitCode;
import io.lockstep.node.module.ModuleCommand;
import io.lockstep.node.role.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A short life of a pair in which alpha is primary, feeds its peer, and becomes secondary. */
final class Rehearsal {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(60);
  private static final Duration END_LIMIT = Duration.ofSeconds(120);
  private static final int FILES = 200;
  private static final int WRITES = 20;

  private final DemoCluster cluster;

  Rehearsal(DemoCluster cluster) {
    this.cluster = cluster;
  }

  int run() throws Exception {
    cluster.awaitMirrored();
    workIn(cluster.workspace().alpha().mount());
    cluster.beta().kill();
    cluster.alpha().awaitReady(Role.ALONE, STEP_LIMIT);
    workIn(cluster.workspace().alpha().mount());
    cluster.beta().restart();
    cluster.awaitMirrored();
    cluster.alpha().command(ModuleCommand.SWAP);
    cluster.beta().awaitReady(Role.PRIM, STEP_LIMIT);
    cluster.alpha().awaitReady(Role.SECOND, STEP_LIMIT);
    workIn(cluster.workspace().beta().mount());
    cluster.alpha().client().events(EventQuery.all());
    cluster.alpha().stop(END_LIMIT);
    return ExitCode.OK;
  }

  private static void workIn(Path mount) throws IOException {
    Path directory = Files.createTempDirectory(mount, "rehearsal");
    for (int i = 0; i < FILES; i++) {
      Path file = directory.resolve("file" + i);
      write(file);
      Path renamed = Files.move(file, directory.resolve("renamed" + i));
      Files.setAttribute(renamed, "user:rehearsal", ByteBuffer.allocate(1));
      Files.readAllBytes(renamed);
      Files.delete(renamed);
    }
    Files.delete(directory);
  }

  private static void write(Path file) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(4096);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < WRITES; i++) {
        channel.write(block.rewind());
      }
      channel.force(false);
    }
  }
}
