-- NOTIFY takes a lock of the whole server until its transaction is on the disk, so that no two commits of messages could share a flush.
-- Who writes messages now tells the relay of its own process, after the commit.
DROP TRIGGER outbox_wakes_relay ON messaging.outbox;
DROP FUNCTION messaging.wake_relay();
