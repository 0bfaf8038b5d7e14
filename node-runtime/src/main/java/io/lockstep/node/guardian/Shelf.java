package io.lockstep.node.guardian;

import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.LocalSocket;
import io.lockstep.node.shelter.GuardMessage;
import io.lockstep.node.shelter.GuardMessage.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the guardian keeps for the daemon. All threads. */
final class Shelf {

  /** Far more than a daemon has use for; bounds what a defect could pile up here. */
  private static final int MAX_ITEMS = 1 << 20;

  private final Map<String, Item> items = new LinkedHashMap<>();

  /** A descriptor (or {@link LocalSocket#NO_DESCRIPTOR}) and the words left with it. */
  record Item(int descriptor, List<String> words) {}

  /** Keeps it, and closes what the key stood for before. */
  synchronized void put(String key, Item item) {
    if (items.size() >= MAX_ITEMS && !items.containsKey(key)) {
      close(item);
      throw new IllegalStateException("guardian: expected at most " + MAX_ITEMS + " items");
    }
    Item before = items.put(key, item);
    if (before != null) {
      close(before);
    }
  }

  /** Sets the words, and leaves the descriptor. */
  synchronized void note(String key, List<String> words) {
    items.merge(
        key,
        new Item(LocalSocket.NO_DESCRIPTOR, words),
        (before, _) -> new Item(before.descriptor(), words));
  }

  synchronized void remove(String key) {
    Item item = items.remove(key);
    if (item != null) {
      close(item);
    }
  }

  synchronized List<String> words(String key) {
    Item item = items.get(key);
    return item == null ? List.of() : item.words();
  }

  /** The words of all keys that begin like this. */
  synchronized List<List<String>> wordsOf(String prefix) {
    List<List<String>> found = new ArrayList<>();
    items.forEach(
        (key, item) -> {
          if (key.startsWith(prefix)) {
            found.add(item.words());
          }
        });
    return found;
  }

  /** Whether a descriptor is kept under a key that begins like this. */
  synchronized boolean holds(String prefix) {
    return items.entrySet().stream()
        .anyMatch(item -> item.getKey().startsWith(prefix) && item.getValue().descriptor() >= 0);
  }

  /** Tells all of it; stops when the other end does not take it. */
  synchronized void tell(LocalSocket daemon) {
    for (Map.Entry<String, Item> entry : items.entrySet()) {
      Item item = entry.getValue();
      Kind kind = item.descriptor() >= 0 ? Kind.ITEM : Kind.WORDS;
      byte[] message = new GuardMessage(kind, entry.getKey(), item.words()).encode();
      if (daemon.send(message, item.descriptor()) != 0) {
        return;
      }
    }
  }

  /** Lets go of everything: what nobody else holds is closed by the kernel. */
  synchronized void clear() {
    items.values().forEach(Shelf::close);
    items.clear();
  }

  private static void close(Item item) {
    if (item.descriptor() >= 0) {
      Descriptors.close(item.descriptor());
    }
  }
}
