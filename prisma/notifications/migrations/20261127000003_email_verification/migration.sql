-- AlterEnum
ALTER TYPE "notification_type" ADD VALUE 'EMAIL_VERIFICATION' BEFORE 'PASSWORD_RESET';

-- A mail that confirms an address has a one-time token, too. Compared as text: a new value of an enum cannot be named before it is committed.
ALTER TABLE "notifications"
  DROP CONSTRAINT "token_only_while_queued",
  ADD CONSTRAINT "token_only_while_queued" CHECK (
    "sealed_token" IS NULL
    OR ("status" = 'QUEUED' AND "type"::text IN ('PASSWORD_RESET', 'EMAIL_VERIFICATION') AND "expires_at" IS NOT NULL));
