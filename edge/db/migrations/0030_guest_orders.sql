-- The order that a cashier made of a ticket which a guest holds by phone: the phone follows it.
ALTER TABLE guest_drafts ADD COLUMN order_id TEXT;
