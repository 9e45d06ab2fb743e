-- How often this disk was put back from a backup since it was enrolled: its numbers carry that many extra letters.
ALTER TABLE box ADD COLUMN restores INTEGER NOT NULL DEFAULT 0;

-- Which disks of boxes before were re-logged here, and what came of it; they belong to the box, not to a history of the store.
CREATE TABLE relogs (
  file TEXT PRIMARY KEY,
  done_at TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT, WITHOUT ROWID;
