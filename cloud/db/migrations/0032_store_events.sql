-- A store's events in one sequence without holes, for other systems. The head's row is locked from an insert to its commit, so whoever
-- reads a position has seen, or can see, every one below it. Triggers, so that a node of an older release beside this one numbers its
-- events too. What was there gets its number here, in the order of each order's events.
CREATE TABLE "store_event_heads" (
  "store_id" text PRIMARY KEY NOT NULL,
  "head" bigint NOT NULL
);
CREATE TABLE "store_events" (
  "store_id" text NOT NULL,
  "position" bigint NOT NULL,
  "event_id" uuid NOT NULL,
  "of_drawer" boolean NOT NULL,
  CONSTRAINT "store_events_store_id_position_pk" PRIMARY KEY("store_id","position")
);

CREATE FUNCTION next_store_events(store text, count bigint) RETURNS bigint LANGUAGE sql AS $$
  INSERT INTO store_event_heads (store_id, head) VALUES (store, count)
  ON CONFLICT (store_id) DO UPDATE SET head = store_event_heads.head + excluded.head RETURNING head - count;
$$;

CREATE FUNCTION number_order_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH stores AS MATERIALIZED (
    SELECT c.store_id, next_store_events(c.store_id, c.count) AS base
    FROM (SELECT store_id, count(*) FROM added GROUP BY store_id ORDER BY store_id) AS c
  ), placed AS (
    SELECT store_id, event_id, row_number() OVER (PARTITION BY store_id ORDER BY reached, order_id, cursor) AS place
    FROM (SELECT *, max(at) OVER (PARTITION BY store_id, order_id ORDER BY cursor) AS reached FROM added) AS a
  )
  INSERT INTO store_events (store_id, position, event_id, of_drawer)
  SELECT store_id, base + place, event_id, false FROM placed JOIN stores USING (store_id);
  RETURN NULL;
END $$;

CREATE FUNCTION number_drawer_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH stores AS MATERIALIZED (
    SELECT c.store_id, next_store_events(c.store_id, c.count) AS base
    FROM (SELECT store_id, count(*) FROM added GROUP BY store_id ORDER BY store_id) AS c
  ), placed AS (
    SELECT store_id, event_id, row_number() OVER (PARTITION BY store_id ORDER BY at, event_id) AS place FROM added
  )
  INSERT INTO store_events (store_id, position, event_id, of_drawer)
  SELECT store_id, base + place, event_id, true FROM placed JOIN stores USING (store_id);
  RETURN NULL;
END $$;

-- Waits for who is writing, and holds back who wants to write until all of this is committed.
CREATE TRIGGER "order_events_are_numbered" AFTER INSERT ON "order_events"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION number_order_events();
CREATE TRIGGER "drawer_events_are_numbered" AFTER INSERT ON "drawer_events"
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION number_drawer_events();

INSERT INTO store_events (store_id, position, event_id, of_drawer)
SELECT store_id, row_number() OVER (PARTITION BY store_id ORDER BY reached, of_drawer, place_of, cursor), event_id, of_drawer FROM (
  SELECT store_id, event_id, false AS of_drawer, order_id AS place_of, cursor,
    max(at) OVER (PARTITION BY store_id, order_id ORDER BY cursor) AS reached FROM order_events
  UNION ALL SELECT store_id, event_id, true, event_id, 0, at FROM drawer_events
) AS e;
INSERT INTO store_event_heads (store_id, head) SELECT store_id, max(position) FROM store_events GROUP BY store_id;
