-- What reports ask of every order of a range: read once when the order is written, instead of from its document each time.
ALTER TABLE "orders" ADD COLUMN "currency" text
  GENERATED ALWAYS AS (substring("state"::text from '"currency"\s*:\s*"([A-Z]{3})"')) STORED;
ALTER TABLE "orders" ADD COLUMN "for_later" boolean
  GENERATED ALWAYS AS ("state"::text ~ '"requested_for"\s*:\s*"') STORED;

CREATE INDEX "orders_by_day" ON "orders" USING btree ("business_day","order_id");
