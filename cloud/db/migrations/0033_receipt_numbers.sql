-- The numbers of the counter's receipts, by which a till finds an order from before its box.
CREATE INDEX "payments_by_receipt" ON "payments" USING btree ("store_id","provider_ref") WHERE provider = 'in_store' AND provider_ref IS NOT NULL;
CREATE INDEX "refunds_by_receipt" ON "refunds" USING btree ("store_id","provider_ref") WHERE provider = 'in_store' AND provider_ref IS NOT NULL;
