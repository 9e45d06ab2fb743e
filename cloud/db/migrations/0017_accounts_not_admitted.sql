-- Since when the provider is known not to admit us to an account; null: it does, as far as we know.
ALTER TABLE "psp_listings" ADD COLUMN "not_admitted_at" timestamp (3) with time zone;
UPDATE "psp_listings" SET "not_admitted_at" = now() WHERE EXISTS (
  SELECT FROM "payment_operations" o JOIN "payment_intents" i USING ("store_id", "payment_id")
  WHERE i."account" = "psp_listings"."account" AND o."state" = 'OPEN' AND o."last_answer" = 'not_admitted');
