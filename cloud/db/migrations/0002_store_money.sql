ALTER TABLE "orders" ADD COLUMN "business_day" text;
UPDATE "orders" SET "business_day" = "state" ->> 'business_day';

CREATE TABLE "drawer_events" (
  "store_id" text NOT NULL,
  "event_id" uuid NOT NULL,
  "type" text NOT NULL,
  "session_id" uuid,
  "business_day" text,
  "at" timestamp (3) with time zone NOT NULL,
  "body" json NOT NULL,
  "received_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "drawer_events_store_id_event_id_pk" PRIMARY KEY("store_id","event_id")
);

CREATE INDEX "orders_of_day" ON "orders" USING btree ("store_id","business_day");
CREATE INDEX "payments_of_day" ON "payments" USING btree ("store_id","business_day");
CREATE INDEX "refunds_of_day" ON "refunds" USING btree ("store_id","business_day");
CREATE INDEX "drawer_events_by_type" ON "drawer_events" USING btree ("store_id","type","event_id");
