package io.lockstep.control.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** One thread creates small files, looks at them, renames and removes them. Needs no program. */
public final class Names implements Family {
  private static final int FILES_A_DIRECTORY = 1000;
  private static final int STAT_LIMIT = 2_000_000;

  @Override
  public String name() {
    return "names";
  }

  @Override
  public List<Workload> workloads() {
    return List.of(
        Workload.CREATE,
        Workload.OPEN,
        Workload.STAT,
        Workload.READDIR,
        Workload.RENAME,
        Workload.UNLINK);
  }

  @Override
  public Optional<String> missingPackage() {
    return Optional.empty();
  }

  @Override
  public void run(Place place, Set<Workload> wanted, Results results) throws IOException {
    List<Path> created = new ArrayList<>();
    Figures creation = create(place, created);
    if (wanted.contains(Workload.CREATE)) {
      results.add(Workload.CREATE, creation);
    }
    List<Path> shuffled = new ArrayList<>(created);
    Collections.shuffle(shuffled, new Random(Blocks.SEED));
    if (wanted.contains(Workload.OPEN)) {
      results.add(Workload.OPEN, open(place, shuffled));
    }
    if (wanted.contains(Workload.STAT)) {
      results.add(Workload.STAT, stat(place, shuffled));
    }
    if (wanted.contains(Workload.READDIR)) {
      results.add(Workload.READDIR, list(created));
    }
    if (wanted.contains(Workload.RENAME)) {
      results.add(Workload.RENAME, rename(place, created));
    }
    if (wanted.contains(Workload.UNLINK)) {
      results.add(Workload.UNLINK, once(place, created, Files::delete));
    }
  }

  private static Figures create(Place place, List<Path> created) throws IOException {
    ByteBuffer block = Blocks.filled(Blocks.PAGE);
    return once(
        place,
        paths(place),
        file -> {
          try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(block.rewind());
          }
          created.add(file);
        });
  }

  private static List<Path> paths(Place place) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < place.sizes().files(); i++) {
      Path directory = place.directory().resolve("d" + i / FILES_A_DIRECTORY);
      if (i % FILES_A_DIRECTORY == 0) {
        Files.createDirectory(directory);
      }
      files.add(directory.resolve("file-" + i));
    }
    return files;
  }

  private static Figures open(Place place, List<Path> files) throws IOException {
    ByteBuffer block = ByteBuffer.allocateDirect(2 * Blocks.PAGE);
    return once(
        place,
        files,
        file -> {
          try (FileChannel channel = FileChannel.open(file)) {
            channel.read(block.clear());
          }
        });
  }

  /** Again and again: they are warm after the first time. */
  private static Figures stat(Place place, List<Path> files) throws IOException {
    return new Burst(place.sizes().burst(), STAT_LIMIT)
        .run(i -> attributes(files.get(i % files.size())));
  }

  private static Figures list(List<Path> files) throws IOException {
    long begin = System.nanoTime();
    long entries = 0;
    for (Path directory : files.stream().map(Path::getParent).distinct().toList()) {
      try (Stream<Path> names = Files.list(directory)) {
        for (Path name : (Iterable<Path>) names::iterator) {
          attributes(name);
          entries++;
        }
      }
    }
    return Figures.ofRate(entries, System.nanoTime() - begin);
  }

  /** Those that were renamed stand under their new names in the list afterwards. */
  private static Figures rename(Place place, List<Path> files) throws IOException {
    return new Burst(place.sizes().burst(), files.size())
        .run(
            i -> {
              Path file = files.get(i);
              Path renamed = file.resolveSibling(file.getFileName() + ".renamed");
              Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
              files.set(i, renamed);
            });
  }

  private static void attributes(Path file) throws IOException {
    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Does something to one file. */
  private interface FileStep {
    void run(Path file) throws IOException;
  }

  /** To each file once, while the time lasts. */
  private static Figures once(Place place, List<Path> files, FileStep step) throws IOException {
    return new Burst(place.sizes().burst(), files.size()).run(i -> step.run(files.get(i)));
  }
}
