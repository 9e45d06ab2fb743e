-- Tickets on hold: no orders yet, and never sent up.
CREATE TABLE drafts (
  draft_id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL,
  draft TEXT NOT NULL,
  held_at TEXT NOT NULL,
  taken_at TEXT,
  taken_by TEXT,
  CHECK ((taken_at IS NULL) = (taken_by IS NULL))
) STRICT;
CREATE INDEX drafts_by_taken ON drafts (taken_at);

-- By what a cashier looks for an order. Names of the last release are folded without their accents being taken off.
ALTER TABLE orders ADD COLUMN name_key TEXT;
UPDATE orders SET name_key = lower(trim(json_extract(state, '$.customer_name')));
CREATE INDEX orders_by_name ON orders (name_key) WHERE name_key IS NOT NULL;
CREATE INDEX orders_by_ticket ON orders (ticket_number);
CREATE INDEX orders_by_day ON orders (business_day);
CREATE INDEX orders_cancelled ON orders (status) WHERE status = 'CANCELLED';

-- Orders that were wanted for later, and when they came onto the queue as such.
CREATE TABLE releases (
  order_id TEXT PRIMARY KEY REFERENCES orders (order_id),
  releases_at TEXT NOT NULL,
  promised_at TEXT NOT NULL,
  released_at TEXT
) STRICT;
CREATE INDEX releases_due ON releases (releases_at) WHERE released_at IS NULL;
