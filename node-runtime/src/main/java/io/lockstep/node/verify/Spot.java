package io.lockstep.node.verify;

import io.lockstep.journal.op.Name;
import io.lockstep.node.reintegration.TreePath;
import io.lockstep.node.tree.Digest;
import io.lockstep.node.tree.FileHandle;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that a verification is in.
 *
 * @param handle the directory, wherever it is moved
 * @param path where the walk has found it
 */
record Spot(FileHandle handle, TreePath path) {

  Spot child(FileHandle child, Name name) {
    List<Name> names = new ArrayList<>(path.names());
    names.add(name);
    return new Spot(child, new TreePath(path.root(), names));
  }

  /** What the digest of a tree counts for an entry, or (offset 0 or more) a piece of a file. */
  Digest item(Name name, long offset, Digest found) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(path.root()).array());
    path.names().forEach(above -> sized(out, above.bytes()));
    if (name != null) {
      sized(out, name.bytes());
    }
    ByteBuffer end = ByteBuffer.allocate(3 * Long.BYTES);
    out.writeBytes(end.putLong(offset).putLong(found.high()).putLong(found.low()).array());
    return Digest.of(out.toByteArray());
  }

  private static void sized(ByteArrayOutputStream out, byte[] bytes) {
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  /** The path of an entry, or of the directory itself (null), in printable ASCII. */
  String words(Name name) {
    StringBuilder words = new StringBuilder();
    path.names().forEach(above -> printable(above, words));
    if (name != null) {
      printable(name, words);
    }
    return words.isEmpty() ? "/" : words.toString();
  }

  private static void printable(Name name, StringBuilder out) {
    out.append('/');
    for (byte b : name.bytes()) {
      if (b >= ' ' && b < 0x7f && b != '\\') {
        out.append((char) b);
      } else {
        out.append("\\x%02x".formatted(b));
      }
    }
  }
}
