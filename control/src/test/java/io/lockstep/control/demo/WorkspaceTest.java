package io.lockstep.control.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lockstep.control.client.CliFailure;
import io.lockstep.control.config.ConfigLoader;
import io.lockstep.control.config.DirectoryCheck;
import io.lockstep.node.config.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  @TempDir private Path directory;

  @Test
  void makesAPrivateKeyAndConfigurationsThatADaemonAccepts() throws Exception {
    Workspace workspace = Workspace.create(directory.resolve("a pair: #1"));

    for (NodeLayout node : workspace.nodes()) {
      ConfigFile.write(workspace, node, "barrier", ConfigFile.noApplication());
      NodeConfig config = ConfigLoader.load(node.config());

      assertThat(DirectoryCheck.problems(config)).isEmpty();
      assertThat(config.node()).isEqualTo(node.name());
      assertThat(config.clusterKey()).hasSize(32);
      assertThat(config.stateDirectory()).isEqualTo(node.state());
      assertThat(config.modules().getFirst().mode()).isEqualTo(NodeConfig.Mode.BARRIER);
      assertThat(config.modules().getFirst().directories()).containsExactly(node.mount());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace.key())))
        .isEqualTo("rw-------");
  }

  @Test
  void configuresTheShop() throws Exception {
    Workspace workspace = Workspace.create(directory.resolve("pair"));
    NodeLayout node = workspace.beta();
    ConfigFile.write(
        workspace,
        node,
        "strict",
        ConfigFile.orders(node, JavaCommand.ofThisProcess(WorkspaceTest.class)));

    assertThat(ConfigLoader.load(node.config()).modules().getFirst().application())
        .isInstanceOfSatisfying(
            NodeConfig.Application.Command.class,
            command -> {
              assertThat(command.start()).contains(OrdersServer.class.getName());
              assertThat(command.start()).contains(node.mount().toString());
              assertThat(command.ready()).hasSize(3);
            });
  }

  @Test
  void refusesADirectoryThatHoldsSomething() throws Exception {
    Files.createFile(directory.resolve("mine"));

    assertThatThrownBy(() -> Workspace.create(directory))
        .isInstanceOf(CliFailure.class)
        .hasMessageContaining("expected an empty or absent directory");
    assertThat(directory.toFile().list()).containsExactly("mine");
  }
}
