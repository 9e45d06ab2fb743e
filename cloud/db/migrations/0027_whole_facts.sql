-- Orders that a box has told whole, since its log no longer reaches back to what this database lacks: what its log says of them up to
-- that number is in them already. `facts_until`: the same for the store itself, while the log is not heard up to there.
ALTER TABLE "store_links" ADD COLUMN "facts_until" bigint;
CREATE TABLE "store_facts" (
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "seq" bigint NOT NULL,
  CONSTRAINT "store_facts_store_id_order_id_pk" PRIMARY KEY("store_id","order_id")
);
