package io.lockstep.node.guardian;

import io.lockstep.node.posix.LocalSocket;
import io.lockstep.node.posix.Processes;
import io.lockstep.node.posix.Spawn;
import io.lockstep.node.posix.SystemCallException;
import io.lockstep.node.shelter.GuardMessage;
import io.lockstep.node.shelter.GuardMessage.Kind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One daemon process from its start to its end, and what it tells its guardian. */
final class DaemonLife {

  /** What the daemon has sent is here already; more than this is waiting for nothing. */
  private static final long LAST_WORDS_MILLIS = 2_000;

  private final int pid;
  private final LocalSocket socket;
  private final Shelf shelf;
  private final CountDownLatch decided = new CountDownLatch(1);
  private volatile boolean settled;
  private final Thread listener;

  private DaemonLife(int pid, LocalSocket socket, Shelf shelf) {
    this.pid = pid;
    this.socket = socket;
    this.shelf = shelf;
    this.listener = Thread.ofPlatform().daemon().name("daemon").unstarted(this::listen);
  }

  /** Starts the daemon; it dies with the calling thread. */
  static DaemonLife start(List<String> command, List<String> environment, Shelf shelf) {
    LocalSocket[] ends = LocalSocket.pair(GuardMessage.MAX_BYTES);
    try {
      int pid = Spawn.start(command, environment, ends[1].fd());
      DaemonLife life = new DaemonLife(pid, ends[0], shelf);
      life.listener.start();
      return life;
    } finally {
      ends[1].close();
    }
  }

  int pid() {
    return pid;
  }

  /** Whether it has done what it came back for. */
  boolean isSettled() {
    return settled;
  }

  /** Kills the daemon if it is not settled by then, a moment of System.nanoTime. */
  void limit(long deadlineNanos) {
    Thread.ofPlatform()
        .daemon()
        .name("limit")
        .start(
            () -> {
              try {
                if (!decided.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                  Guardian.say("the daemon is back, and undecided for too long");
                  Processes.kill(pid, Processes.SIGKILL);
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** The process has ended: takes what it still had sent. */
  void awaitLastWords() throws InterruptedException {
    decided.countDown();
    listener.join(LAST_WORDS_MILLIS);
  }

  private void listen() {
    boolean open = true;
    while (open) {
      try {
        LocalSocket.Received received = socket.receive();
        open = received != null;
        if (open) {
          take(received);
        }
      } catch (SystemCallException | IllegalArgumentException | IllegalStateException e) {
        Guardian.say(e.getMessage());
      }
    }
    socket.close();
  }

  private void take(LocalSocket.Received received) {
    GuardMessage message = GuardMessage.decode(received.bytes());
    switch (message.kind()) {
      case PARK -> shelf.put(message.key(), new Shelf.Item(received.descriptor(), message.words()));
      case NOTE -> shelf.note(message.key(), message.words());
      case UNPARK -> shelf.remove(message.key());
      case SETTLED -> {
        settled = true;
        decided.countDown();
      }
      case ASK -> {
        shelf.tell(socket);
        socket.send(GuardMessage.of(Kind.END).encode(), LocalSocket.NO_DESCRIPTOR);
      }
      default -> Guardian.say("expected what is to be kept, found " + message.kind());
    }
  }
}
