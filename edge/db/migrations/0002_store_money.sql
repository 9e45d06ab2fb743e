ALTER TABLE order_lines ADD COLUMN tax_rate_ppm INTEGER;

ALTER TABLE payments ADD COLUMN tip_cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE payments ADD COLUMN drawer_session_id TEXT;
CREATE INDEX payments_by_session ON payments (drawer_session_id) WHERE drawer_session_id IS NOT NULL;

ALTER TABLE refunds ADD COLUMN tip_cents INTEGER NOT NULL DEFAULT 0;
ALTER TABLE refunds ADD COLUMN drawer_session_id TEXT;
CREATE INDEX refunds_by_session ON refunds (drawer_session_id) WHERE drawer_session_id IS NOT NULL;

CREATE TABLE drawer_sessions (
  session_id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('OPEN', 'COUNTED', 'CLOSED')),
  state TEXT NOT NULL
) STRICT;
-- One session at a time.
CREATE UNIQUE INDEX drawer_sessions_open ON drawer_sessions (store_id) WHERE status <> 'CLOSED';

CREATE TABLE drawer_movements (
  movement_id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL,
  session_id TEXT REFERENCES drawer_sessions (session_id),
  kind TEXT NOT NULL CHECK (kind IN ('PAID_IN', 'PAID_OUT', 'NO_SALE')),
  amount_cents INTEGER NOT NULL CHECK (amount_cents >= 0),
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  business_day TEXT
) STRICT;
CREATE INDEX drawer_movements_by_session ON drawer_movements (session_id);

CREATE TABLE journal (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('SALE', 'PAYMENT', 'REFUND', 'MOVEMENT')),
  ref_id TEXT NOT NULL,
  business_day TEXT,
  UNIQUE (kind, ref_id)
) STRICT;
-- What happened before there were reports is covered by the first ones, a day whole in one of them: a report covers so many days.
INSERT INTO journal (kind, ref_id, business_day)
  SELECT kind, ref_id, business_day FROM (
    SELECT 1 AS part, 'PAYMENT' AS kind, payment_id AS ref_id, business_day, rowid AS nth FROM payments WHERE status = 'CAPTURED'
    UNION ALL SELECT 2, 'REFUND', refund_id, business_day, rowid FROM refunds WHERE status = 'SUCCEEDED'
    UNION ALL SELECT 3, 'SALE', order_id, business_day, 0 FROM orders WHERE status = 'COMPLETED'
  ) ORDER BY business_day, part, nth, ref_id;

CREATE TABLE z_reports (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  z_number TEXT NOT NULL UNIQUE,
  session_id TEXT NOT NULL UNIQUE REFERENCES drawer_sessions (session_id),
  journal_to INTEGER NOT NULL,
  report TEXT NOT NULL
) STRICT;
