CREATE TABLE box (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  node_id TEXT,
  store_id TEXT,
  epoch INTEGER,
  epoch_certificate TEXT,
  cloud_url TEXT,
  private_key TEXT,
  generation INTEGER NOT NULL DEFAULT 0,
  clock_offset_ms INTEGER,
  last_exchange_at TEXT,
  fenced_at TEXT
) STRICT;
INSERT INTO box (id) VALUES (1);

CREATE TABLE position (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  cursor INTEGER NOT NULL,
  head_seq INTEGER NOT NULL,
  head_hash TEXT NOT NULL,
  acked_seq INTEGER NOT NULL CHECK (acked_seq <= head_seq),
  inbox_seq INTEGER NOT NULL,
  inbox_id TEXT,
  availability_revision INTEGER NOT NULL
) STRICT;
INSERT INTO position (id, cursor, head_seq, head_hash, acked_seq, inbox_seq, availability_revision)
VALUES (1, 0, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0, 0, 0);

CREATE TABLE documents (
  kind TEXT PRIMARY KEY CHECK (kind IN ('menu', 'profile')),
  version INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE availability (
  item_id TEXT PRIMARY KEY,
  sold_out INTEGER NOT NULL CHECK (sold_out IN (0, 1)),
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  order_id TEXT PRIMARY KEY,
  store_id TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('POS', 'APP')),
  status TEXT NOT NULL CHECK (status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY', 'COMPLETED', 'CANCELLED')),
  handoff TEXT NOT NULL CHECK (handoff IN ('BORN_AT_STORE', 'OFFERED', 'ACCEPTED', 'CONFIRMED', 'DECLINED', 'WITHDRAWN')),
  authority TEXT NOT NULL CHECK (authority IN ('edge', 'cloud')),
  order_seq INTEGER NOT NULL,
  pay_mode TEXT NOT NULL,
  promised_at TEXT NOT NULL,
  business_day TEXT,
  ticket_number TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  currency TEXT NOT NULL,
  subtotal_cents INTEGER NOT NULL,
  discount_cents INTEGER NOT NULL,
  tax_cents INTEGER NOT NULL,
  total_cents INTEGER NOT NULL,
  paid_cents INTEGER NOT NULL,
  refunded_cents INTEGER NOT NULL,
  cursor INTEGER NOT NULL,
  principal TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  request_hash TEXT,
  answer TEXT,
  state TEXT NOT NULL,
  CHECK ((request_hash IS NULL) = (answer IS NULL))
) STRICT;
-- Of the orders made here: a second order for one key cannot be stored. What the cloud sends was made unique there.
CREATE UNIQUE INDEX orders_by_key ON orders (store_id, principal, idempotency_key) WHERE request_hash IS NOT NULL;
CREATE INDEX orders_by_cursor ON orders (cursor);
CREATE INDEX orders_open ON orders (promised_at, order_id) WHERE status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY');

CREATE TABLE order_lines (
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  position INTEGER NOT NULL,
  line_id TEXT NOT NULL,
  item_id TEXT NOT NULL,
  name TEXT NOT NULL,
  station TEXT NOT NULL,
  tax_category TEXT NOT NULL,
  qty INTEGER NOT NULL CHECK (qty > 0),
  unit_price_cents INTEGER NOT NULL,
  modifiers TEXT NOT NULL,
  note TEXT,
  gross_cents INTEGER NOT NULL,
  discount_cents INTEGER NOT NULL,
  tax_cents INTEGER NOT NULL,
  line_total_cents INTEGER NOT NULL,
  PRIMARY KEY (order_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE payments (
  payment_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  store_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  account TEXT NOT NULL DEFAULT '',
  provider_ref TEXT,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  intent_id TEXT,
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  tendered_cents INTEGER,
  change_cents INTEGER,
  reference TEXT,
  captured_by TEXT,
  captured_at TEXT,
  business_day TEXT,
  created_at TEXT NOT NULL,
  UNIQUE (provider, account, provider_ref)
) STRICT;
CREATE INDEX payments_by_order ON payments (order_id);

CREATE TABLE refunds (
  refund_id TEXT PRIMARY KEY,
  payment_id TEXT NOT NULL REFERENCES payments (payment_id),
  order_id TEXT NOT NULL REFERENCES orders (order_id),
  store_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  account TEXT NOT NULL DEFAULT '',
  provider_ref TEXT,
  method TEXT NOT NULL,
  status TEXT NOT NULL,
  amount_cents INTEGER NOT NULL,
  currency TEXT NOT NULL,
  reason TEXT NOT NULL,
  actor TEXT NOT NULL,
  refunded_at TEXT NOT NULL,
  business_day TEXT,
  UNIQUE (provider, account, provider_ref)
) STRICT;
CREATE INDEX refunds_by_order ON refunds (order_id);

CREATE TABLE events (
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  type TEXT NOT NULL,
  order_id TEXT,
  at TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (epoch, seq)
) STRICT;

CREATE TABLE acknowledgements (
  epoch INTEGER NOT NULL,
  hour TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (epoch, hour)
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox_applied (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  applied_at TEXT NOT NULL
) STRICT;

CREATE TABLE shape_positions (
  table_name TEXT PRIMARY KEY,
  handle TEXT NOT NULL,
  offset TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counters (
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (name, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE declined_offers (
  order_id TEXT PRIMARY KEY,
  declined_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cancel_refusals (
  request_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  code TEXT NOT NULL,
  refused_at TEXT NOT NULL,
  cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
  store_id TEXT NOT NULL,
  principal TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (store_id, principal, key)
) STRICT;

CREATE TABLE devices (
  device_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('pos', 'barista', 'board', 'console')),
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  paired_at TEXT NOT NULL,
  last_seen_at TEXT,
  revoked_at TEXT
) STRICT;

CREATE TABLE pairings (
  pairing_id TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  claim_secret_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  approved_at TEXT,
  approved_by TEXT,
  claimed_at TEXT
) STRICT;

CREATE TABLE staff_sessions (
  token_hash TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL,
  device_id TEXT NOT NULL REFERENCES devices (device_id),
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at TEXT
) STRICT;

CREATE TABLE pin_attempts (
  device_id TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  locked_until TEXT
) STRICT, WITHOUT ROWID;
