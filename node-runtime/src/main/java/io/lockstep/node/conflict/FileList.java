package io.lockstep.node.conflict;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lockstep.node.reintegration.TreeCopy;
import io.lockstep.node.reintegration.TreePath;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32C;

/** Writes the list of what is in an archive while it is copied. One thread. */
final class FileList implements TreeCopy.Listener, AutoCloseable {

  private final OutputStream out;
  private final BooleanSupplier cancelled;
  private final CRC32C crc = new CRC32C();
  private long saved;
  private long absent;
  private long bytes;

  FileList(Path file, BooleanSupplier cancelled) throws IOException {
    this.out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
    this.cancelled = cancelled;
  }

  @Override
  public void copied() throws IOException {
    ArchiveStopped.check(cancelled);
  }

  @Override
  public void found(TreeCopy.Found entry) throws IOException {
    ArchiveStopped.check(cancelled);
    Map<String, Object> line = line("saved", entry.path());
    line.put("mode", "%06o".formatted(entry.mode()));
    line.put("uid", entry.uid());
    line.put("gid", entry.gid());
    line.put("size", entry.size());
    line.put("mtime", "%d.%09d".formatted(entry.mtimeSeconds(), entry.mtimeNanos()));
    write(line);
    saved++;
    bytes += entry.size();
  }

  @Override
  public void absent(TreePath path) throws IOException {
    write(line("absent", path));
    absent++;
  }

  private static Map<String, Object> line(String state, TreePath path) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("state", state);
    line.put("directory", path.root());
    JsonLine.path(line, path.names());
    return line;
  }

  private void write(Map<String, Object> line) throws IOException {
    byte[] encoded = (JsonLine.of(line) + "\n").getBytes(UTF_8);
    crc.update(encoded);
    out.write(encoded);
  }

  /** What the manifest says of the list. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("saved", saved);
    summary.put("absent", absent);
    summary.put("bytes", bytes);
    summary.put("crc32c", "%08x".formatted(crc.getValue()));
    return summary;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
