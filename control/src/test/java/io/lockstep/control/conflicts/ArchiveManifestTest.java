package io.lockstep.control.conflicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.node.conflict.ArchiveFiles;
import io.lockstep.node.conflict.ArchiveRemoval;
import io.lockstep.node.conflict.ArchivedOperation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveManifestTest {

  private static final int MUTATIONS = 3000;

  @TempDir Path directory;

  @Test
  void isWhatTheNodeWrote() throws IOException {
    ArchiveManifest manifest = ArchiveFixture.make(directory).archive().manifest();
    assertThat(manifest.id()).isEqualTo(ArchiveFixture.ID);
    assertThat(manifest.operations()).isEqualTo(2);
    assertThat(manifest.directories()).containsExactly("/srv/data");
    assertThat(manifest.files().saved()).isEqualTo(1);
  }

  @Test
  void anArchiveThatIsBeingWrittenIsNone() throws IOException {
    ArchiveFixture fixture = ArchiveFixture.make(directory);
    Path place = fixture.archive().place().directory();
    Files.createDirectory(place.resolveSibling(ArchiveFixture.ID + ArchiveFiles.UNFINISHED));
    assertThat(new Archives(fixture.stateDirectory()).all()).hasSize(1);
  }

  @Test
  void tellsOperationsUntilNoMoreAreWanted() throws IOException {
    List<ArchivedOperation> first = new ArrayList<>();
    ArchiveFixture.make(directory).archive().operations(all -> !first.add(all));
    assertThat(first).extracting(ArchivedOperation::kind).containsExactly("Create");
  }

  @Test
  void whateverIsMissingOfAnArchiveIsDamage() throws IOException {
    Archive archive = ArchiveFixture.make(directory).archive();
    Files.delete(archive.place().list());
    assertThatThrownBy(archive::files)
        .isInstanceOf(DamagedArchiveException.class)
        .hasMessageContaining("files.jsonl: expected a file that can be read, found no such file");
    ArchiveRemoval.remove(archive.place().journal());
    assertThatThrownBy(() -> archive.operations(_ -> true))
        .isInstanceOf(DamagedArchiveException.class);
    Files.delete(archive.place().checksum());
    Files.createDirectory(archive.place().checksum());
    assertThatThrownBy(archive::manifest).isInstanceOf(DamagedArchiveException.class);
  }

  @Test
  void damageIsToldAndNothingElseHappens() throws IOException {
    ArchiveFiles place = ArchiveFixture.make(directory).archive().place();
    byte[] sound = Files.readAllBytes(place.manifest());
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(sound, random);
      Files.write(place.manifest(), bytes);
      if (!Arrays.equals(sound, bytes)) {
        assertThatThrownBy(() -> ArchiveManifest.read(place))
            .as("seed %d", seed)
            .isInstanceOf(DamagedArchiveException.class);
      }
      // Somebody wrote it so: whatever it says, it is a manifest or it is not.
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      Files.writeString(place.checksum(), "%08x%n".formatted(crc.getValue()));
      try {
        assertThat(ArchiveManifest.read(place).format()).isEqualTo(ArchiveFiles.FORMAT);
      } catch (DamagedArchiveException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("manifest.json");
      }
    }
  }

  private static byte[] mutated(byte[] sound, Random random) {
    byte[] bytes = Arrays.copyOf(sound, sound.length - random.nextInt(3) * random.nextInt(20));
    for (int n = random.nextInt(4); n >= 0; n--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
