-- NOTIFY takes a lock of the whole server until its transaction is on the disk, so that no two of them could share a flush. Who writes a
-- notification now tells the sender of its own process, after the commit.
DROP TRIGGER "notification_wakes_sender" ON "notifications";
DROP FUNCTION "wake_sender"();
