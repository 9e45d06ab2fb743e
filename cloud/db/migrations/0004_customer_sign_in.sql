-- Customers who sign in by a code sent to their e-mail address may not have told a name.
ALTER TABLE "users" ALTER COLUMN "first_name" DROP NOT NULL;

CREATE TABLE "sign_in_codes" (
  "code_id" uuid PRIMARY KEY NOT NULL,
  "email_index" text NOT NULL,
  "code_hash" text NOT NULL,
  "tries" integer DEFAULT 0 NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL,
  "used_at" timestamp (3) with time zone
);

CREATE TABLE "mails" (
  "mail_id" uuid PRIMARY KEY NOT NULL,
  "sealed" text NOT NULL,
  "tries" integer DEFAULT 0 NOT NULL,
  "due_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL
);

-- Who has dealt with an exception, and what they noted.
ALTER TABLE "exceptions" ADD COLUMN "resolved_by" json;
ALTER TABLE "exceptions" ADD COLUMN "resolution" text;

-- What people search orders by. Read as text, where a string keeps its JSON escapes: ->> fails on \u0000. The collation knows
-- the capitals of every script, whatever that of the database knows.
ALTER TABLE "orders" ADD COLUMN "searched_name" text
  GENERATED ALWAYS AS (lower(substring("state"::text from '"customer_name"\s*:\s*"((?:[^"\\]|\\.)*)"') COLLATE "pg_c_utf8")) STORED;
ALTER TABLE "orders" ADD COLUMN "searched_ticket" text
  GENERATED ALWAYS AS (lower(substring("state"::text from '"ticket_number"\s*:\s*"([^"\\]*)"') COLLATE "pg_c_utf8")) STORED;

CREATE INDEX "sign_in_codes_of_email" ON "sign_in_codes" USING btree ("email_index","created_at");
CREATE INDEX "mails_due" ON "mails" USING btree ("due_at");
CREATE INDEX "orders_by_name" ON "orders" USING btree ("searched_name" text_pattern_ops);
CREATE INDEX "orders_by_ticket" ON "orders" USING btree ("searched_ticket" text_pattern_ops);
CREATE INDEX "exceptions_by_id" ON "exceptions" USING btree ("raised_at","exception_id");
