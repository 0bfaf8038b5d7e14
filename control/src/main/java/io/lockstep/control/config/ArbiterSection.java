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
    Arbiter arbiter =
        switch (section.required("type", Kinds.choice(Type.class))) {
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
