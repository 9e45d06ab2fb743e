-- A month's money of all stores, without reading the years before it.
CREATE INDEX "payments_captured_at" ON "payments" USING btree ("captured_at") WHERE status = 'CAPTURED';
CREATE INDEX "refunds_refunded_at" ON "refunds" USING btree ("refunded_at") WHERE status = 'SUCCEEDED';
