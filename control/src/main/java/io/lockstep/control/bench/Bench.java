package io.lockstep.control.bench;

import io.lockstep.control.bench.load.Families;
import io.lockstep.control.bench.load.Family;
import io.lockstep.control.bench.load.Programs;
import io.lockstep.control.bench.resync.Joins;
import io.lockstep.control.bench.resync.Resync;
import io.lockstep.control.bench.targets.LockstepPair;
import io.lockstep.control.bench.targets.Replica;
import io.lockstep.control.bench.targets.Target;
import io.lockstep.control.bench.targets.Targets;
import io.lockstep.control.demo.JavaCommand;
import io.lockstep.control.demo.OwnedResources;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures on this machine. Leaves no process, mount or file, also when a signal ends it.
 *
 * @param parent directory on the file system to measure; a temporary one is made in it
 */
public record Bench(JavaCommand java, Path parent, PrintWriter out) {

  /** Something that is done below a temporary directory. */
  private interface Body {
    void run(Path root, OwnedResources own) throws Exception;
  }

  /**
   * Compares targets.
   *
   * @param json where to keep the figures, after each family; or null
   */
  public void compare(Plan plan, Path json) throws Exception {
    inTemporaryDirectory(
        (root, own) -> {
          Path scratch = Files.createDirectory(root.resolve("scratch"));
          Programs programs = own.open(() -> new Programs(scratch));
          Comparison comparison = new Comparison(plan.targets());
          List<Target> running = start(plan, new Targets(root, java, own), comparison);
          Rounds rounds = new Rounds(plan, scratch, comparison, progress());
          for (Family family : Families.all(programs)) {
            rounds.run(family, running);
            if (json != null) {
              new FigureFile(json.toAbsolutePath(), settings(plan)).write(comparison);
            }
          }
          new FigureTable(comparison).lines().forEach(out::println);
          out.flush();
        });
  }

  /** Tells what begins, and how long the run has taken until then. */
  private Consumer<String> progress() {
    long begin = System.nanoTime();
    return line ->
        tell("%5d s  %s".formatted(Duration.ofNanos(System.nanoTime() - begin).toSeconds(), line));
  }

  private List<Target> start(Plan plan, Targets targets, Comparison comparison) throws Exception {
    List<Target> running = new ArrayList<>();
    for (String name : plan.targets()) {
      Optional<String> missing = Targets.missingPackage(name);
      if (missing.isPresent()) {
        tell(name + " needs " + missing.get());
        comparison.note(name + " was not measured: needs " + missing.get());
      } else {
        tell("starting " + name);
        running.add(targets.start(name));
      }
    }
    return running;
  }

  private Map<String, Object> settings(Plan plan) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("kernel", System.getProperty("os.version"));
    settings.put("java", System.getProperty("java.vm.version"));
    settings.put("processors", Runtime.getRuntime().availableProcessors());
    settings.put("rounds", plan.rounds());
    settings.put("burstMillis", plan.sizes().burst().toMillis());
    settings.put("targets", plan.targets());
    return settings;
  }

  /**
   * Compares how a copy that was away comes back.
   *
   * @param names of replicas
   * @param scale files are so many times smaller or fewer
   */
  public void resync(List<String> names, int scale) throws Exception {
    inTemporaryDirectory(
        (root, own) -> {
          Path scratch = Files.createDirectory(root.resolve("scratch"));
          Programs programs = own.open(() -> new Programs(scratch));
          Targets targets = new Targets(root, java, own);
          List<Replica> replicas = new ArrayList<>();
          for (String name : names) {
            Optional<String> missing = Targets.missingForReplica(name);
            tell(name + missing.map(needs -> " needs " + needs).orElse(" is started"));
            if (missing.isEmpty()) {
              replicas.add(targets.replica(name, programs));
            }
          }
          new Resync(scale, progress()).run(replicas).forEach(out::println);
          out.flush();
        });
  }

  /** Lets the secondary of a strict pair go and come back so often while somebody writes. */
  public void joins(int joins) throws Exception {
    inTemporaryDirectory(
        (root, own) -> {
          Path scratch = Files.createDirectory(root.resolve("scratch"));
          Programs programs = own.open(() -> new Programs(scratch));
          Replica pair = new Targets(root, java, own).replica(Target.STRICT, programs);
          new Joins(progress()).run(pair, joins).forEach(out::println);
          out.flush();
        });
  }

  /** Loads a pair for a time and shows what its daemons hold. */
  public void soak(String mode, Duration length) throws Exception {
    inTemporaryDirectory(
        (root, own) -> {
          tell("starting " + mode);
          LockstepPair pair = new Targets(root, java, own).pair(mode);
          tell("loading it for " + length.toSeconds() + " s");
          new Soak(pair).run(length).forEach(out::println);
          out.flush();
        });
  }

  private void inTemporaryDirectory(Body body) throws Exception {
    OwnedResources own = new OwnedResources();
    Thread atSignal = new Thread(() -> closeQuietly(own), "bench-end");
    Runtime.getRuntime().addShutdownHook(atSignal);
    try (own) {
      Path root = own.open(() -> RunDirectory.create(parent)).path();
      body.run(root, own);
    } finally {
      removeHook(atSignal);
    }
  }

  private void closeQuietly(OwnedResources own) {
    try {
      own.close();
    } catch (Exception e) {
      tell("not everything could be removed: " + e.getMessage());
    }
  }

  private static void removeHook(Thread atSignal) {
    try {
      Runtime.getRuntime().removeShutdownHook(atSignal);
    } catch (IllegalStateException e) {
      // The process is ending already, and the hook does the same.
    }
  }

  private void tell(String line) {
    out.println(line);
    out.flush();
  }
}
