-- An incarnation is one unbroken life of this database: it ends when the database is put back to an earlier state, by a backup, a
-- failover or a copy of its directory. Stores are frozen from the beginning of one until they have joined it. Every store of a
-- database of an earlier release counts as joined.
CREATE TABLE "incarnations" (
  "incarnation_id" uuid PRIMARY KEY NOT NULL,
  "number" integer NOT NULL UNIQUE,
  "begun_at" timestamp (3) with time zone NOT NULL,
  "cause" text NOT NULL,
  "detail" text NOT NULL,
  "system_identifier" text NOT NULL,
  "timeline" integer NOT NULL,
  "succeeds" uuid,
  "lost_from" timestamp (3) with time zone
);

ALTER TABLE "store_links" ADD COLUMN "frozen_by" uuid;

CREATE TABLE "store_freezes" (
  "store_id" text NOT NULL,
  "incarnation_id" uuid NOT NULL,
  "begun_at" timestamp (3) with time zone NOT NULL,
  "lost_from" timestamp (3) with time zone,
  "provider_read_at" timestamp (3) with time zone,
  "overdue_at" timestamp (3) with time zone,
  "ended_at" timestamp (3) with time zone,
  "ended_by" text,
  "report" json,
  CONSTRAINT "store_freezes_store_id_incarnation_id_pk" PRIMARY KEY("store_id","incarnation_id")
);
CREATE INDEX "store_freezes_open" ON "store_freezes" USING btree ("begun_at") WHERE ended_at IS NULL;

-- What the provider showed during a freeze, of an order that is not over or that nobody here remembers.
CREATE TABLE "freeze_readings" (
  "store_id" text NOT NULL,
  "intent_id" text NOT NULL,
  "incarnation_id" uuid NOT NULL,
  "account" text NOT NULL,
  "order_id" uuid NOT NULL,
  "snapshot" json NOT NULL,
  "read_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "freeze_readings_store_id_intent_id_pk" PRIMARY KEY("store_id","intent_id")
);
