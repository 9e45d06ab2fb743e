-- A refund says whether the guest has the money, or whether a tender was recorded wrongly and its money is owed again.
-- Everything of `state` and `body` is read as text: -> fails on a document in which any string has \u0000.
CREATE OR REPLACE FUNCTION keep_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'refund % cannot be deleted', OLD.refund_id;
  END IF;
  -- A box from before there were kinds says by the tender that follows that a refund was a correction.
  IF OLD.provider = 'in_store' AND OLD.state::text !~ '"kind"\s*:\s*"CORRECTION"' AND NEW.state::text ~ '"kind"\s*:\s*"CORRECTION"'
     AND (NEW.store_id, NEW.refund_id, NEW.payment_id, NEW.order_id, NEW.provider, NEW.account, NEW.provider_ref, NEW.method, NEW.status, NEW.amount_cents, NEW.refunded_at, NEW.business_day, NEW.cause)
       IS NOT DISTINCT FROM
         (OLD.store_id, OLD.refund_id, OLD.payment_id, OLD.order_id, OLD.provider, OLD.account, OLD.provider_ref, OLD.method, OLD.status, OLD.amount_cents, OLD.refunded_at, OLD.business_day, OLD.cause) THEN
    RETURN NEW;
  END IF;
  IF OLD.status = 'FAILED' OR OLD.provider = 'in_store' OR NEW.payment_id <> OLD.payment_id OR NEW.amount_cents <> OLD.amount_cents
     OR (OLD.status = 'SUCCEEDED' AND NEW.status = 'PENDING') THEN
    RAISE EXCEPTION 'refund % is a fact: it cannot be changed', OLD.refund_id;
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE "refunds" ADD COLUMN "kind" text
  GENERATED ALWAYS AS (CASE WHEN "state"::text ~ '"kind"\s*:\s*"CORRECTION"' THEN 'CORRECTION' ELSE 'GIVEN_BACK' END) STORED;

-- Until now every refund reopened the debt: one whose order was tendered again afterwards was a correction.
CREATE TEMPORARY TABLE "moves" ON COMMIT DROP AS
  SELECT "store_id", "order_id", "cursor", "event_id", "type",
    (substring("body"::text from '"' || CASE "type" WHEN 'payment.captured' THEN 'payment_id' ELSE 'refund_id' END || '"\s*:\s*"([0-9a-fA-F-]{36})"'))::uuid AS "ref_id"
  FROM "order_events"
  WHERE "type" IN ('payment.captured', 'refund.succeeded') AND "body"::text ~ '"provider"\s*:\s*"in_store"';
CREATE TEMPORARY TABLE "corrections" ON COMMIT DROP AS
  SELECT given."store_id", given."order_id", given."ref_id" AS "refund_id" FROM "moves" given
  WHERE given."type" = 'refund.succeeded' AND EXISTS (
    SELECT 1 FROM "moves" taken WHERE taken."store_id" = given."store_id" AND taken."order_id" = given."order_id"
      AND taken."type" = 'payment.captured' AND taken."cursor" > given."cursor");

UPDATE "refunds" r SET "state" = ('{"kind":"CORRECTION",' || substr(ltrim(r."state"::text), 2))::json
FROM "corrections" c WHERE c."store_id" = r."store_id" AND c."refund_id" = r."refund_id" AND r."provider" = 'in_store' AND r."status" = 'SUCCEEDED';

UPDATE "order_events" e SET "body" = ('{"corrects_refunds":true,' || substr(ltrim(e."body"::text), 2))::json
FROM "moves" taken
WHERE taken."type" = 'payment.captured' AND e."store_id" = taken."store_id" AND e."event_id" = taken."event_id" AND EXISTS (
  SELECT 1 FROM "moves" given WHERE given."store_id" = taken."store_id" AND given."order_id" = taken."order_id"
    AND given."type" = 'refund.succeeded' AND given."cursor" < taken."cursor");

-- What was corrected counts neither as paid nor as given back.
WITH corrected AS (
  SELECT r."store_id", r."order_id", sum(r."amount_cents")::bigint AS cents FROM "refunds" r WHERE r."kind" = 'CORRECTION' GROUP BY 1, 2
), sums AS (
  SELECT o."store_id", o."order_id",
    substring(o."state"::text from '"paid_cents"\s*:\s*(\d+)')::bigint - c.cents AS paid,
    substring(o."state"::text from '"refunded_cents"\s*:\s*(\d+)')::bigint - c.cents AS refunded
  FROM "orders" o JOIN corrected c ON c."store_id" = o."store_id" AND c."order_id" = o."order_id"
)
UPDATE "orders" o SET "state" = regexp_replace(regexp_replace(regexp_replace(o."state"::text,
    '"paid_cents"\s*:\s*\d+', '"paid_cents":' || s.paid),
    '"refunded_cents"\s*:\s*\d+', '"refunded_cents":' || s.refunded),
    '"refund_state"\s*:\s*"[A-Z]+"',
    '"refund_state":"' || CASE WHEN s.refunded = 0 THEN 'NONE' WHEN s.refunded >= s.paid THEN 'FULL' ELSE 'PARTIAL' END || '"')::json
FROM sums s WHERE s."store_id" = o."store_id" AND s."order_id" = o."order_id";
