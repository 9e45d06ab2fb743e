-- Of a refund that a store's amendment overtook, a part may be a correction and the rest given back.
ALTER TABLE "refunds" ADD COLUMN "corrected_cents" integer
  GENERATED ALWAYS AS (coalesce(substring("state"::text from '"corrected_cents"\s*:\s*(\d+)')::integer, 0)) STORED;
