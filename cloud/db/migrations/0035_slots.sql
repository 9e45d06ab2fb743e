-- Seconds of work at each station of an app order for later: what it takes of its slot.
ALTER TABLE "orders" ADD COLUMN "work_s" json;
CREATE INDEX "orders_ahead" ON "orders" USING btree ("store_id", "promised_at") WHERE origin = 'APP' AND for_later AND status NOT IN ('COMPLETED', 'CANCELLED');
