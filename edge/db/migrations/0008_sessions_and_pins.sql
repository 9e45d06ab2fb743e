-- Which PIN a member of staff signed in with: another one ends the session. Sessions of the release before end with the upgrade.
ALTER TABLE staff_sessions ADD COLUMN pin_key TEXT;

-- How often in a row a device was locked by wrong PINs: each time for longer.
ALTER TABLE pin_attempts ADD COLUMN rounds INTEGER NOT NULL DEFAULT 0;

-- Which network a pairing was begun from: whoever begins too many loses their own.
ALTER TABLE pairings ADD COLUMN asked_by TEXT NOT NULL DEFAULT '';
