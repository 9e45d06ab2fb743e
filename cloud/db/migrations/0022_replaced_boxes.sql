-- A code that makes another box the store's box says of which epoch the box is that it replaces.
ALTER TABLE "enroll_codes" ADD COLUMN "replaces_epoch" integer;
-- What the store's box began with, as it was handed out: a response that was lost is given again, byte for byte.
ALTER TABLE "edge_nodes" ADD COLUMN "snapshot" text;

-- Every fact of a store that no Z report covers yet, in the order of its log; the store's next box goes on from it.
CREATE TABLE "store_journal" (
  "store_id" text NOT NULL,
  "position" bigserial NOT NULL,
  "kind" text NOT NULL,
  "ref_id" uuid NOT NULL,
  "business_day" text,
  "at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "store_journal_store_id_position_pk" PRIMARY KEY("store_id","position")
);
CREATE INDEX "store_journal_at" ON "store_journal" USING btree ("at");
CREATE INDEX "order_events_refund_asked" ON "order_events" USING btree ("store_id","order_id") WHERE type = 'refund.requested';

-- Of the facts that are here already: those after the store's last Z report, two weeks back at most.
INSERT INTO "store_journal" ("store_id", "kind", "ref_id", "business_day", "at")
WITH since AS (
  SELECT s.store_id, greatest(now() - interval '14 days', coalesce(max(d.at), '-infinity')) AS moment
  FROM stores s LEFT JOIN drawer_events d ON d.store_id = s.store_id AND d.type = 'drawer.closed' GROUP BY s.store_id
), facts AS (
  SELECT o.store_id, 'SALE' AS kind, o.order_id AS ref_id, o.business_day, substring(o.state::text from '"completed_at"\s*:\s*"([^"]+)"')::timestamptz AS at
  FROM orders o WHERE o.status = 'COMPLETED' AND o.business_day >= to_char(now() - interval '16 days', 'YYYY-MM-DD')
  UNION ALL
  SELECT p.store_id, 'PAYMENT', p.payment_id, p.business_day, p.captured_at FROM payments p WHERE p.provider = 'in_store' AND p.status = 'CAPTURED'
    AND p.captured_at > now() - interval '14 days'
  UNION ALL
  SELECT r.store_id, 'REFUND', r.refund_id, r.business_day, r.refunded_at FROM refunds r WHERE r.provider = 'in_store' AND r.status = 'SUCCEEDED'
    AND r.refunded_at > now() - interval '14 days'
  UNION ALL
  SELECT d.store_id, 'MOVEMENT', substring(d.body::text from '"movement_id"\s*:\s*"([0-9a-f-]{36})"')::uuid, d.business_day, d.at
  FROM drawer_events d WHERE d.type = 'drawer.moved' AND d.at > now() - interval '14 days'
)
SELECT f.store_id, f.kind, f.ref_id, f.business_day, f.at FROM facts f JOIN since USING (store_id)
WHERE f.at > since.moment AND f.ref_id IS NOT NULL ORDER BY f.store_id, f.at, f.ref_id;
