-- Open orders whose promise was moved: few, and each has the place on the queue of what was promised first.
CREATE INDEX orders_moved ON orders (promised_at, order_id)
  WHERE status IN ('PLACED', 'PAID', 'IN_PROGRESS', 'READY') AND instr(state, '"first_promised_at":"') > 0;
