ALTER TABLE "orders" ADD COLUMN "business_day" text;
-- Read as text: ->> fails on a document in which any string has \u0000. Inside a string the quotes would be escaped.
UPDATE "orders" SET "business_day" = substring("state"::text from '"business_day"\s*:\s*"([0-9]{4}-[0-9]{2}-[0-9]{2})"');

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
