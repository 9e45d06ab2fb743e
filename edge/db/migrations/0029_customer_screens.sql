-- The tablet that shows a till's ticket to its guest: one for a till. It belongs to the box, and headquarters is told nothing of it.
CREATE TABLE customer_screens (
  device_id TEXT PRIMARY KEY REFERENCES devices (device_id),
  token_hash TEXT NOT NULL UNIQUE,
  joined_at TEXT NOT NULL
) STRICT;
