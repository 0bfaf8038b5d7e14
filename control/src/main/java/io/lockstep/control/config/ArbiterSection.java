package io.lockstep.control.config;

import io.lockstep.node.config.NodeConfig.Arbiter;

/** The section {@code arbiter}. It has no default: who decides must be said. */
final class ArbiterSection {

  private enum Type {
    HTTP,
    MANUAL
  }

  private ArbiterSection() {}

  static Arbiter read(SectionReader section) {
    return section
        .decisive("type", Kinds.choice(Type.class))
        .map(type -> read(type, section))
        .orElse(new Arbiter.Manual());
  }

  private static Arbiter read(Type type, SectionReader section) {
    Arbiter arbiter =
        switch (type) {
          case MANUAL -> new Arbiter.Manual();
          case HTTP ->
              new Arbiter.Http(
                  section.required("url", Kinds.httpUrl()),
                  section.optional("timeout", Kinds.duration(100, 30_000), 2000L));
        };
    section.rejectUnknown();
    return arbiter;
  }
}
