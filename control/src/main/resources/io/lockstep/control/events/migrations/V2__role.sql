-- Views of the events: may be thrown away and rebuilt at any time.
CREATE TABLE IF NOT EXISTS current_role_of (
  module       VARCHAR(64)   NOT NULL,
  node         VARCHAR(64)   NOT NULL,
  role         VARCHAR(16)   NOT NULL,
  readiness    VARCHAR(16)   NOT NULL,
  epoch        BIGINT        NOT NULL,
  since_millis BIGINT        NOT NULL,
  position     BIGINT        NOT NULL,
  PRIMARY KEY (module, node)
);
CREATE TABLE IF NOT EXISTS role_interval (
  module        VARCHAR(64) NOT NULL,
  node          VARCHAR(64) NOT NULL,
  from_position BIGINT      NOT NULL,
  role          VARCHAR(16) NOT NULL,
  epoch         BIGINT      NOT NULL,
  from_millis   BIGINT      NOT NULL,
  until_millis  BIGINT,
  PRIMARY KEY (module, node, from_position)
);
CREATE INDEX IF NOT EXISTS role_interval_open ON role_interval (module, node, until_millis);
