-- Open orders that staff put before the others on the queue: few, and found without reading the others.
CREATE INDEX orders_rushed ON orders (promised_at, order_id)
  WHERE status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY') AND instr(state, '"is_rush":true') > 0;
