-- The till's session whose Z report covers the fact; null: the store's, as all were.
ALTER TABLE "store_journal" ADD COLUMN "session_id" uuid;
