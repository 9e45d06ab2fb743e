-- The taxes of a line that are several or have a name, as JSON (LineTax[]); its rate; and true for a line outside of the tax.
ALTER TABLE "order_lines" ADD COLUMN "tax_rate_ppm" integer;
ALTER TABLE "order_lines" ADD COLUMN "taxes" json;
ALTER TABLE "order_lines" ADD COLUMN "tax_exempt" boolean;
-- The business day of the hand-over, or of the cancellation. An order of an older box has none, and counts on its `business_day`.
ALTER TABLE "orders" ADD COLUMN "counts_on" text;
CREATE INDEX "orders_by_counted_day" ON "orders" USING btree ("store_id",coalesce("counts_on", "business_day"));
