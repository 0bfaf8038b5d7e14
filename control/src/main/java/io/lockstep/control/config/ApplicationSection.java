package io.lockstep.control.config;

import io.lockstep.node.config.NodeConfig.Application;
import java.nio.file.Path;
import java.util.List;

/** The section {@code application} of a module. */
final class ApplicationSection {

  private enum Type {
    NONE,
    COMMAND,
    SCRIPTS
  }

  private static final Kind<Long> LIMIT = Kinds.duration(100, 86_400_000);
  private static final Kind<Integer> RESTARTS = Kinds.integer("a number", 0, 100);

  private ApplicationSection() {}

  static Application read(SectionReader section, Path folder) {
    return section
        .decisive("type", Kinds.choice(Type.class))
        .map(type -> read(type, section, folder))
        .orElse(new Application.None());
  }

  private static Application read(Type type, SectionReader section, Path folder) {
    Application application =
        switch (type) {
          case NONE -> new Application.None();
          case COMMAND -> command(section, folder);
          case SCRIPTS -> scripts(section, folder);
        };
    section.rejectUnknown();
    return application;
  }

  private static Application command(SectionReader section, Path folder) {
    return new Application.Command(
        program(section, "start"),
        section.has("ready") ? program(section, "ready") : List.of(),
        section.optional("user", Kinds.name(), ""),
        section.optional("working-directory", Kinds.path(folder), Path.of("/")),
        section.optional("start-timeout", LIMIT, 60_000L),
        section.optional("stop-timeout", LIMIT, 30_000L),
        section.optional("max-restarts", RESTARTS, 3),
        section.optional("stop-signal", Kinds.signal(), "TERM"));
  }

  private static List<String> program(SectionReader section, String key) {
    return section.values(key, "a program and its arguments", Kinds.text());
  }

  private static Application scripts(SectionReader section, Path folder) {
    return new Application.Scripts(
        section.required("directory", Kinds.path(folder)),
        section.optional("start-timeout", LIMIT, 60_000L),
        section.optional("stop-timeout", LIMIT, 30_000L),
        section.optional("check-interval", LIMIT, 5000L),
        section.optional("max-restarts", RESTARTS, 3));
  }
}
