-- Accounts at the provider to which it admits this installation no more: what became of their payments cannot be read.
ALTER TABLE "store_freezes" ADD COLUMN "closed_accounts" text[] DEFAULT '{}' NOT NULL;
