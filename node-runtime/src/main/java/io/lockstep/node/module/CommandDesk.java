package io.lockstep.node.module;

import io.lockstep.node.role.Action;
import io.lockstep.node.role.Input;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Takes commands from any thread and hands back the role thread's answers. */
final class CommandDesk {

  private static final long ANSWER_TIMEOUT_MILLIS = 10_000;

  private final Map<String, CompletableFuture<CommandAnswer>> waiting = new ConcurrentHashMap<>();

  CommandAnswer ask(ModuleCommand command, String actor, Consumer<Input> inbox) {
    String id = UUID.randomUUID().toString();
    CompletableFuture<CommandAnswer> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    inbox.accept(new Input.Ordered(command, actor, id));
    try {
      return answer.get(ANSWER_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new CommandAnswer(
          true, id, "the module is busy; the command waits: follow its events");
    } catch (ExecutionException e) {
      return new CommandAnswer(false, id, e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CommandAnswer(false, id, "interrupted");
    } finally {
      waiting.remove(id);
    }
  }

  void answer(Action.Answer answer) {
    CompletableFuture<CommandAnswer> asker = waiting.get(answer.commandId());
    if (asker != null) {
      asker.complete(new CommandAnswer(answer.accepted(), answer.commandId(), answer.message()));
    }
  }
}
