-- CreateTable
CREATE TABLE "verified_customers" (
    "user_id" UUID NOT NULL,

    CONSTRAINT "verified_customers_pkey" PRIMARY KEY ("user_id")
);
