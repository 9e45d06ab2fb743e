-- Customers who were erased: their id alone, so that nothing which comes later brings them back. The same is outside the database (register/).
CREATE TABLE "erased_users" (
  "user_id" uuid PRIMARY KEY NOT NULL,
  "erased_at" timestamp (3) with time zone NOT NULL,
  -- CUSTOMER, OPERATOR, AGE.
  "asked_by" text NOT NULL
);
-- Their orders. `blanked_at`: here; `box_told_at`: the store's box has been told.
CREATE TABLE "erased_orders" (
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "user_id" uuid,
  "blanked_at" timestamp (3) with time zone,
  "box_told_at" timestamp (3) with time zone,
  PRIMARY KEY ("store_id", "order_id")
);
CREATE INDEX "erased_orders_waiting" ON "erased_orders" USING btree ("store_id", "order_id") WHERE blanked_at IS NULL OR box_told_at IS NULL;
CREATE INDEX "erased_orders_of_user" ON "erased_orders" USING btree ("user_id");
-- What operators did with a customer's data: ids and a word, never what was in it.
CREATE TABLE "audit_log" (
  "entry_id" uuid PRIMARY KEY NOT NULL,
  "at" timestamp (3) with time zone NOT NULL,
  "operator_id" uuid NOT NULL,
  "action" text NOT NULL,
  "subject_id" uuid NOT NULL
);
CREATE INDEX "audit_log_of_subject" ON "audit_log" USING btree ("subject_id", "at");
CREATE INDEX "audit_log_at" ON "audit_log" USING btree ("at");
-- Name, notes and words of whoever ordered are gone, and what comes later of the order is stored without them.
ALTER TABLE "orders" ADD COLUMN "without_person" boolean DEFAULT false NOT NULL;
CREATE INDEX "orders_with_person" ON "orders" USING btree ("promised_at") WHERE NOT without_person;
ALTER TABLE "quarantine" ADD COLUMN "without_person" boolean DEFAULT false NOT NULL;
CREATE INDEX "quarantine_of_order" ON "quarantine" USING btree ("store_id", "order_id") WHERE order_id IS NOT NULL;
CREATE INDEX "quarantine_with_person" ON "quarantine" USING btree ("received_at") WHERE NOT without_person;
-- Whose a waiting mail is, as the blind index of users has it; null: of a release before.
ALTER TABLE "mails" ADD COLUMN "recipient_index" text;
CREATE INDEX "mails_of_recipient" ON "mails" USING btree ("recipient_index") WHERE recipient_index IS NOT NULL;
CREATE INDEX "users_by_age" ON "users" USING btree ("created_at") WHERE role = 'customer';
-- An exception named whose order it was.
UPDATE "exceptions" SET "detail" = regexp_replace("detail", '^(A box of the store before the present one had it on its disk: ).*(''s order over )', '\1a guest\2')
WHERE "kind" = 'order.nobody_remembers';
