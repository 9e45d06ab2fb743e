-- Which orders of the app that are not cancelled have which promotion, for those that are limited.
CREATE TABLE "promotion_uses" (
  "store_id" text NOT NULL,
  "promotion_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  -- The signed-in customer; null for a guest.
  "user_id" uuid,
  PRIMARY KEY ("store_id", "order_id", "promotion_id")
);
CREATE INDEX "promotion_uses_counted" ON "promotion_uses" USING btree ("store_id", "promotion_id", "user_id");
-- Those of orders that are here already, so that a promotion which is limited from now on counts them too.
INSERT INTO "promotion_uses" ("store_id", "promotion_id", "order_id", "user_id")
SELECT DISTINCT o."store_id", named.id[1], o."order_id", o."user_id"
FROM "orders" o CROSS JOIN LATERAL regexp_matches(o."state"::text, '"promotion_id"\s*:\s*"([a-z0-9_-]+)"', 'g') AS named (id)
WHERE o."origin" = 'APP' AND o."status" <> 'CANCELLED' AND named.id[1] <> 'counter-discount';
