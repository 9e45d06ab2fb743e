-- Pictures of items, shared by all menus of the chain.
CREATE TABLE pictures (
  picture text PRIMARY KEY,
  uploaded_at timestamptz NOT NULL,
  named_at timestamptz NOT NULL,
  small bytea NOT NULL,
  small_width integer NOT NULL,
  small_height integer NOT NULL,
  small_sha256 text NOT NULL,
  large bytea NOT NULL,
  large_width integer NOT NULL,
  large_height integer NOT NULL,
  large_sha256 text NOT NULL
);
-- WebP does not get smaller.
ALTER TABLE pictures ALTER COLUMN small SET STORAGE EXTERNAL, ALTER COLUMN large SET STORAGE EXTERNAL;
