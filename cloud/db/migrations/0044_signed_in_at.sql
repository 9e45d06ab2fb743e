-- When a customer signed in last, so that age takes nobody who still does: a session is gone 90 days later. null: not since this is kept.
ALTER TABLE "users" ADD COLUMN "signed_in_at" timestamp (3) with time zone;
UPDATE "users" u SET "signed_in_at" = known.at FROM (
  SELECT user_id, max(at) AS at FROM (
    SELECT user_id, created_at AS at FROM "sessions"
    UNION ALL SELECT o.user_id, c.used_at FROM "sign_in_codes" c JOIN "users" o USING (email_index) WHERE c.used_at IS NOT NULL
  ) signs GROUP BY user_id
) known WHERE known.user_id = u.user_id AND u.role = 'customer';
