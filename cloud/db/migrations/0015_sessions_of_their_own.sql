-- A browser's sign-in is a session of its own: signing out there leaves the token that opened it, and every other browser, alone.
ALTER TABLE "sessions" ADD COLUMN "session_id" uuid DEFAULT gen_random_uuid() NOT NULL;
ALTER TABLE "sessions" ADD COLUMN "opened_by" uuid;
CREATE UNIQUE INDEX "sessions_by_id" ON "sessions" USING btree ("session_id");
CREATE INDEX "sessions_opened_by" ON "sessions" USING btree ("opened_by") WHERE opened_by IS NOT NULL;

-- When somebody first proved that the address is theirs: what an operator registered before may be anybody's.
ALTER TABLE "users" ADD COLUMN "email_proved_at" timestamp (3) with time zone;

-- Who asked for a code, as a MAC of their network address: limits are theirs before they are the address's.
ALTER TABLE "sign_in_codes" ADD COLUMN "asked_by" text;
