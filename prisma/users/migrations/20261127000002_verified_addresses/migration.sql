-- Addresses are confirmed; names are compared by Unicode case folding; the networks that people have signed in from are known.

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email_verified" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "folding_version" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "search_text" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "refresh_tokens" ADD COLUMN     "network" TEXT;

-- CreateTable
CREATE TABLE "email_verifications" (
    "hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_verifications_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "email_verifications_user_id_idx" ON "email_verifications"("user_id");

-- CreateIndex
CREATE INDEX "refresh_tokens_network_idx" ON "refresh_tokens"("network");

-- AddForeignKey
ALTER TABLE "email_verifications" ADD CONSTRAINT "email_verifications_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What Prisma's schema cannot say.

CREATE TRIGGER email_verifications_keep_used BEFORE UPDATE ON email_verifications
  FOR EACH ROW WHEN (OLD.used_at IS NOT NULL) EXECUTE FUNCTION keep_used();

-- SQL cannot fold the letters of all scripts: the service does so when it starts (use-cases/refold-names.ts). For ASCII, lower case is the
-- same; and no server's locale may say otherwise. Punycode may stand for other letters, so that it is left to the service, too.
UPDATE users SET search_text = user_search_text(username, email, first_name, last_name);
UPDATE users SET
  email_folded = lower(email COLLATE "C"), username_folded = lower(username COLLATE "C"), folding_version = 2,
  search_text = lower((username || E'\n' || email || E'\n' || coalesce(first_name, '') || ' ' || coalesce(last_name, '')) COLLATE "C")
WHERE octet_length(username || email || coalesce(first_name, '') || coalesce(last_name, ''))
    = char_length(username || email || coalesce(first_name, '') || coalesce(last_name, ''))
  AND email_folded = lower(email COLLATE "C") AND username_folded = lower(username COLLATE "C");
CREATE INDEX users_unfolded ON users (id) WHERE folding_version < 2;

-- Search goes by the folded text. The function stays for the processes of the version before, while they are being replaced.
DROP INDEX users_search;
CREATE INDEX users_search ON users USING gin (search_text gin_trgm_ops);
