-- Name, notes and words of whoever ordered are gone: by age, or since they were erased.
ALTER TABLE orders ADD COLUMN without_person INTEGER NOT NULL DEFAULT 0;
CREATE INDEX orders_with_person ON orders (created_at) WHERE without_person = 0;
-- Whose order a remembered response tells.
CREATE INDEX idempotency_of_order ON idempotency
  (CASE WHEN json_valid(body) THEN coalesce(body ->> '$.order.order_id', body ->> '$.order_id') END);
