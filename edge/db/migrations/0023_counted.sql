-- What is sold out may be on sale again by itself, and what is left of a thing may be counted.
ALTER TABLE availability ADD COLUMN until TEXT;
-- NULL: it is not counted. Below 0: the counter has sold so many beyond the count.
ALTER TABLE availability ADD COLUMN balance INTEGER;
ALTER TABLE modifier_availability ADD COLUMN until TEXT;
ALTER TABLE modifier_availability ADD COLUMN balance INTEGER;

-- What an order that nobody has started has taken from the present counts, and gives back if it ends unmade.
CREATE TABLE counted_takes (
  order_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('item', 'modifier')),
  id TEXT NOT NULL,
  qty INTEGER NOT NULL CHECK (qty > 0),
  PRIMARY KEY (order_id, kind, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX counted_takes_of ON counted_takes (kind, id);

-- Orders for another day: they count when their time has come.
CREATE TABLE counts_later (
  order_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
