-- Positions have content: the chain of the inbox entries that were applied, and the bytes of documents and commands as they came.
ALTER TABLE position ADD COLUMN inbox_chain TEXT;
UPDATE position SET inbox_chain = '0000000000000000000000000000000000000000000000000000000000000000' WHERE inbox_seq = 0;
ALTER TABLE inbox_applied ADD COLUMN chain TEXT;
ALTER TABLE inbox_applied ADD COLUMN command TEXT;
-- Of a document that an older release has stored without what it did not know: null, and it is fetched again.
ALTER TABLE documents ADD COLUMN sha256 TEXT;
ALTER TABLE older_documents ADD COLUMN sha256 TEXT;
DELETE FROM shape_positions WHERE table_name = 'store_documents';

-- The join before the next one, the nonce of the one that is being asked for, and whether this disk's history has ended.
ALTER TABLE box ADD COLUMN join_number INTEGER;
ALTER TABLE box ADD COLUMN join_nonce TEXT;
ALTER TABLE box ADD COLUMN next_nonce TEXT;
ALTER TABLE box ADD COLUMN forked_at TEXT;
ALTER TABLE box ADD COLUMN restored_at TEXT;
