-- Positions have content: the inbox is a hash chain over ids and bytes. A store's chain begins at the oldest entry that is still stored.
ALTER TABLE "store_links" ADD COLUMN "inbox_chain" text DEFAULT '0000000000000000000000000000000000000000000000000000000000000000' NOT NULL;
-- The name of the store's last join; number 0: none yet.
ALTER TABLE "store_links" ADD COLUMN "join_number" bigint DEFAULT 0 NOT NULL;
ALTER TABLE "store_links" ADD COLUMN "join_nonce" uuid;
ALTER TABLE "store_inbox" ADD COLUMN "chain" text;

DO $$
DECLARE
  entry record;
  store text;
  last text;
BEGIN
  FOR entry IN SELECT store_id, seq, id::text AS id, command::text AS command FROM store_inbox ORDER BY store_id, seq LOOP
    IF store IS DISTINCT FROM entry.store_id THEN
      store := entry.store_id;
      last := repeat('0', 64);
    END IF;
    last := encode(sha256(convert_to(last || E'\n' || entry.id || E'\n' || entry.command, 'UTF8')), 'hex');
    UPDATE store_inbox SET chain = last WHERE store_id = entry.store_id AND seq = entry.seq;
  END LOOP;
END $$;
UPDATE "store_links" l SET "inbox_chain" = i.chain FROM "store_inbox" i WHERE i.store_id = l.store_id AND i.seq = l.inbox_head;
ALTER TABLE "store_inbox" ALTER COLUMN "chain" SET NOT NULL;
