-- An erasure that no operator asked for is in the audit log too.
ALTER TABLE "audit_log" ALTER COLUMN "operator_id" DROP NOT NULL;
INSERT INTO "audit_log" ("entry_id", "at", "action", "subject_id")
SELECT e."user_id", e."erased_at", 'ERASED', e."user_id" FROM "erased_users" e
WHERE NOT EXISTS (SELECT FROM "audit_log" a WHERE a."subject_id" = e."user_id" AND a."action" = 'ERASED');
