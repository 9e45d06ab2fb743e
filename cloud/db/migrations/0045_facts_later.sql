-- A fact that could not be told yet is tried again later, and others meanwhile.
ALTER TABLE "message_facts" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;
ALTER TABLE "message_facts" ADD COLUMN "due_at" timestamp (3) with time zone;
ALTER TABLE "message_facts" ADD COLUMN "failed_at" timestamp (3) with time zone;
