/**
 * A chain's past as rows: as many as make Postgres choose between its indexes as it would after a year. The states are one
 * real order's and payment's, under other ids; nothing reads them as facts.
 */
import type { Pool } from "pg";

/** Tables that keep growing. What is emptied as it is worked off (outbox, mails, nonces) is not among them. */
export const GROWING: ReadonlySet<string> = new Set([
  "drawer_events",
  "exceptions",
  "ingested_hashes",
  "order_events",
  "order_keys",
  "order_lines",
  "orders",
  "payment_disputes",
  "payment_intents",
  "payment_operations",
  "payments",
  "psp_events",
  "quarantine",
  "refunds",
  "sessions",
  "sign_in_codes",
  "store_document_versions",
  "store_inbox",
  "users",
]);

const STORES = 20;
const ORDERS = 8_000;
/** So many that a page of them is never read by sorting all. */
const CUSTOMERS = 40_000;

/** `storeId`, `orderId`: what is copied; the order has an online payment that is refunded. */
export async function fillDatabase(pool: Pool, storeId: string, orderId: string): Promise<void> {
  const many = `generate_series(1, ${ORDERS}) n`;
  const store = `'filler-' || (n % ${STORES})`;
  const at = "now() - make_interval(mins => n * 20)";
  const day = "to_char(now() - make_interval(mins => n * 20), 'YYYY-MM-DD')";
  /** The same uuid for the same purpose and number. */
  const id = (purpose: string) => `md5('${purpose}' || n)::uuid`;
  const source = "orders o, payments p, refunds r";
  const given = "o.order_id = $1 AND p.order_id = $1 AND r.order_id = $1";
  const copied = [
    `INSERT INTO orders (store_id, order_id, origin, status, handoff, user_id, total_cents, business_day, created_at, promised_at, offered_at, cursor, state)
     SELECT ${store}, ${id("order")}, o.origin, 'COMPLETED', 'CONFIRMED', CASE WHEN n % 3 = 0 THEN md5('user' || n % 3000)::uuid END, 500, ${day}, ${at}, ${at}, ${at}, 4, o.state
     FROM ${source}, ${many} WHERE ${given}`,
    `INSERT INTO payments (store_id, payment_id, order_id, provider, account, provider_ref, method, status, amount_cents, captured_at, business_day, state)
     SELECT ${store}, ${id("payment")}, ${id("order")}, 'stripe', '', 'ch_' || n, 'ONLINE', 'CAPTURED', 500, ${at}, ${day}, p.state
     FROM ${source}, ${many} WHERE ${given}`,
    `INSERT INTO refunds (store_id, refund_id, payment_id, order_id, provider, account, provider_ref, method, status, amount_cents, refunded_at, business_day, cause, state)
     SELECT ${store}, ${id("refund")}, ${id("payment")}, ${id("order")}, 'stripe', '', 're_' || n, 'ONLINE', 'SUCCEEDED', 500, ${at}, ${day}, 'REQUESTED', r.state
     FROM ${source}, ${many} WHERE ${given}`,
  ];
  for (const text of copied) await pool.query(text, [orderId]);
  const made = [
    `INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body)
     SELECT ${store}, ${id("order")}, c, md5('event' || n || c)::uuid, 'order.started', ${at}, '{}' FROM ${many}, generate_series(1, 2) c`,
    `INSERT INTO order_lines (store_id, order_id, position, line_id, item_id, name, qty, gross_cents, discount_cents, tax_cents, line_total_cents)
     SELECT ${store}, ${id("order")}, c, md5('line' || n || c)::uuid, 'espresso', 'Espresso', 1, 250, 0, 0, 250 FROM ${many}, generate_series(0, 1) c`,
    `INSERT INTO order_keys (store_id, principal, idempotency_key, order_id) SELECT ${store}, 'guest', 'key ' || n, ${id("order")} FROM ${many}`,
    `INSERT INTO payment_intents (store_id, payment_id, order_id, intent_id, status, pay_by)
     SELECT ${store}, ${id("payment")}, ${id("order")}, 'pi_' || n, 'CAPTURED', ${at} FROM ${many}`,
    `INSERT INTO payment_operations (store_id, operation_id, order_id, payment_id, kind, state, due_at, created_at, closed_at)
     SELECT ${store}, md5('operation' || n || kind)::uuid, ${id("order")}, ${id("payment")}, kind, 'DONE', ${at}, ${at}, ${at}
     FROM ${many}, unnest(ARRAY['CREATE', 'CAPTURE']) kind`,
    `INSERT INTO psp_events (account, event_id, type, object_id, intent_id, came_by, state, outcome, due_at, created_at, received_at)
     SELECT '', 'evt_' || n, 'payment_intent.succeeded', 'pi_' || n, 'pi_' || n, 'WEBHOOK', 'DONE', 'applied', ${at}, ${at}, ${at} FROM ${many}`,
    `INSERT INTO payment_disputes (store_id, dispute_id, payment_id, order_id, amount_cents, currency, reason, status, opened_at, updated_at)
     SELECT ${store}, 'du_' || n, ${id("payment")}, ${id("order")}, 500, 'EUR', 'fraudulent', 'won', ${at}, ${at} FROM ${many} WHERE n % 10 = 0`,
    `INSERT INTO exceptions (exception_id, store_id, order_id, kind, detail, what_to_do, raised_at, resolved_at)
     SELECT ${id("exception")}, ${store}, ${id("order")}, 'refund.failed', 'd', 'w', ${at}, ${at} FROM ${many}`,
    `INSERT INTO quarantine (store_id, epoch, seq, event_id, event_type, order_id, code, detail, hash, body, received_at, resolved_at)
     SELECT ${store}, 1, n, ${id("quarantined")}, 'order.started', ${id("order")}, 'c', 'd', 'h', '', ${at}, ${at} FROM ${many}`,
    `INSERT INTO ingested_hashes (store_id, epoch, seq, hash, taken_at) SELECT ${store}, 1, n, 'h', ${at} FROM ${many}`,
    `INSERT INTO store_inbox (store_id, seq, id, command, chain, created_at) SELECT ${store}, n, ${id("inbox")}, '{}', 'c', ${at} FROM ${many}`,
    `INSERT INTO drawer_events (store_id, event_id, type, session_id, business_day, at, body, received_at)
     SELECT ${store}, ${id("drawer")}, CASE WHEN n % 50 = 0 THEN 'drawer.closed' ELSE 'drawer.moved' END, md5('session' || n / 50)::uuid, ${day}, ${at}, '{}', ${at}
     FROM ${many}`,
    `INSERT INTO users (user_id, role, first_name, email_index, created_at) SELECT ${id("user")}, 'customer', 'Ana', 'index ' || n, ${at}
     FROM generate_series(1, ${CUSTOMERS}) n`,
    `INSERT INTO sessions (token_hash, user_id, created_at, expires_at) SELECT 'hash ' || n, ${id("user")}, ${at}, now() + interval '80 days' - make_interval(mins => n) FROM ${many}`,
    `INSERT INTO sign_in_codes (code_id, email_index, code_hash, created_at, expires_at)
     SELECT ${id("code")}, 'index ' || n, 'h', now() - make_interval(secs => n), now() FROM ${many}`,
    `INSERT INTO store_document_versions (store_id, kind, version, document, published_at) SELECT ${store}, 'menu', n, '{}', ${at} FROM ${many}`,
  ];
  for (const text of made) await pool.query(text);
  const each = `SELECT 'filler-' || n AS store_id, s.* FROM generate_series(0, ${STORES - 1}) n`;
  const ofStore = [
    `INSERT INTO stores (store_id, name, profile, accept_timeout_s, created_at, updated_at)
     SELECT store_id, name, profile, accept_timeout_s, created_at, updated_at FROM (${each}, LATERAL
       (SELECT name, profile, accept_timeout_s, created_at, updated_at FROM stores WHERE store_id = $1) s) f`,
    `INSERT INTO store_links (store_id, last_hash, inbox_handle, documents_handle, inbox_head)
     SELECT store_id, last_hash, inbox_handle, documents_handle, ${ORDERS} FROM (${each}, LATERAL
       (SELECT last_hash, inbox_handle, documents_handle FROM store_links WHERE store_id = $1) s) f`,
    `INSERT INTO store_link_seen (store_id, last_seen_at, inbox_seq, inbox_id, heartbeat)
     SELECT store_id, last_seen_at, ${ORDERS}, inbox_id, heartbeat FROM (${each}, LATERAL
       (SELECT last_seen_at, inbox_id, heartbeat FROM store_link_seen WHERE store_id = $1) s) f`,
  ];
  for (const text of ofStore) await pool.query(text, [storeId]);
  await pool.query("ANALYZE");
}
