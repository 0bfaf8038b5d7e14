package io.lockstep.node.reintegration;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockstep.journal.op.Name;
import io.lockstep.node.posix.Descriptors;
import io.lockstep.node.posix.OpenFlags;
import io.lockstep.node.posix.PathBytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of a directory, through a buffer that holds few of them. */
class DirectoryListingTest {

  private static final int FILES = 100;
  private static final int BUFFER_BYTES = 512;

  @TempDir Path directory;
  private Path listed;
  private int fd;
  private Arena arena;
  private DirectoryListing listing;

  @BeforeEach
  void open() throws IOException {
    listed = Files.createDirectory(directory.resolve("listed"));
    for (int i = 0; i < FILES; i++) {
      Files.createFile(listed.resolve("file " + i));
    }
    fd = Descriptors.open(PathBytes.of(listed), OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0);
    arena = Arena.ofConfined();
    listing = new DirectoryListing(fd, arena.allocate(BUFFER_BYTES, Long.BYTES));
  }

  @AfterEach
  void close() {
    arena.close();
    Descriptors.close(fd);
  }

  @Test
  void everyNameComesOnce() throws IOException {
    Set<Name> names = new HashSet<>();
    for (Name name = listing.next(); name != null; name = listing.next()) {
      assertThat(names.add(name)).isTrue();
    }
    assertThat(names).hasSize(FILES).contains(Name.of("file 0"), Name.of("file 99"));
  }

  @Test
  void aDirectoryThatIsRemovedMeanwhileEnds() throws IOException {
    assertThat(listing.next()).isNotNull();
    for (int i = 0; i < FILES; i++) {
      Files.delete(listed.resolve("file " + i));
    }
    Files.delete(listed);
    int rest = 0;
    while (listing.next() != null) {
      rest++;
    }
    assertThat(rest).isLessThan(FILES);
  }
}
