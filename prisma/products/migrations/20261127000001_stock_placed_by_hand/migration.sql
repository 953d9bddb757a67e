-- How many pieces of a product were ever put on the shelf by hand: what is on hand and what was sold together. It bounds what can be put there,
-- so that everything sold can be returned. Without this index the sum would read every sale of the product, under the product's lock.
CREATE INDEX stock_movements_by_hand ON stock_movements (product_id) INCLUDE (on_hand_delta) WHERE kind IN ('SET', 'ADJUST');
