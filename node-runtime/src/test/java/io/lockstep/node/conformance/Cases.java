package io.lockstep.node.conformance;

import java.util.List;
import java.util.stream.Stream;

/** All cases. */
final class Cases {

  private Cases() {}

  static List<Case> all() {
    Stream<Case> names =
        Stream.of(
                OpenCases.flagsOnTypes(),
                RenameCases.pairs(),
                EntryCases.creations(),
                EntryCases.onEveryType(),
                OwnershipCases.access(),
                AclCases.inherited(),
                XattrCases.names(),
                NameCases.all(),
                DirectoryCases.all())
            .flatMap(cases -> cases);
    return Stream.concat(names, concernedByWriteBack().stream()).toList();
  }

  /** Those for which it matters who keeps written pages, sizes and times; and single ones. */
  static List<Case> concernedByWriteBack() {
    return Stream.of(
            OpenCases.single(),
            RenameCases.single(),
            EntryCases.single(),
            ContentCases.all(),
            MappingCases.all(),
            LockCases.all(),
            OwnershipCases.clearing(),
            OwnershipCases.changing(),
            OwnershipCases.single(),
            TimeCases.all(),
            AclCases.single(),
            XattrCases.sizes(),
            XattrCases.single(),
            UnnamedCases.all(),
            MountCases.all())
        .flatMap(cases -> cases)
        .toList();
  }
}
