CREATE TABLE modifier_availability (
  modifier_id TEXT PRIMARY KEY,
  sold_out INTEGER NOT NULL CHECK (sold_out IN (0, 1)),
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
