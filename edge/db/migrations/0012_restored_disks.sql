-- Of a disk that was put back from a backup and not enrolled since: letters that its numbers end with, drawn for each restore.
ALTER TABLE box ADD COLUMN restore_mark TEXT NOT NULL DEFAULT '';

-- Which disks of boxes before were re-logged here, and what came of it; they belong to the box, not to a history of the store.
CREATE TABLE relogs (
  file TEXT PRIMARY KEY,
  done_at TEXT NOT NULL,
  report TEXT NOT NULL
) STRICT, WITHOUT ROWID;
