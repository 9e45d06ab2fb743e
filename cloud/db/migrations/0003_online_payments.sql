-- An order that is paid online is offered later than it is placed.
ALTER TABLE "orders" ADD COLUMN "offered_at" timestamp (3) with time zone;
UPDATE "orders" SET "offered_at" = "created_at" WHERE "handoff" <> 'BORN_AT_STORE';
DROP INDEX "orders_offered";
CREATE INDEX "orders_offered" ON "orders" USING btree ("offered_at") WHERE handoff = 'OFFERED';

CREATE TABLE "payment_intents" (
  "store_id" text NOT NULL,
  "payment_id" uuid NOT NULL,
  "order_id" uuid NOT NULL,
  "account" text DEFAULT '' NOT NULL,
  "intent_id" text,
  "client_secret" text,
  "status" text NOT NULL,
  "pay_by" timestamp (3) with time zone NOT NULL,
  "capture_by" timestamp (3) with time zone,
  "check_at" timestamp (3) with time zone,
  "checks" integer DEFAULT 0 NOT NULL,
  CONSTRAINT "payment_intents_store_id_payment_id_pk" PRIMARY KEY("store_id","payment_id")
);
CREATE INDEX "payment_intents_of_order" ON "payment_intents" USING btree ("store_id","order_id");
CREATE INDEX "payment_intents_by_intent" ON "payment_intents" USING btree ("intent_id") WHERE intent_id IS NOT NULL;
CREATE INDEX "payment_intents_to_check" ON "payment_intents" USING btree ("check_at") WHERE check_at IS NOT NULL;
CREATE INDEX "payment_intents_unpaid" ON "payment_intents" USING btree ("pay_by") WHERE status = 'REQUIRES_PAYMENT';
CREATE INDEX "payment_intents_to_capture" ON "payment_intents" USING btree ("capture_by") WHERE capture_by IS NOT NULL;

CREATE TABLE "payment_operations" (
  "store_id" text NOT NULL,
  "operation_id" uuid NOT NULL,
  "order_id" uuid NOT NULL,
  "payment_id" uuid NOT NULL,
  "refund_id" uuid,
  "kind" text NOT NULL,
  "state" text NOT NULL,
  "attempt" integer DEFAULT 1 NOT NULL,
  "tries" integer DEFAULT 0 NOT NULL,
  "first_tried_at" timestamp (3) with time zone,
  "read_first" boolean DEFAULT false NOT NULL,
  "due_at" timestamp (3) with time zone NOT NULL,
  "leased_until" timestamp (3) with time zone,
  "last_answer" text,
  "created_at" timestamp (3) with time zone NOT NULL,
  "closed_at" timestamp (3) with time zone,
  CONSTRAINT "payment_operations_store_id_operation_id_pk" PRIMARY KEY("store_id","operation_id")
);
CREATE INDEX "payment_operations_due" ON "payment_operations" USING btree ("due_at") WHERE state = 'OPEN';
CREATE UNIQUE INDEX "payment_operations_once" ON "payment_operations" USING btree ("store_id","payment_id","kind") WHERE kind <> 'REFUND';
CREATE UNIQUE INDEX "payment_operations_of_refund" ON "payment_operations" USING btree ("store_id","refund_id") WHERE refund_id IS NOT NULL;

CREATE TABLE "psp_events" (
  "account" text NOT NULL,
  "event_id" text NOT NULL,
  "type" text NOT NULL,
  "object_id" text,
  "intent_id" text,
  "came_by" text NOT NULL,
  "state" text NOT NULL,
  "outcome" text,
  "tries" integer DEFAULT 0 NOT NULL,
  "due_at" timestamp (3) with time zone NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  "received_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "psp_events_account_event_id_pk" PRIMARY KEY("account","event_id")
);
CREATE INDEX "psp_events_waiting" ON "psp_events" USING btree ("due_at") WHERE state = 'WAITING';
CREATE INDEX "psp_events_received_at" ON "psp_events" USING btree ("received_at");

CREATE TABLE "psp_listings" (
  "account" text PRIMARY KEY NOT NULL,
  "listed_until" timestamp (3) with time zone NOT NULL
);

CREATE TABLE "payment_disputes" (
  "store_id" text NOT NULL,
  "dispute_id" text NOT NULL,
  "payment_id" uuid NOT NULL,
  "order_id" uuid NOT NULL,
  "amount_cents" integer NOT NULL,
  "currency" text NOT NULL,
  "reason" text NOT NULL,
  "status" text NOT NULL,
  "opened_at" timestamp (3) with time zone NOT NULL,
  "updated_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "payment_disputes_store_id_dispute_id_pk" PRIMARY KEY("store_id","dispute_id")
);

-- Why money is given back: at the counter, for a cancelled order (once per capture), or because somebody asked for it.
ALTER TABLE "refunds" ADD COLUMN "cause" text DEFAULT 'COUNTER' NOT NULL;
CREATE UNIQUE INDEX "refunds_for_cancellation" ON "refunds" USING btree ("store_id","payment_id") WHERE cause = 'CANCELLATION';

-- Money facts are append-only: the database refuses what no code of ours does.
CREATE FUNCTION keep_payment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'payment % cannot be deleted', OLD.payment_id;
  END IF;
  IF OLD.status = 'CAPTURED' OR OLD.provider = 'in_store' OR NEW.order_id <> OLD.order_id OR NEW.account <> OLD.account THEN
    RAISE EXCEPTION 'payment % is a fact: it cannot be changed', OLD.payment_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "payments_are_kept" BEFORE UPDATE OR DELETE ON "payments" FOR EACH ROW EXECUTE FUNCTION keep_payment();

CREATE FUNCTION keep_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'refund % cannot be deleted', OLD.refund_id;
  END IF;
  IF OLD.status = 'FAILED' OR OLD.provider = 'in_store' OR NEW.payment_id <> OLD.payment_id OR NEW.amount_cents <> OLD.amount_cents
     OR (OLD.status = 'SUCCEEDED' AND NEW.status = 'PENDING') THEN
    RAISE EXCEPTION 'refund % is a fact: it cannot be changed', OLD.refund_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "refunds_are_kept" BEFORE UPDATE OR DELETE ON "refunds" FOR EACH ROW EXECUTE FUNCTION keep_refund();
