package io.lockstep.node.shelter;

import java.util.List;
import java.util.Map;

/**
 * Keeps descriptors, and a few words about each, for the process that comes after this one if this
 * one is killed. All threads. When a method returns, what it did survives SIGKILL.
 */
public interface Shelter {

  /**
   * Begins the keys of mounts: {@code mount/MODULE/INDEX/QUEUE}. The words of queue 0 begin with
   * the mounted directory and the private mount of the original; the guardian relies on these two.
   */
  String MOUNTS = "mount/";

  /**
   * Begins the keys of applications: {@code application/MODULE}. The words are the module, where
   * the record of its process is, and where its log is; the guardian relies on them.
   */
  String APPLICATIONS = "application/";

  /** Keeps nothing: the process has no guardian. */
  Shelter NONE =
      new Shelter() {
        @Override
        public boolean isKept() {
          return false;
        }

        @Override
        public void park(String key, int descriptor, List<String> words) {}

        @Override
        public void note(String key, List<String> words) {}

        @Override
        public void unpark(String key) {}

        @Override
        public Map<String, Parked> take(String prefix) {
          return Map.of();
        }
      };

  /**
   * What was kept.
   *
   * @param descriptor now this process's own, to be closed by it; -1 if there is none
   */
  record Parked(int descriptor, List<String> words) {}

  /** Whether anything is kept at all. */
  boolean isKept();

  /** Keeps what the descriptor stands for; the caller's own is not touched. Replaces the key. */
  void park(String key, int descriptor, List<String> words);

  /** Sets the words of a key, and leaves its descriptor, if it has one. */
  void note(String key, List<String> words);

  /** Forgets the key and lets go of its descriptor. Nothing happens if there is none. */
  void unpark(String key);

  /**
   * What an earlier process has left under keys that begin like this. Each is handed out once; it
   * stays parked until it is unparked.
   */
  Map<String, Parked> take(String prefix);
}
