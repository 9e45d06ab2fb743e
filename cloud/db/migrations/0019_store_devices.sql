-- The devices that a store has let in, so that its next box lets them in too. Never their tokens.
CREATE TABLE "store_devices" (
  "store_id" text NOT NULL,
  "device_id" uuid NOT NULL,
  "device" json NOT NULL,
  "revoked_at" timestamp (3) with time zone,
  CONSTRAINT "store_devices_store_id_device_id_pk" PRIMARY KEY("store_id","device_id")
);
