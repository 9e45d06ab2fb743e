-- An open order keeps its person: by age goes one that is over, and an erased one (without_person 2) as soon as it is.
DROP INDEX orders_with_person;
CREATE INDEX orders_with_person ON orders (updated_at) WHERE without_person = 0 AND status IN ('COMPLETED', 'CANCELLED');
CREATE INDEX orders_to_forget ON orders (order_id) WHERE without_person = 2;
