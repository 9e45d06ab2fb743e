-- Which lines a refund took back, as JSON (RefundedLine[]); null where an older release did not say.
ALTER TABLE refunds ADD COLUMN lines TEXT;
-- Cash beyond what was due, because the currency has no smaller coin.
ALTER TABLE payments ADD COLUMN rounding_cents INTEGER;
ALTER TABLE refunds ADD COLUMN rounding_cents INTEGER;
-- What headquarters asks for by line (AskedLine[]), and of the tip.
ALTER TABLE refund_requests ADD COLUMN lines TEXT;
ALTER TABLE refund_requests ADD COLUMN tip_cents INTEGER;
