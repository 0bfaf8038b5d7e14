package io.lockstep.node.verify;

import io.lockstep.node.posix.Stat;
import io.lockstep.node.tree.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an entry is like, apart from content. What is not compared is 0. Immutable.
 *
 * @param mode st_mode: type and permission bits; 0 if there is no such entry
 * @param size bytes of a regular file
 * @param mtimeNanos nanoseconds since 1970
 * @param rdev device number of a device node
 * @param links number of names, not of a directory
 * @param target digest of a symbolic link's target
 * @param xattrs digest of all extended attributes
 */
public record EntryState(
    int mode,
    int uid,
    int gid,
    long size,
    long mtimeNanos,
    long rdev,
    int links,
    Digest target,
    Digest xattrs) {

  /** Encoded length. */
  static final int BYTES = 4 * Integer.BYTES + 7 * Long.BYTES;

  static final EntryState ABSENT = new EntryState(0, 0, 0, 0, 0, 0, 0, Digest.NONE, Digest.NONE);

  boolean isAbsent() {
    return mode == 0;
  }

  boolean isRegular() {
    return type() == Stat.S_IFREG;
  }

  boolean isDirectory() {
    return type() == Stat.S_IFDIR;
  }

  int type() {
    return mode & Stat.S_IFMT;
  }

  /** Whether it is the same kind of thing, so that attributes alone can make the two equal. */
  boolean isLike(EntryState other) {
    return type() == other.type() && rdev == other.rdev && target.equals(other.target);
  }

  /** What differs, for people: here, then there. */
  String differencesTo(EntryState there) {
    if (isAbsent() || there.isAbsent()) {
      return isAbsent() ? "only on the mirror" : "missing on the mirror";
    }
    List<String> words = new ArrayList<>();
    compare("mode", Integer.toOctalString(mode), Integer.toOctalString(there.mode), words);
    compare("owner", uid + ":" + gid, there.uid + ":" + there.gid, words);
    compare("size", size, there.size, words);
    compare("mtime", mtimeNanos, there.mtimeNanos, words);
    compare("device", rdev, there.rdev, words);
    compare("links", links, there.links, words);
    compare("target", target, there.target, words);
    compare("xattrs", xattrs, there.xattrs, words);
    return String.join(", ", words);
  }

  private static void compare(String what, Object here, Object there, List<String> words) {
    if (!Objects.equals(here, there)) {
      words.add(what + " " + here + " and " + there);
    }
  }

  Digest digest() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    encode(bytes);
    return Digest.of(bytes.array());
  }

  void encode(ByteBuffer out) {
    out.putInt(mode).putInt(uid).putInt(gid).putLong(size).putLong(mtimeNanos).putLong(rdev);
    out.putInt(links).putLong(target.high()).putLong(target.low());
    out.putLong(xattrs.high()).putLong(xattrs.low());
  }

  static EntryState decode(ByteBuffer in) {
    return new EntryState(
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        new Digest(in.getLong(), in.getLong()),
        new Digest(in.getLong(), in.getLong()));
  }
}
