-- By the store's own word: until then it takes no app orders for now.
ALTER TABLE "stores" ADD COLUMN "app_orders_paused_until" timestamp (3) with time zone;
