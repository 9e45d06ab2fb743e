-- A month's money of all stores, without reading the years before it.
CREATE INDEX "payments_captured_at" ON "payments" USING btree ("captured_at") WHERE status = 'CAPTURED';
CREATE INDEX "refunds_refunded_at" ON "refunds" USING btree ("refunded_at") WHERE status = 'SUCCEEDED';

-- The customers of a store, in the order of their ids.
CREATE INDEX "orders_of_customers" ON "orders" USING btree ("store_id","user_id") WHERE user_id IS NOT NULL;
