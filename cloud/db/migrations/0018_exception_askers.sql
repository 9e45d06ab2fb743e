-- Who asked for what an exception tells the others of: text decides nothing. Earlier ones named them last in their detail.
ALTER TABLE "exceptions" ADD COLUMN "asked_by" uuid;
UPDATE "exceptions" SET "asked_by" = substring("detail" from ' ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.$')::uuid
WHERE "kind" = 'store.payment_account_changed';
