-- A store that is closed for good, or for a season: it leaves the app, and keeps its books.
ALTER TABLE "stores" ADD COLUMN "retired_at" timestamp (3) with time zone;

-- By which key contact data is sealed: rotation seals anew what is left under an old one.
CREATE INDEX "users_by_email_key" ON "users" USING btree ("email_key_id") WHERE email_key_id IS NOT NULL;
