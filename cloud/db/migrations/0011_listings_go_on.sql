-- A listing of the provider's undelivered events that takes more than one run: when it began, what it goes back to, and where it is.
ALTER TABLE "psp_listings" ADD COLUMN "began_at" timestamp (3) with time zone;
ALTER TABLE "psp_listings" ADD COLUMN "back_to" timestamp (3) with time zone;
ALTER TABLE "psp_listings" ADD COLUMN "after_event" text;
