-- What happened at a drawer is append-only, like payments and refunds: the database refuses what no code of ours does.
CREATE FUNCTION keep_drawer_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'drawer event % is a fact: it can be neither changed nor deleted', OLD.event_id;
END $$;
CREATE TRIGGER "drawer_events_are_kept" BEFORE UPDATE OR DELETE ON "drawer_events" FOR EACH ROW EXECUTE FUNCTION keep_drawer_event();
