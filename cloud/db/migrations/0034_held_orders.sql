-- Orders for later that wait in the cloud until their store is there to be offered them, each store's oldest promise first.
CREATE INDEX "orders_held" ON "orders" USING btree ("store_id", "promised_at") WHERE handoff = 'HELD';
-- Until when the provider holds the money, where it has said so.
ALTER TABLE "payment_intents" ADD COLUMN "hold_ends_at" timestamptz(3);
