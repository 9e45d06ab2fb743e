-- The newest time that was trusted: of an exchange with the cloud, or a manager's word, carried on while the box ran.
ALTER TABLE box ADD COLUMN trusted_at TEXT;
UPDATE box SET trusted_at = last_exchange_at;
