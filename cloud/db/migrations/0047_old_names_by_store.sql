-- Names go by age store by store, the oldest first.
DROP INDEX "orders_with_person";
CREATE INDEX "orders_with_person" ON "orders" USING btree ("store_id", "promised_at") WHERE NOT without_person;
