CREATE TABLE dayparts (
  store_id text NOT NULL,
  position integer NOT NULL,
  definition json NOT NULL,
  daypart_id text NOT NULL,
  PRIMARY KEY (store_id, daypart_id)
);

CREATE TABLE store_modifier_availability (
  store_id text NOT NULL,
  modifier_id text NOT NULL,
  sold_out boolean NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (store_id, modifier_id)
);
