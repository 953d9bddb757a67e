ALTER TABLE notifications ADD COLUMN request_id TEXT;
