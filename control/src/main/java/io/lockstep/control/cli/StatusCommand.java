package io.lockstep.control.cli;

import io.lockstep.control.client.ExitCode;
import io.lockstep.control.client.NodeClient;
import io.lockstep.node.module.ModuleStatus;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a node's modules. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows the modules of a node.",
    footer = {
      "",
      "The exit code tells the role: 0 STOP, 1 WAIT, 2 ALONE or UP, 3 PRIM, 4 SECOND;",
      "10 if no node answers. Without MODULE it is that of the first module of the node's",
      "configuration."
    })
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private NodeOptions node;

  @Option(names = "--json", description = "Prints what the node answers.")
  private boolean json;

  @Parameters(index = "0", arity = "0..1", paramLabel = "MODULE", description = "One module only.")
  private String module;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (NodeClient client = node.client()) {
      return module == null ? allModules(client, out) : oneModule(client, out);
    }
  }

  private int oneModule(NodeClient client, PrintWriter out) {
    if (json) {
      String answer = client.moduleJson(module);
      out.println(answer);
      return NodeClient.readModule(answer).role().exitCode();
    }
    ModuleStatus status = client.module(module);
    StatusTable.details(status).forEach(out::println);
    return status.role().exitCode();
  }

  private int allModules(NodeClient client, PrintWriter out) {
    if (json) {
      String answer = client.clusterJson();
      out.println(answer);
      return exitCode(NodeClient.readCluster(answer).modules());
    }
    NodeClient.Cluster cluster = client.cluster();
    StatusTable.overview(cluster).forEach(out::println);
    return exitCode(cluster.modules());
  }

  private static int exitCode(List<ModuleStatus> modules) {
    return modules.isEmpty() ? ExitCode.OK : modules.getFirst().role().exitCode();
  }
}
