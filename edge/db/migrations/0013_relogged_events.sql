-- Events of other disks that are in this log under their old ids: entered once, whatever is re-logged again. Of one history of the store.
CREATE TABLE relogged_events (
  event_id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
