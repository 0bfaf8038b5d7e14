package io.lockstep.node.reintegration;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.Hashing;
import io.lockstep.node.posix.Errno;
import io.lockstep.node.posix.ExtendedAttributes;
import io.lockstep.node.posix.PathBytes;
import io.lockstep.node.tree.Digest;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads, digests and replaces the extended attributes of what a descriptor stands for. */
final class Xattrs {

  private final MemorySegment list;
  private final MemorySegment value;

  /** Buffers live as long as the arena; one thread at a time. */
  Xattrs(Arena arena) {
    list = arena.allocate(ExtendedAttributes.MAX_BYTES);
    value = arena.allocate(ExtendedAttributes.MAX_BYTES);
  }

  static SortedMap<byte[], byte[]> none() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  /** All attributes by name; none where the file system has none. */
  SortedMap<byte[], byte[]> read(int fd) throws IOException {
    SortedMap<byte[], byte[]> all = none();
    byte[] path = PathBytes.ofDescriptor(fd);
    long length = ExtendedAttributes.listxattr(path, list, list.byteSize());
    if (length == -Errno.EOPNOTSUPP || Calls.isGone(length)) {
      return all;
    }
    byte[] names = bytes(list, Calls.check("listxattr", length));
    for (int from = 0; from < names.length; ) {
      int end = endOfName(names, from);
      readOne(path, Arrays.copyOfRange(names, from, end), all);
      from = end + 1;
    }
    return all;
  }

  private static int endOfName(byte[] names, int from) {
    int end = from;
    while (names[end] != 0) {
      end++;
    }
    return end;
  }

  /** One that went away since the list was read is left out. */
  private void readOne(byte[] path, byte[] name, SortedMap<byte[], byte[]> all) throws IOException {
    long length = ExtendedAttributes.getxattr(path, name, value, value.byteSize());
    if (length != -Errno.ENODATA && length != -Errno.EOPNOTSUPP) {
      all.put(name, bytes(value, Calls.check("getxattr", length)));
    }
  }

  private static byte[] bytes(MemorySegment segment, long length) {
    return segment.asSlice(0, length).toArray(JAVA_BYTE);
  }

  /** A digest that is {@link Digest#NONE} exactly if there are no attributes. */
  static Digest digest(SortedMap<byte[], byte[]> all) {
    if (all.isEmpty()) {
      return Digest.NONE;
    }
    HashStream128 stream = Hashing.xxh3_128().hashStream();
    all.forEach((name, value) -> stream.putByteArray(name).putByteArray(value));
    return Digest.of(stream.get());
  }

  /** Makes the attributes exactly these. */
  void replace(int fd, SortedMap<byte[], byte[]> wanted) throws IOException {
    SortedMap<byte[], byte[]> present = read(fd);
    byte[] path = PathBytes.ofDescriptor(fd);
    for (byte[] name : present.keySet()) {
      if (!wanted.containsKey(name)) {
        int result = ExtendedAttributes.removexattr(path, name);
        Calls.check("removexattr " + new String(name, UTF_8), result);
      }
    }
    for (Map.Entry<byte[], byte[]> one : wanted.entrySet()) {
      if (!Arrays.equals(present.get(one.getKey()), one.getValue())) {
        set(path, one.getKey(), one.getValue());
      }
    }
  }

  private void set(byte[] path, byte[] name, byte[] bytes) throws IOException {
    MemorySegment.copy(bytes, 0, value, JAVA_BYTE, 0, bytes.length);
    int result = ExtendedAttributes.setxattr(path, name, value, bytes.length, 0);
    Calls.check("setxattr " + new String(name, UTF_8), result);
  }
}
