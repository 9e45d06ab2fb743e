-- Refunds of orders that were paid online, as the cloud last reported them. `counts_from`: the position of the journal from which on it
-- is in a report; null: it is in none.
CREATE TABLE online_refunds (
  refund_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  refunded_at TEXT NOT NULL,
  business_day TEXT,
  lines TEXT,
  counts_from INTEGER,
  state TEXT NOT NULL
) STRICT;
CREATE INDEX online_refunds_of_order ON online_refunds (order_id);
CREATE INDEX online_refunds_counted ON online_refunds (counts_from) WHERE counts_from IS NOT NULL;
