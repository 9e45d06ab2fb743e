-- A browser is reached at one endpoint, whoever uses it: it may belong to one customer, and to each order that a guest placed with it.
DROP INDEX "push_subscriptions_by_endpoint";
CREATE UNIQUE INDEX "push_subscriptions_of_customers_endpoint" ON "push_subscriptions" USING btree ("endpoint_index") WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX "push_subscriptions_of_orders_endpoint" ON "push_subscriptions" USING btree ("endpoint_index", "order_id") WHERE order_id IS NOT NULL;

-- Whoever signs out, or is signed out, is told nothing more in that browser.
ALTER TABLE "push_subscriptions" ADD CONSTRAINT "push_subscriptions_session" FOREIGN KEY ("session_id") REFERENCES "sessions" ("session_id") ON DELETE CASCADE;
