-- Refunds of sales that were paid online are in the journal from now on, as what they take off again is where one fails after it had
-- succeeded. SQLite changes a CHECK by a new table alone.
CREATE TABLE journal_next (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('SALE', 'PAYMENT', 'REFUND', 'MOVEMENT', 'VOID', 'REFUND_ONLINE', 'REFUND_ONLINE_FAILED')),
  ref_id TEXT NOT NULL,
  business_day TEXT,
  session_id TEXT,
  UNIQUE (kind, ref_id)
) STRICT;
INSERT INTO journal_next (position, kind, ref_id, business_day, session_id)
  SELECT position, kind, ref_id, business_day, session_id FROM journal ORDER BY position;
DROP TABLE journal;
ALTER TABLE journal_next RENAME TO journal;
CREATE INDEX journal_by_session ON journal (session_id, position) WHERE session_id IS NOT NULL;
-- Those that an X counts and no Z has yet. `counts_from` stays with the others: a report counts them.
INSERT INTO journal (kind, ref_id, business_day, session_id)
  SELECT 'REFUND_ONLINE', refund_id, CASE WHEN refunded_at < completed_at THEN sale_day ELSE business_day END, session_id
  FROM (SELECT f.refund_id, f.refunded_at, f.business_day, o.state ->> '$.completed_at' AS completed_at, s.business_day AS sale_day,
          CASE WHEN f.counts_from > s.position THEN NULL ELSE s.session_id END AS session_id, max(f.counts_from, s.position) AS place
        FROM online_refunds f JOIN journal s ON s.kind = 'SALE' AND s.ref_id = f.order_id JOIN orders o ON o.order_id = f.order_id
        WHERE f.counts_from IS NOT NULL AND f.state ->> '$.status' = 'SUCCEEDED')
  WHERE CASE WHEN session_id IS NULL THEN place > (SELECT COALESCE(MAX(journal_to), 0) FROM z_reports)
             ELSE session_id IN (SELECT session_id FROM drawer_sessions WHERE status <> 'CLOSED') END
  ORDER BY place;
UPDATE online_refunds SET counts_from = NULL WHERE refund_id IN (SELECT ref_id FROM journal WHERE kind = 'REFUND_ONLINE')
  OR order_id NOT IN (SELECT ref_id FROM journal WHERE kind = 'SALE');
