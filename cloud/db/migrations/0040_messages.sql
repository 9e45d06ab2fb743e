-- In which language a customer is written to (null: as the order was placed), where else they can be reached, and what they want to hear of
-- (null: what is told by default).
ALTER TABLE "users" ADD COLUMN "language" text;
ALTER TABLE "users" ADD COLUMN "phone_ciphertext" text;
ALTER TABLE "users" ADD COLUMN "phone_key_id" text;
ALTER TABLE "users" ADD COLUMN "phone_index" text;
ALTER TABLE "users" ADD COLUMN "preferences" json;
CREATE INDEX "users_by_phone" ON "users" USING btree ("phone_index") WHERE phone_index IS NOT NULL;
CREATE INDEX "users_by_phone_key" ON "users" USING btree ("phone_key_id") WHERE phone_key_id IS NOT NULL;

-- What was left with an order to be told about it: sealed, and gone after 30 days.
CREATE TABLE "order_contacts" (
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "email_sealed" text,
  "email_index" text,
  "phone_sealed" text,
  "phone_index" text,
  "language" text,
  "created_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL,
  PRIMARY KEY ("store_id", "order_id")
);
CREATE INDEX "order_contacts_by_email" ON "order_contacts" USING btree ("email_index") WHERE email_index IS NOT NULL;
CREATE INDEX "order_contacts_by_phone" ON "order_contacts" USING btree ("phone_index") WHERE phone_index IS NOT NULL;
CREATE INDEX "order_contacts_expires_at" ON "order_contacts" USING btree ("expires_at");

-- Browsers that want to be told: of a customer, or of one order of a guest.
CREATE TABLE "push_subscriptions" (
  "subscription_id" uuid PRIMARY KEY NOT NULL,
  "endpoint_index" text NOT NULL,
  "sealed" text NOT NULL,
  "user_id" uuid,
  "store_id" text,
  "order_id" uuid,
  "session_id" uuid,
  "language" text,
  "created_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL
);
CREATE UNIQUE INDEX "push_subscriptions_by_endpoint" ON "push_subscriptions" USING btree ("endpoint_index");
CREATE INDEX "push_subscriptions_of_user" ON "push_subscriptions" USING btree ("user_id") WHERE user_id IS NOT NULL;
CREATE INDEX "push_subscriptions_of_order" ON "push_subscriptions" USING btree ("order_id") WHERE order_id IS NOT NULL;
CREATE INDEX "push_subscriptions_of_session" ON "push_subscriptions" USING btree ("session_id") WHERE session_id IS NOT NULL;
CREATE INDEX "push_subscriptions_expires_at" ON "push_subscriptions" USING btree ("expires_at");

-- What somebody may have to be told of, written in the commit that it is a fact by. The planner takes it away.
CREATE TABLE "message_facts" (
  "store_id" text NOT NULL,
  "id" bigserial NOT NULL,
  "order_id" uuid NOT NULL,
  "event_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "at" timestamp (3) with time zone NOT NULL,
  PRIMARY KEY ("store_id", "id")
);
CREATE INDEX "message_facts_by_id" ON "message_facts" USING btree ("id");

-- One for each fact, channel and recipient. A row stays for 30 days, so that nobody is told the same twice.
CREATE TABLE "messages" (
  "message_id" uuid PRIMARY KEY NOT NULL,
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "channel" text NOT NULL,
  "contact_index" text,
  "subscription_id" uuid,
  "sealed" text,
  "state" text NOT NULL,
  "tries" integer DEFAULT 0 NOT NULL,
  "due_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  "settled_at" timestamp (3) with time zone,
  "failure" text
);
CREATE INDEX "messages_due" ON "messages" USING btree ("channel", "due_at") WHERE state = 'WAITING';
CREATE INDEX "messages_dead" ON "messages" USING btree ("settled_at", "message_id") WHERE state = 'DEAD';
CREATE INDEX "messages_of_order" ON "messages" USING btree ("store_id", "order_id");
CREATE INDEX "messages_by_contact" ON "messages" USING btree ("contact_index") WHERE contact_index IS NOT NULL;
CREATE INDEX "messages_created_at" ON "messages" USING btree ("created_at");

-- Whom nothing is sent to any more: they said so, or what was sent did not arrive.
CREATE TABLE "suppressions" (
  "channel" text NOT NULL,
  "contact_index" text NOT NULL,
  "why" text NOT NULL,
  "at" timestamp (3) with time zone NOT NULL,
  PRIMARY KEY ("channel", "contact_index")
);
