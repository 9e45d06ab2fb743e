-- The document that was in force before one in another currency arrived: a menu and a profile of different currencies sell nothing.
CREATE TABLE older_documents (
  kind TEXT PRIMARY KEY CHECK (kind IN ('menu', 'profile')),
  version INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;
