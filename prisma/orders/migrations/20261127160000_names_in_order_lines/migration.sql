ALTER TABLE order_lines ADD COLUMN name text;
