-- CreateEnum
CREATE TYPE "locale" AS ENUM ('EN', 'RU');

-- CreateEnum
CREATE TYPE "notification_type" AS ENUM ('WELCOME', 'PASSWORD_RESET', 'ORDER_PLACED', 'ORDER_CONFIRMED', 'ORDER_REJECTED', 'ORDER_CANCELLED', 'ORDER_EXPIRED', 'ORDER_SHIPPED', 'ORDER_DELIVERED', 'CUSTOM');

-- CreateEnum
CREATE TYPE "notification_status" AS ENUM ('QUEUED', 'SENT', 'FAILED');

-- CreateTable
CREATE TABLE "recipients" (
    "user_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "first_name" TEXT,
    "locale" "locale" NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "recipients_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "type" "notification_type" NOT NULL,
    "status" "notification_status" NOT NULL DEFAULT 'QUEUED',
    "event_key" TEXT NOT NULL,
    "order_id" UUID,
    "notice" JSONB,
    "subject" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "locale" "locale",
    "sealed_token" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "sending" INTEGER NOT NULL DEFAULT 1,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "deferrals" INTEGER NOT NULL DEFAULT 0,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "failure_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "notifications_event_key_key" ON "notifications"("event_key");

-- CreateIndex
CREATE INDEX "notifications_user_id_id_idx" ON "notifications"("user_id", "id");

-- CreateIndex
CREATE INDEX "notifications_order_id_id_idx" ON "notifications"("order_id", "id");

-- The rest is what a Prisma schema cannot say.

-- A wrong state cannot be written: each status has what belongs to it, and nothing is sent before its reader is known.
ALTER TABLE "notifications"
  ADD CONSTRAINT "sent_has_time" CHECK (("status" = 'SENT') = ("sent_at" IS NOT NULL)),
  ADD CONSTRAINT "failed_has_reason" CHECK (("status" = 'FAILED') = ("failure_reason" IS NOT NULL)),
  ADD CONSTRAINT "language_before_sending" CHECK ("status" = 'QUEUED' OR "locale" IS NOT NULL),
  ADD CONSTRAINT "waiting_can_be_written_again" CHECK ("locale" IS NOT NULL OR "notice" IS NOT NULL),
  ADD CONSTRAINT "order_notice_has_order" CHECK ("event_key" NOT LIKE 'order:%' OR "order_id" IS NOT NULL),
  -- A one-time token is kept for as long as its mail is to be sent, and has an end.
  ADD CONSTRAINT "token_only_while_queued" CHECK (
    "sealed_token" IS NULL OR ("status" = 'QUEUED' AND "type" = 'PASSWORD_RESET' AND "expires_at" IS NOT NULL)),
  -- A mail's subject is one line: a second one would be a header.
  ADD CONSTRAINT "subject_is_one_line" CHECK ("subject" !~ '[\n\r]'),
  ADD CONSTRAINT "counts" CHECK ("sending" >= 1 AND "attempts" >= 0 AND "deferrals" BETWEEN 0 AND "attempts");

-- What the sender looks for, several times a second: only what is to be sent.
CREATE INDEX "notifications_due" ON "notifications" ("next_attempt_at") WHERE "status" = 'QUEUED' AND "locale" IS NOT NULL;
-- What waits for its reader, looked for when somebody registers.
CREATE INDEX "notifications_waiting" ON "notifications" ("user_id") WHERE "locale" IS NULL;
-- `User.notifications(unread: true)`, which people ask for more than for the rest.
CREATE INDEX "notifications_unread" ON "notifications" ("user_id", "id") WHERE "read_at" IS NULL;

-- Wakes the sender when something is there to be sent: it is new, its reader has become known, or it is asked for again.
CREATE FUNCTION "wake_sender"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('notifications_due', '');
  RETURN NULL;
END $$;
CREATE TRIGGER "notification_wakes_sender" AFTER INSERT OR UPDATE OF "status", "locale" ON "notifications"
  FOR EACH ROW WHEN (NEW."status" = 'QUEUED' AND NEW."locale" IS NOT NULL) EXECUTE FUNCTION "wake_sender"();
