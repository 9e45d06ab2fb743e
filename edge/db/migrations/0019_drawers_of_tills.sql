-- A till may have a drawer of its own: one open session for each, and one of the store ('').
ALTER TABLE drawer_sessions ADD COLUMN till TEXT NOT NULL DEFAULT '';
DROP INDEX drawer_sessions_open;
CREATE UNIQUE INDEX drawer_sessions_open ON drawer_sessions (store_id, till) WHERE status <> 'CLOSED';
-- The till's session whose Z covers the fact; null: the store's, as all were.
ALTER TABLE journal ADD COLUMN session_id TEXT;
CREATE INDEX journal_by_session ON journal (session_id, position) WHERE session_id IS NOT NULL;
-- A store without cash ends its day without a session. SQLite changes a column by a new table alone.
CREATE TABLE z_reports_next (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  z_number TEXT NOT NULL UNIQUE,
  session_id TEXT UNIQUE REFERENCES drawer_sessions (session_id),
  journal_to INTEGER NOT NULL,
  report TEXT NOT NULL
) STRICT;
INSERT INTO z_reports_next (number, z_number, session_id, journal_to, report)
  SELECT number, z_number, session_id, journal_to, report FROM z_reports ORDER BY number;
DROP TABLE z_reports;
ALTER TABLE z_reports_next RENAME TO z_reports;
