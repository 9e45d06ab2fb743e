-- Which part of a refund is a correction the cloud says once it has heard of the order's amendment: until then no report counts it.
ALTER TABLE online_refunds ADD COLUMN amendments INTEGER NOT NULL DEFAULT 0;
-- What is known by now was reported by a cloud that does not say it.
UPDATE online_refunds SET amendments = coalesce((SELECT o.state ->> '$.amendments' FROM orders o WHERE o.order_id = online_refunds.order_id), 0);
