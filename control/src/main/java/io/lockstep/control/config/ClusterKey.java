package io.lockstep.control.config;

import io.lockstep.node.config.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * The secret of the cluster: base64, either in a file of its own ({@code key-file}) or in the
 * configuration ({@code key}). The file that holds it must be closed to everybody but its owner.
 * Messages never show the key.
 */
final class ClusterKey {

  private static final int MIN_BYTES = 32;
  private static final long MAX_FILE_BYTES = 64 << 10;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private ClusterKey() {}

  static byte[] read(SectionReader cluster, Path configFile, Problems problems) {
    if (cluster.has("key") == cluster.has("key-file")) {
      cluster.problem("key-file", "expected either key-file or key, found " + found(cluster));
      return new byte[0];
    }
    Path folder = configFile.toAbsolutePath().normalize().getParent();
    boolean inline = cluster.has("key");
    String key = inline ? "key" : "key-file";
    Path file = inline ? configFile : cluster.required("key-file", Kinds.path(folder));
    try {
      requirePrivate(file);
      return decode(inline ? cluster.required("key", Kinds.text()) : Files.readString(file));
    } catch (Kind.Unexpected e) {
      cluster.problem(key, e.getMessage());
    } catch (IOException e) {
      cluster.problem(key, "expected a readable file, found " + FileFailure.words(e));
    }
    return new byte[0];
  }

  private static String found(SectionReader cluster) {
    return cluster.has("key") ? "both" : "neither";
  }

  private static void requirePrivate(Path file) throws IOException, Kind.Unexpected {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
      String found = Files.exists(file) ? "something else" : "nothing";
      throw new Kind.Unexpected("expected a small file, found " + found + " at " + file);
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
    if (!OWNER.containsAll(mode)) {
      throw new Kind.Unexpected(
          "expected a file that only its owner can read, found "
              + PosixFilePermissions.toString(mode)
              + " on "
              + file
              + " (chmod 600)");
    }
  }

  private static byte[] decode(String base64) throws Kind.Unexpected {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException e) {
      throw new Kind.Unexpected("expected a key in base64, found other characters");
    }
    if (key.length < MIN_BYTES) {
      throw new Kind.Unexpected(
          "expected a key of at least " + MIN_BYTES + " bytes, found " + key.length);
    }
    return key;
  }
}
