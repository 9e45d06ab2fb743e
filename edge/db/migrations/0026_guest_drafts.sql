-- Tickets that guests hold by phone (decision 0022): how each is known to its phone, and what became of it, for a day.
CREATE TABLE guest_drafts (
  draft_id TEXT PRIMARY KEY,
  number TEXT NOT NULL,
  -- Hashes of the phone's idempotency key and of the token that is made of it.
  key_hash TEXT NOT NULL UNIQUE,
  token_hash TEXT NOT NULL UNIQUE,
  request_hash TEXT NOT NULL,
  -- JSON of the first response, without the token.
  response TEXT NOT NULL,
  network TEXT NOT NULL,
  held_at TEXT NOT NULL,
  ended TEXT CHECK (ended IN ('RESUMED', 'DISCARDED', 'WITHDRAWN', 'EXPIRED')),
  ended_at TEXT,
  CHECK ((ended IS NULL) = (ended_at IS NULL))
) STRICT;
CREATE INDEX guest_drafts_waiting ON guest_drafts (held_at) WHERE ended IS NULL;
CREATE INDEX guest_drafts_ended ON guest_drafts (ended_at) WHERE ended IS NOT NULL;

-- What the printed sheet lets a phone in by; NULL: no sheet was ever made.
ALTER TABLE box ADD COLUMN guest_code TEXT;
