-- Facts, appended once. Nothing here is ever updated or deleted.
CREATE TABLE IF NOT EXISTS event (
  position       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stream         VARCHAR(80)    NOT NULL,
  version        BIGINT         NOT NULL,
  id             UUID           NOT NULL,
  time_millis    BIGINT         NOT NULL,
  node           VARCHAR(64)    NOT NULL,
  module         VARCHAR(64)    NOT NULL,
  type           VARCHAR(100)   NOT NULL,
  actor          VARCHAR(200)   NOT NULL,
  epoch          BIGINT         NOT NULL,
  schema_version INTEGER        NOT NULL,
  payload        VARCHAR(262144) NOT NULL,
  previous_hash  CHAR(64)       NOT NULL,
  hash           CHAR(64)       NOT NULL,
  CONSTRAINT event_id UNIQUE (id),
  CONSTRAINT event_stream_version UNIQUE (stream, version),
  CONSTRAINT event_chain UNIQUE (previous_hash)
);
CREATE INDEX IF NOT EXISTS event_module ON event (module, position);
CREATE INDEX IF NOT EXISTS event_type ON event (type, position);
CREATE INDEX IF NOT EXISTS event_time ON event (time_millis);
