-- Holds of money that are about to end: looked for each second.
CREATE INDEX "payment_intents_held" ON "payment_intents" USING btree ("hold_ends_at") WHERE status = 'AUTHORIZED';
