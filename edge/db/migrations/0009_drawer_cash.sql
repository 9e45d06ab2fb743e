-- The cash of a drawer session is summed from its index alone.
DROP INDEX payments_by_session;
CREATE INDEX payments_by_session ON payments (drawer_session_id, method, status, amount_cents, tip_cents) WHERE drawer_session_id IS NOT NULL;
DROP INDEX refunds_by_session;
CREATE INDEX refunds_by_session ON refunds (drawer_session_id, method, status, amount_cents, tip_cents) WHERE drawer_session_id IS NOT NULL;
