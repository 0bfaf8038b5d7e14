package io.lockstep.control.config;

import io.lockstep.journal.log.JournalOptions;
import io.lockstep.node.config.NodeConfig.Application;
import io.lockstep.node.config.NodeConfig.Mode;
import io.lockstep.node.config.NodeConfig.Module;
import io.lockstep.node.config.NodeConfig.SecondaryAccess;
import io.lockstep.node.config.NodeConfig.Verify;
import io.lockstep.node.scope.Exclusion;
import io.lockstep.node.scope.MalformedPatternException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One entry of the list {@code modules}. */
final class ModuleSection {

  private static final int MAX_DIRECTORIES = 64;
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;
  private static final String UNLIMITED = "unlimited";
  private static final long DAY_MILLIS = 86_400_000;
  private static final long YEAR_MILLIS = 365 * DAY_MILLIS;

  private ModuleSection() {}

  static Module read(SectionReader section, Path folder) {
    Module module =
        new Module(
            section.required("name", Kinds.name()),
            directories(section, folder),
            exclusion(section),
            section.optional("mode", Kinds.choice(Mode.class), Mode.STRICT),
            section.optional(
                "secondary-access", Kinds.choice(SecondaryAccess.class), SecondaryAccess.READ),
            section.optional("peer-timeout", Kinds.duration(100, 60_000), 3000L),
            section.optional("boot-search", Kinds.duration(0, 600_000), 10_000L),
            section.optional("fuse-workers", Kinds.integer("a number", 1, 64), 4),
            section.optional(
                "segment-size", Kinds.size(4 * MIB, JournalOptions.MAX_SEGMENT_BYTES), 256 * MIB),
            section.optional("retain", Kinds.size(8 * MIB, 1L << 50), 8 * GIB),
            section.optional(
                "retain-for", Kinds.orZero(UNLIMITED, Kinds.duration(60_000, YEAR_MILLIS)), 0L),
            section.optional(
                "resync-rate", Kinds.orZero(UNLIMITED, Kinds.size(64 << 10, 1L << 40)), 0L),
            section.optional("autostart", Kinds.truth(), true),
            application(section, folder),
            verify(section));
    section.rejectUnknown();
    return module;
  }

  private static List<Path> directories(SectionReader section, Path folder) {
    List<Path> directories =
        section.values("directories", "at least one directory", Kinds.path(folder));
    if (directories.size() > MAX_DIRECTORIES) {
      section.problem(
          "directories",
          "expected at most " + MAX_DIRECTORIES + " directories, found " + directories.size());
    }
    return directories;
  }

  private static Exclusion exclusion(SectionReader section) {
    if (!section.has("exclude")) {
      return Exclusion.NONE;
    }
    List<String> patterns =
        section.values("exclude", "at least one pattern", Kinds.excludePattern());
    try {
      return Exclusion.of(patterns);
    } catch (MalformedPatternException e) {
      section.problem("exclude", e.getMessage());
      return Exclusion.NONE;
    }
  }

  private static Verify verify(SectionReader section) {
    Optional<SectionReader> verify =
        section.has("verify") ? section.section("verify") : Optional.empty();
    return verify.map(ModuleSection::readVerify).orElse(Verify.ON_DEMAND);
  }

  private static Verify readVerify(SectionReader section) {
    Verify usual = Verify.ON_DEMAND;
    Verify verify =
        new Verify(
            section.optional(
                "every", Kinds.orZero("off", Kinds.duration(1000, 31 * DAY_MILLIS)), 0L),
            section.optional("heal", Kinds.truth(), usual.heals()),
            section.optional("rate", Kinds.size(MIB, 1L << 40), usual.bytesPerSecond()));
    section.rejectUnknown();
    return verify;
  }

  private static Application application(SectionReader section, Path folder) {
    Optional<SectionReader> application =
        section.has("application") ? section.section("application") : Optional.empty();
    return application
        .map(reader -> ApplicationSection.read(reader, folder))
        .orElse(new Application.None());
  }
}
