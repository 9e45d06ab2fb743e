-- Names are found without their accents too, as at the till. Letters first, their marks apart, then without the marks.
DROP INDEX "orders_by_name";
CREATE INDEX "orders_by_name" ON "orders"
  USING btree (regexp_replace(normalize("searched_name", NFKD), '[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]', '', 'g') text_pattern_ops);
