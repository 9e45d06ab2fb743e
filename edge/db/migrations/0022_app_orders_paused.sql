-- Until then the store takes no app orders for now, as its staff said; NULL: it takes them. A time that has passed says nothing.
ALTER TABLE box ADD COLUMN app_orders_paused_until TEXT;
