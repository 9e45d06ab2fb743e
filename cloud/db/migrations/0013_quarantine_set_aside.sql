-- An event in quarantine that a person has set aside for good: it stays, with who did so and why.
ALTER TABLE "quarantine" ADD COLUMN "set_aside_by" text;
ALTER TABLE "quarantine" ADD COLUMN "set_aside_reason" text;
