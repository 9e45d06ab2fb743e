-- A box that follows another one. Its next key is on the disk before the cloud hears of it; the present one stays in use until then.
ALTER TABLE box ADD COLUMN next_key TEXT;

-- What the box began with, byte for byte: a cloud that was set back is told it again. `cursor`: what screens heard before is of another history.
CREATE TABLE enrolment_snapshots (
  epoch INTEGER PRIMARY KEY,
  cursor INTEGER NOT NULL,
  snapshot TEXT NOT NULL
) STRICT;

-- The requests that the box before has answered: a till that repeats one gets what came of it.
CREATE TABLE earlier_requests (
  principal TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  order_id TEXT,
  is_birth INTEGER NOT NULL,
  facts TEXT NOT NULL,
  PRIMARY KEY (principal, key)
) STRICT, WITHOUT ROWID;

-- When headquarters was told of a device, so that the store's next box lets it in; null: of the release before.
ALTER TABLE devices ADD COLUMN told_at TEXT;
