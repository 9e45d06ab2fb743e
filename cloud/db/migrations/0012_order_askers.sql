-- Who holds an order open, for limits alone: an account, or a guest's network as a keyed hash. Rows of ended orders are dropped.
CREATE TABLE "order_askers" (
  "order_id" uuid PRIMARY KEY,
  "store_id" text NOT NULL,
  "asker" text NOT NULL
);
CREATE INDEX "order_askers_by_asker" ON "order_askers" USING btree ("asker", "store_id");
