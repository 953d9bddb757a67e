-- A customer's orders in a status are a range of an index, however rare the status; among them those under way, which had an index of their own.
-- CreateIndex
CREATE INDEX "orders_customer_id_status_id_idx" ON "orders"("customer_id", "status", "id");
DROP INDEX orders_under_way_of_customer;
