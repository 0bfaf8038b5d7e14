package io.lockstep.control.config;

import java.util.List;
import java.util.SequencedMap;

/** A YAML value that knows where it stands: the line (from 1) and the path of keys to it. */
sealed interface YamlNode {

  int line();

  String path();

  /** What a person would call it in a message. */
  String described();

  record Section(int line, String path, SequencedMap<String, YamlNode> children)
      implements YamlNode {
    @Override
    public String described() {
      return "a section";
    }

    String pathOf(String key) {
      return path.isEmpty() ? key : path + "." + key;
    }
  }

  record Items(int line, String path, List<YamlNode> children) implements YamlNode {
    @Override
    public String described() {
      return "a list";
    }
  }

  /** A scalar as it is written, whatever YAML would make of it. */
  record Scalar(int line, String path, String text) implements YamlNode {
    @Override
    public String described() {
      return "\"" + text + "\"";
    }
  }

  /** A key without a value. */
  record Empty(int line, String path) implements YamlNode {
    @Override
    public String described() {
      return "nothing";
    }
  }
}
