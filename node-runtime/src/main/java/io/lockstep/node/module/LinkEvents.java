package io.lockstep.node.module;

import io.lockstep.node.replication.PeerConnection;
import io.lockstep.node.role.Input;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the link's keeper tells: sessions begin and end with connections. On its threads. */
final class LinkEvents implements LinkKeeper.Watcher {

  private static final Logger LOG = LoggerFactory.getLogger(LinkEvents.class);

  private final ModuleRuntime module;
  private final SessionOrder order;

  LinkEvents(ModuleRuntime module) {
    this.module = module;
    this.order = new SessionOrder(module.sessions(), module::endSession, module::post);
  }

  @Override
  public void connected(PeerConnection connection) {
    OpenedModule opened = module.opened();
    // What a connection has to say matters only while it is the current one.
    Consumer<Input> inbox = input -> module.post(input, connection);
    SourceSide source =
        new SourceSide(
            opened,
            connection,
            inbox,
            module.services().executor(),
            module.config().resyncBytesPerSecond());
    TargetSide target =
        new TargetSide(opened, connection, module::post, module.services().executor());
    PeerSession session = new PeerSession(connection, source, target, inbox);
    order.begin(session);
    connection.start(
        new LinkRouter(
            connection,
            opened.pipeline(),
            source,
            target,
            new SessionMessages(module, session, inbox),
            inbox,
            module.link()));
  }

  @Override
  public void lost(PeerConnection connection, String why) {
    order.ended(connection, why);
  }

  @Override
  public void refused() {
    module.lookNow();
  }

  @Override
  public void turnedAway(String why) {
    LOG.warn("module {}: the peer and this node refuse each other: {}", module.name(), why);
    module
        .voice()
        .tell(
            "peer.refused",
            module.records().current().lineage().lastNumber(),
            Map.of("reason", String.valueOf(why)));
  }
}
