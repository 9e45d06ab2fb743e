-- A refund says whether the guest has the money, or whether a tender was recorded wrongly and its money is owed again.
ALTER TABLE refunds ADD COLUMN kind TEXT NOT NULL DEFAULT 'GIVEN_BACK' CHECK (kind IN ('GIVEN_BACK', 'CORRECTION'));

-- Until now every refund reopened the debt: one whose order was tendered again afterwards was a correction.
UPDATE refunds SET kind = 'CORRECTION' WHERE provider = 'in_store' AND status = 'SUCCEEDED' AND EXISTS (
  SELECT 1 FROM payments p
  JOIN journal taken ON taken.kind = 'PAYMENT' AND taken.ref_id = p.payment_id
  JOIN journal given ON given.kind = 'REFUND' AND given.ref_id = refunds.refund_id
  WHERE p.order_id = refunds.order_id AND p.provider = 'in_store' AND taken.position > given.position
);

-- What was corrected counts neither as paid nor as given back.
UPDATE orders SET paid_cents = paid_cents - c.cents, refunded_cents = refunded_cents - c.cents,
  state = json_set(state, '$.refund_state', CASE
    WHEN refunded_cents = c.cents THEN 'NONE'
    WHEN refunded_cents >= paid_cents THEN 'FULL'
    ELSE 'PARTIAL' END)
FROM (SELECT order_id, SUM(amount_cents) AS cents FROM refunds WHERE kind = 'CORRECTION' GROUP BY order_id) AS c
WHERE c.order_id = orders.order_id;
