-- What headquarters asks this store to give back. Asking moves no money; answering does.
CREATE TABLE refund_requests (
  request_id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  amount_cents INTEGER,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'DONE', 'REFUSED')),
  answered_at TEXT,
  CHECK ((state = 'OPEN') = (answered_at IS NULL))
) STRICT;
CREATE INDEX refund_requests_open ON refund_requests (asked_at) WHERE state = 'OPEN';
