-- When an account's events were asked for last: what paces the asking is no longer the moment at which a payment was refused there.
ALTER TABLE "psp_listings" ADD COLUMN "asked_at" timestamp (3) with time zone;
