CREATE TABLE "edge_nodes" (
  "store_id" text NOT NULL,
  "node_id" uuid NOT NULL,
  "epoch" integer NOT NULL,
  "public_key" text NOT NULL,
  "certificate" text NOT NULL,
  "enrolled_at" timestamp (3) with time zone NOT NULL,
  "revoked_at" timestamp (3) with time zone,
  CONSTRAINT "edge_nodes_store_id_node_id_pk" PRIMARY KEY("store_id","node_id")
);

CREATE TABLE "enroll_codes" (
  "store_id" text NOT NULL,
  "code_hash" text NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL,
  "used_at" timestamp (3) with time zone,
  CONSTRAINT "enroll_codes_store_id_code_hash_pk" PRIMARY KEY("store_id","code_hash")
);

CREATE TABLE "sessions" (
  "token_hash" text PRIMARY KEY NOT NULL,
  "user_id" uuid NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL
);

CREATE TABLE "settings" (
  "name" text PRIMARY KEY NOT NULL,
  "value" json NOT NULL
);

CREATE TABLE "sync_challenges" (
  "nonce_hash" text PRIMARY KEY NOT NULL,
  "node_id" uuid NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL
);

CREATE TABLE "sync_tokens" (
  "token_hash" text PRIMARY KEY NOT NULL,
  "node_id" uuid NOT NULL,
  "store_id" text NOT NULL,
  "epoch" integer NOT NULL,
  "expires_at" timestamp (3) with time zone NOT NULL
);

CREATE TABLE "users" (
  "user_id" uuid PRIMARY KEY NOT NULL,
  "role" text NOT NULL,
  "first_name" text NOT NULL,
  "email_ciphertext" text,
  "email_key_id" text,
  "email_index" text,
  "store_ids" text[],
  "created_at" timestamp (3) with time zone NOT NULL
);

CREATE TABLE "exceptions" (
  "exception_id" uuid PRIMARY KEY NOT NULL,
  "store_id" text,
  "order_id" uuid,
  "kind" text NOT NULL,
  "detail" text NOT NULL,
  "what_to_do" text NOT NULL,
  "raised_at" timestamp (3) with time zone NOT NULL,
  "resolved_at" timestamp (3) with time zone
);

CREATE TABLE "ingested_hashes" (
  "store_id" text NOT NULL,
  "epoch" integer NOT NULL,
  "seq" bigint NOT NULL,
  "hash" text NOT NULL,
  "taken_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "ingested_hashes_store_id_epoch_seq_pk" PRIMARY KEY("store_id","epoch","seq")
);

CREATE TABLE "menu_categories" (
  "store_id" text NOT NULL,
  "position" integer NOT NULL,
  "definition" json NOT NULL,
  "category_id" text NOT NULL,
  CONSTRAINT "menu_categories_store_id_category_id_pk" PRIMARY KEY("store_id","category_id")
);

CREATE TABLE "menu_items" (
  "store_id" text NOT NULL,
  "position" integer NOT NULL,
  "definition" json NOT NULL,
  "item_id" text NOT NULL,
  CONSTRAINT "menu_items_store_id_item_id_pk" PRIMARY KEY("store_id","item_id")
);

CREATE TABLE "modifier_groups" (
  "store_id" text NOT NULL,
  "position" integer NOT NULL,
  "definition" json NOT NULL,
  "group_id" text NOT NULL,
  CONSTRAINT "modifier_groups_store_id_group_id_pk" PRIMARY KEY("store_id","group_id")
);

CREATE TABLE "modifiers" (
  "store_id" text NOT NULL,
  "position" integer NOT NULL,
  "definition" json NOT NULL,
  "group_id" text NOT NULL,
  "modifier_id" text NOT NULL,
  CONSTRAINT "modifiers_store_id_group_id_modifier_id_pk" PRIMARY KEY("store_id","group_id","modifier_id")
);

CREATE TABLE "order_events" (
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "cursor" integer NOT NULL,
  "event_id" uuid NOT NULL,
  "type" text NOT NULL,
  "order_seq" integer,
  "at" timestamp (3) with time zone NOT NULL,
  "body" json NOT NULL,
  CONSTRAINT "order_events_store_id_order_id_cursor_pk" PRIMARY KEY("store_id","order_id","cursor")
);

CREATE TABLE "order_keys" (
  "store_id" text NOT NULL,
  "principal" text NOT NULL,
  "idempotency_key" text NOT NULL,
  "order_id" uuid NOT NULL,
  "request_hash" text,
  "answer" text,
  CONSTRAINT "order_keys_store_id_principal_idempotency_key_pk" PRIMARY KEY("store_id","principal","idempotency_key")
);

CREATE TABLE "order_lines" (
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "position" integer NOT NULL,
  "line_id" uuid NOT NULL,
  "item_id" text NOT NULL,
  "name" text NOT NULL,
  "qty" integer NOT NULL,
  "gross_cents" integer NOT NULL,
  "discount_cents" integer NOT NULL,
  "tax_cents" integer NOT NULL,
  "line_total_cents" integer NOT NULL,
  CONSTRAINT "order_lines_store_id_order_id_position_pk" PRIMARY KEY("store_id","order_id","position")
);

CREATE TABLE "orders" (
  "store_id" text NOT NULL,
  "order_id" uuid NOT NULL,
  "origin" text NOT NULL,
  "status" text NOT NULL,
  "handoff" text NOT NULL,
  "user_id" uuid,
  "total_cents" integer NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  "promised_at" timestamp (3) with time zone NOT NULL,
  "cursor" integer NOT NULL,
  "cancel_request_id" uuid,
  "state" json NOT NULL,
  CONSTRAINT "orders_store_id_order_id_pk" PRIMARY KEY("store_id","order_id")
);

CREATE TABLE "outbox" (
  "store_id" text NOT NULL,
  "id" bigserial NOT NULL,
  "topic" text NOT NULL,
  "order_id" uuid,
  "created_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "outbox_store_id_id_pk" PRIMARY KEY("store_id","id")
);

CREATE TABLE "payments" (
  "store_id" text NOT NULL,
  "payment_id" uuid NOT NULL,
  "order_id" uuid NOT NULL,
  "provider" text NOT NULL,
  "account" text DEFAULT '' NOT NULL,
  "provider_ref" text,
  "method" text NOT NULL,
  "status" text NOT NULL,
  "amount_cents" integer NOT NULL,
  "captured_at" timestamp (3) with time zone,
  "business_day" text,
  "state" json NOT NULL,
  CONSTRAINT "payments_store_id_payment_id_pk" PRIMARY KEY("store_id","payment_id")
);

CREATE TABLE "promotions" (
  "store_id" text NOT NULL,
  "position" integer NOT NULL,
  "definition" json NOT NULL,
  "promotion_id" text NOT NULL,
  CONSTRAINT "promotions_store_id_promotion_id_pk" PRIMARY KEY("store_id","promotion_id")
);

CREATE TABLE "quarantine" (
  "store_id" text NOT NULL,
  "epoch" integer NOT NULL,
  "seq" bigint NOT NULL,
  "event_id" uuid NOT NULL,
  "event_type" text NOT NULL,
  "order_id" uuid,
  "code" text NOT NULL,
  "detail" text NOT NULL,
  "hash" text NOT NULL,
  "body" "bytea" NOT NULL,
  "received_at" timestamp (3) with time zone NOT NULL,
  "resolved_at" timestamp (3) with time zone,
  CONSTRAINT "quarantine_store_id_epoch_seq_pk" PRIMARY KEY("store_id","epoch","seq")
);

CREATE TABLE "refunds" (
  "store_id" text NOT NULL,
  "refund_id" uuid NOT NULL,
  "payment_id" uuid NOT NULL,
  "order_id" uuid NOT NULL,
  "provider" text NOT NULL,
  "account" text DEFAULT '' NOT NULL,
  "provider_ref" text,
  "method" text NOT NULL,
  "status" text NOT NULL,
  "amount_cents" integer NOT NULL,
  "refunded_at" timestamp (3) with time zone NOT NULL,
  "business_day" text,
  "state" json NOT NULL,
  CONSTRAINT "refunds_store_id_refund_id_pk" PRIMARY KEY("store_id","refund_id")
);

CREATE TABLE "store_availability" (
  "store_id" text NOT NULL,
  "item_id" text NOT NULL,
  "sold_out" boolean NOT NULL,
  "revision" bigint NOT NULL,
  CONSTRAINT "store_availability_store_id_item_id_pk" PRIMARY KEY("store_id","item_id")
);

CREATE TABLE "store_document_versions" (
  "store_id" text NOT NULL,
  "kind" text NOT NULL,
  "version" integer NOT NULL,
  "document" json NOT NULL,
  "published_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "store_document_versions_store_id_kind_version_pk" PRIMARY KEY("store_id","kind","version")
);

CREATE TABLE "store_documents" (
  "store_id" text NOT NULL,
  "kind" text NOT NULL,
  "version" integer NOT NULL,
  "document" json NOT NULL,
  "lsn" bigint NOT NULL,
  "published_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "store_documents_store_id_kind_pk" PRIMARY KEY("store_id","kind")
);

CREATE TABLE "store_inbox" (
  "store_id" text NOT NULL,
  "seq" bigint NOT NULL,
  "id" uuid NOT NULL,
  "command" json NOT NULL,
  "created_at" timestamp (3) with time zone NOT NULL,
  CONSTRAINT "store_inbox_store_id_seq_pk" PRIMARY KEY("store_id","seq")
);

CREATE TABLE "store_link_seen" (
  "store_id" text PRIMARY KEY NOT NULL,
  "last_seen_at" timestamp (3) with time zone NOT NULL,
  "inbox_seq" bigint NOT NULL,
  "inbox_id" uuid,
  "menu_version" integer,
  "profile_version" integer,
  "heartbeat" json NOT NULL
);

CREATE TABLE "store_links" (
  "store_id" text PRIMARY KEY NOT NULL,
  "node_id" uuid,
  "epoch" integer DEFAULT 0 NOT NULL,
  "last_seq" bigint DEFAULT 0 NOT NULL,
  "last_hash" text NOT NULL,
  "generation" integer DEFAULT 1 NOT NULL,
  "inbox_head" bigint DEFAULT 0 NOT NULL,
  "documents_lsn" bigint DEFAULT 0 NOT NULL,
  "inbox_handle" text NOT NULL,
  "documents_handle" text NOT NULL,
  "conflict" text
);

CREATE TABLE "stores" (
  "store_id" text PRIMARY KEY NOT NULL,
  "name" text NOT NULL,
  "profile" json NOT NULL,
  "accept_timeout_s" integer NOT NULL,
  "stripe_account_id" text,
  "created_at" timestamp (3) with time zone NOT NULL,
  "updated_at" timestamp (3) with time zone NOT NULL
);

CREATE INDEX "edge_nodes_by_id" ON "edge_nodes" USING btree ("node_id");
CREATE UNIQUE INDEX "edge_nodes_by_epoch" ON "edge_nodes" USING btree ("store_id","epoch");
CREATE INDEX "enroll_codes_by_hash" ON "enroll_codes" USING btree ("code_hash");
CREATE INDEX "sessions_expires_at" ON "sessions" USING btree ("expires_at");
CREATE INDEX "sessions_of_user" ON "sessions" USING btree ("user_id");
CREATE INDEX "sync_challenges_expires_at" ON "sync_challenges" USING btree ("expires_at");
CREATE INDEX "sync_tokens_expires_at" ON "sync_tokens" USING btree ("expires_at");
CREATE UNIQUE INDEX "users_by_email" ON "users" USING btree ("email_index") WHERE email_index IS NOT NULL;
CREATE INDEX "exceptions_open" ON "exceptions" USING btree ("raised_at") WHERE resolved_at IS NULL;
CREATE INDEX "ingested_hashes_taken_at" ON "ingested_hashes" USING btree ("taken_at");
CREATE UNIQUE INDEX "order_events_by_event" ON "order_events" USING btree ("store_id","event_id");
CREATE INDEX "orders_by_id" ON "orders" USING btree ("order_id");
CREATE INDEX "orders_open" ON "orders" USING btree ("store_id","promised_at") WHERE status NOT IN ('COMPLETED', 'CANCELLED');
CREATE INDEX "orders_of_user" ON "orders" USING btree ("user_id","order_id") WHERE user_id IS NOT NULL;
CREATE INDEX "orders_offered" ON "orders" USING btree ("created_at") WHERE handoff = 'OFFERED';
CREATE INDEX "outbox_by_id" ON "outbox" USING btree ("id");
CREATE INDEX "payments_of_order" ON "payments" USING btree ("store_id","order_id");
CREATE UNIQUE INDEX "payments_by_provider_ref" ON "payments" USING btree ("store_id","provider","account","provider_ref") WHERE provider <> 'in_store' AND provider_ref IS NOT NULL;
CREATE INDEX "quarantine_waiting" ON "quarantine" USING btree ("store_id","order_id") WHERE resolved_at IS NULL;
CREATE INDEX "refunds_of_order" ON "refunds" USING btree ("store_id","order_id");
CREATE UNIQUE INDEX "refunds_by_provider_ref" ON "refunds" USING btree ("store_id","provider","account","provider_ref") WHERE provider <> 'in_store' AND provider_ref IS NOT NULL;
