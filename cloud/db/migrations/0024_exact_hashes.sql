-- Tells requests apart that an older release's hash does not; null: a node of such a release stored it.
ALTER TABLE "order_keys" ADD COLUMN "exact_hash" text;
