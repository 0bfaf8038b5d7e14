package io.lockstep.control.config;

import java.util.List;

/**
 * A mistake and the line it must lead to.
 *
 * @param found text of the valid configuration
 * @param replacement what stands there instead
 * @param expected with FILE for the file and DIR for its folder
 */
record WrongConfig(String found, String replacement, String expected) {

  static final List<WrongConfig> ALL =
      List.of(
          // Keys.
          wrong(
              "peer-timeout: 3s",
              "peer-timout: 3s",
              "14: modules[0].peer-timout: unknown key, did you mean \"peer-timeout\"?"),
          wrong(
              "node: alpha",
              "node: alpha\nzone: west",
              "3: zone: unknown key, did you mean \"node\"?"),
          wrong(
              "node: alpha",
              "node: alpha\nfirewall: {}",
              "3: firewall: unknown key, expected one of cluster, node, nodes, state-directory, api, probe, heartbeat, arbiter, on-daemon-crash, resume-limit, modules"),
          wrong(
              "node: alpha",
              "node: alpha\non-daemon-crash: restart",
              "3: on-daemon-crash: expected resume or failover, found \"restart\""),
          wrong(
              "node: alpha",
              "node: alpha\nresume-limit: 500ms",
              "3: resume-limit: expected a duration from 1s to 1m, found \"500ms\""),
          wrong(
              "peer-timeout: 3s",
              "exclude: [ '*.tmp', cache/x ]",
              "14: modules[0].exclude[1]: expected a name, or a path that begins with / (the directory's root), found \"cache/x\""),
          wrong(
              "peer-timeout: 3s",
              "exclude: []",
              "14: modules[0].exclude: expected at least one pattern, found an empty list"),
          wrong(
              "peer-timeout: 3s",
              "exclude: '*.tmp'",
              "14: modules[0].exclude: expected a list, found \"*.tmp\""),
          wrong(
              "node: alpha\n",
              "",
              "1: node: expected a name of letters, digits, dots, dashes and underscores (at most 64, first a letter or digit), found nothing"),
          wrong("node: alpha", "node: alpha\nnode: beta", "3: node: given twice, first on line 2"),
          wrong("arbiter: { type: manual }\n", "", "1: arbiter: expected a section, found nothing"),
          wrong(
              "{ type: manual }",
              "{ type: manual, url: x }",
              "10: arbiter.url: unknown key, expected one of type"),
          wrong(
              "{ type: none }",
              "{ type: none, start: [] }",
              "15: modules[0].application.start: unknown key, expected one of type"),
          // Types.
          wrong(
              "node: alpha",
              "node: [ alpha ]",
              "2: node: expected a name of letters, digits, dots, dashes and underscores (at most 64, first a letter or digit), found a list"),
          wrong(
              "api: { host: 127.0.0.1, port: 7412 }",
              "api: 7412",
              "7: api: expected a section, found \"7412\""),
          wrong(
              "directories: [ data ]",
              "directories: data",
              "13: modules[0].directories: expected a list, found \"data\""),
          wrong(
              "directories: [ data ]",
              "directories: [ { a: b } ]",
              "13: modules[0].directories[0]: expected a path, found a section"),
          wrong(
              "directories: [ data ]",
              "directories: []",
              "13: modules[0].directories: expected at least one directory, found an empty list"),
          wrong(
              "peer-timeout: 3s",
              "peer-timeout: abc",
              "14: modules[0].peer-timeout: expected a duration such as 3s, found \"abc\""),
          wrong(
              "peer-timeout: 3s",
              "peer-timeout: 3",
              "14: modules[0].peer-timeout: expected a duration such as 3s, found \"3\""),
          wrong(
              "peer-timeout: 3s",
              "segment-size: 256",
              "14: modules[0].segment-size: expected a size such as 256MiB, found \"256\""),
          wrong(
              "peer-timeout: 3s",
              "segment-size: 256MB",
              "14: modules[0].segment-size: expected a size such as 256MiB, found \"256MB\""),
          wrong(
              "peer-timeout: 3s",
              "autostart: yes",
              "14: modules[0].autostart: expected true or false, found \"yes\""),
          wrong(
              "peer-timeout: 3s",
              "mode: async",
              "14: modules[0].mode: expected strict or barrier, found \"async\""),
          wrong(
              "peer-timeout: 3s",
              "secondary-access: write",
              "14: modules[0].secondary-access: expected read or none, found \"write\""),
          wrong(
              "{ type: manual }",
              "{ type: vote }",
              "10: arbiter.type: expected http or manual, found \"vote\""),
          wrong(
              "{ type: manual }",
              "{ type: http, url: \"ftp://there\" }",
              "10: arbiter.url: expected a URL such as http://192.0.2.30:7400, found \"ftp://there\""),
          wrong(
              "{ type: manual }",
              "{ type: http, url: \"http://a b\" }",
              "10: arbiter.url: expected a URL such as http://192.0.2.30:7400, found \"http://a b\""),
          wrong(
              "{ type: none }",
              "{ type: service }",
              "15: modules[0].application.type: expected none or command or scripts, found \"service\""),
          wrong(
              "{ type: none }",
              "{ type: command, start: [] }",
              "15: modules[0].application.start: expected a program and its arguments, found an empty list"),
          wrong(
              "{ type: none }",
              "{ type: command, start: [ a ], stop-signal: STOP }",
              "15: modules[0].application.stop-signal: expected a signal: TERM, INT, QUIT, HUP, USR1, USR2 or KILL, found \"STOP\""),
          wrong(
              "host: 127.0.0.1, port: 7412",
              "host: \"a b\", port: 7412",
              "7: api.host: expected a host name or address such as 192.0.2.10, found \"a b\""),
          wrong(
              "name: demo, key-file",
              "name: de/mo, key-file",
              "1: cluster.name: expected a name of letters, digits, dots, dashes and underscores (at most 64, first a letter or digit), found \"de/mo\""),
          // Ranges.
          wrong(
              "port: 7412",
              "port: 70000",
              "7: api.port: expected a port from 1 to 65535, found \"70000\""),
          wrong(
              "port: 7412",
              "port: many",
              "7: api.port: expected a port from 1 to 65535, found \"many\""),
          wrong(
              "peer-timeout: 3s",
              "peer-timeout: 2h",
              "14: modules[0].peer-timeout: expected a duration from 100ms to 1m, found \"2h\""),
          wrong(
              "peer-timeout: 3s",
              "segment-size: 1KiB",
              "14: modules[0].segment-size: expected a size from 4MiB to 8GiB, found \"1KiB\""),
          wrong(
              "peer-timeout: 3s",
              "segment-size: 9GiB\n    retain: 32GiB",
              "14: modules[0].segment-size: expected a size from 4MiB to 8GiB, found \"9GiB\""),
          wrong(
              "peer-timeout: 3s",
              "fuse-workers: 0",
              "14: modules[0].fuse-workers: expected a number from 1 to 64, found \"0\""),
          wrong(
              "peer-timeout: 3s",
              "verify: { every: 1ms }",
              "14: modules[0].verify.every: expected a duration from 1s to 31d, or off, found \"1ms\""),
          wrong(
              "peer-timeout: 3s",
              "verify: { every: 24h, healing: true }",
              "14: modules[0].verify.healing: unknown key, expected one of every, heal, rate"),
          wrong(
              "interval: 200ms",
              "interval: 1ms",
              "9: heartbeat.interval: expected a duration from 10ms to 10s, found \"1ms\""),
          // Things that do not fit together.
          wrong(
              "timeout: 2s",
              "timeout: 500ms",
              "9: heartbeat.timeout: expected at least 3 intervals (600ms), found 500ms"),
          wrong(
              "peer-timeout: 3s",
              "retain: 300MiB",
              "14: modules[0].retain: expected at least two segments (512MiB), found 300MiB"),
          wrong(
              "peer-timeout: 3s",
              "retain-for: 24",
              "14: modules[0].retain-for: expected a duration such as 3s, or unlimited, found \"24\""),
          wrong(
              "peer-timeout: 3s",
              "retain-for: 30s",
              "14: modules[0].retain-for: expected a duration from 1m to 365d, or unlimited, found \"30s\""),
          wrong(
              "peer-timeout: 3s",
              "resync-rate: 10",
              "14: modules[0].resync-rate: expected a size such as 256MiB, or unlimited, found \"10\""),
          wrong(
              "peer-timeout: 3s",
              "resync-rate: 1KiB",
              "14: modules[0].resync-rate: expected a size from 64KiB to 1TiB, or unlimited, found \"1KiB\""),
          wrong("node: alpha", "node: gamma", "2: node: expected alpha or beta, found \"gamma\""),
          wrong(
              "  - { name: beta, host: 127.0.0.1, replication-port: 7420, heartbeat-port: 7421 }\n",
              "",
              "4: nodes: expected exactly two nodes, found 1"),
          wrong(
              "name: beta",
              "name: alpha",
              "5: nodes[1].name: expected a name of its own, found that of nodes[0]"),
          wrong(
              "port: 7413",
              "port: 7412",
              "8: probe.port: expected a port of its own, found 7412, which is api.port too"),
          wrong(
              "heartbeat-port: 7421",
              "heartbeat-port: 7411",
              "5: nodes[1].heartbeat-port: expected a port of its own, found 7411, which is nodes[0].heartbeat-port too"),
          wrong(
              "application: { type: none }",
              "\n  - { name: demo, directories: [ more ] }",
              "16: modules[1].name: expected a name of its own, found that of modules[0]"),
          wrong(
              "application: { type: none }",
              "\n  - { name: other, directories: [ data/inner ] }",
              "16: modules[1].directories[0]: expected a directory apart from modules[0].directories[0], found DIR/data/inner and DIR/data"),
          wrong(
              "directories: [ data ]",
              "directories: [ data, data ]",
              "13: modules[0].directories[1]: expected a directory apart from modules[0].directories[0], found DIR/data and DIR/data"),
          wrong(
              "state-directory: state",
              "state-directory: data/state",
              "13: modules[0].directories[0]: expected a directory apart from state-directory, found DIR/data and DIR/data/state"),
          wrong(
              "directories: [ data ]",
              "directories: [ . ]",
              "13: modules[0].directories[0]: expected a directory apart from state-directory, found DIR and DIR/state"),
          wrong(
              "directories: [ data ]",
              "directories: [ data, more/../data/inner ]",
              "13: modules[0].directories[1]: expected a directory apart from modules[0].directories[0], found DIR/data/inner and DIR/data"),
          wrong(
              "directories: [ data ]",
              "directories: [ /tmp/.. ]",
              "13: modules[0].directories[0]: expected a directory below /, found /"),
          wrong(
              "state-directory: state",
              "state-directory: /",
              "6: state-directory: expected a directory below /, found /"),
          wrong(
              "key-file: cluster.key",
              "key-file: cluster.key, key: aaaa",
              "1: cluster.key-file: expected either key-file or key, found both"),
          wrong(
              "name: demo, key-file: cluster.key",
              "name: demo",
              "1: cluster.key-file: expected either key-file or key, found neither"),
          wrong(
              "key-file: cluster.key",
              "key: \"!!\"",
              "1: cluster.key: expected a key in base64, found other characters"),
          // The file itself.
          wrong(
              "node: alpha", "node: *other", "2: node: expected a plain value, found a YAML alias"),
          wrong(
              "node: alpha",
              "node: &a alpha\nzone: *a",
              "3: zone: expected a plain value, found a YAML alias"),
          wrong(
              "node: alpha",
              "node: [ alpha",
              "3: not YAML: while parsing a flow sequence: expected ',' or ']', but got :"),
          wrong(
              "node: alpha",
              "\tnode: alpha",
              "2: not YAML: while scanning for the next token: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)"),
          wrong(
              "modules:\n",
              "modules:\n---\n",
              "13: expected one YAML document, found a second one"));

  private static WrongConfig wrong(String found, String replacement, String expected) {
    return new WrongConfig(found, replacement, "FILE:" + expected);
  }

  String yaml() {
    if (!ConfigFolder.VALID.contains(found)) {
      throw new AssertionError("the valid configuration has no " + found);
    }
    return ConfigFolder.VALID.replace(found, replacement);
  }

  @Override
  public String toString() {
    return expected;
  }
}
