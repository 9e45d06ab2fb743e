-- What is sold out may be on sale again by itself, and what is left of a thing may be counted: as the store said last.
ALTER TABLE "store_availability" ADD COLUMN "until" timestamp (3) with time zone;
ALTER TABLE "store_availability" ADD COLUMN "left_qty" integer;
ALTER TABLE "store_modifier_availability" ADD COLUMN "until" timestamp (3) with time zone;
ALTER TABLE "store_modifier_availability" ADD COLUMN "left_qty" integer;
