ALTER TABLE notifications ADD COLUMN traceparent TEXT;
