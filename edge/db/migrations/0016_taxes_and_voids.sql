-- The taxes of a line that are several or have a name, as JSON (LineTax[]); and 1 for a line outside of the tax.
ALTER TABLE order_lines ADD COLUMN taxes TEXT;
ALTER TABLE order_lines ADD COLUMN tax_exempt INTEGER;
-- Orders that were cancelled before any tender are in the journal from now on. SQLite changes a CHECK by a new table alone.
CREATE TABLE journal_next (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('SALE', 'PAYMENT', 'REFUND', 'MOVEMENT', 'VOID')),
  ref_id TEXT NOT NULL,
  business_day TEXT,
  UNIQUE (kind, ref_id)
) STRICT;
INSERT INTO journal_next (position, kind, ref_id, business_day) SELECT position, kind, ref_id, business_day FROM journal ORDER BY position;
DROP TABLE journal;
ALTER TABLE journal_next RENAME TO journal;
