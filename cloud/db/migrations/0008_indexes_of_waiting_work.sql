-- Read under a store's link row, for every order of a batch that is paid online.
CREATE INDEX "payment_operations_of_order" ON "payment_operations" USING btree ("store_id","order_id");
-- What pruning looks for.
CREATE INDEX "store_inbox_created_at" ON "store_inbox" USING btree ("created_at");
CREATE INDEX "enroll_codes_expires_at" ON "enroll_codes" USING btree ("expires_at");
CREATE INDEX "sign_in_codes_created_at" ON "sign_in_codes" USING btree ("created_at");
CREATE INDEX "mails_expires_at" ON "mails" USING btree ("expires_at");
-- Whether an order has an exception already: asked of every paid order that waits.
CREATE INDEX "exceptions_of_order" ON "exceptions" USING btree ("order_id") WHERE order_id IS NOT NULL;
