/**
 * Where personal data of guests is, in the cloud and on a box: the one list that erasure, retention and export are held to. A table that
 * is in neither list fails a test, and so does one in which a name is found after an erasure. docs/security.md has it as a table.
 */

export interface PersonalData {
  /** `table.column`; several columns of a table with commas. */
  readonly place: string;
  readonly holds: string;
  readonly erasure: string;
  readonly age: string;
  readonly exported: string;
}

const WITH_ITS_ORDER = "after `CREMA_KEEP_NAMES_DAYS` (90) from the promised time";

/** In Postgres. */
export const IN_THE_CLOUD: readonly PersonalData[] = [
  {
    place: "users.first_name, email_ciphertext, email_index, phone_ciphertext, phone_index, language, preferences",
    holds: "a customer's name, address, number (sealed, and as blind indexes), language, wishes",
    erasure: "the row is deleted",
    age: "after `CREMA_KEEP_CUSTOMERS_DAYS` (1095) without an order or a sign-in",
    exported: "yes",
  },
  {
    place: "sessions.token_hash",
    holds: "who is signed in, since when",
    erasure: "deleted",
    age: "90 days after the sign-in",
    exported: "times",
  },
  {
    place: "sign_in_codes.email_index, asked_by",
    holds: "that a code was asked for (indexes and hashes)",
    erasure: "deleted",
    age: "a day; a used one 90 days",
    exported: "times",
  },
  {
    place: "mails.sealed, recipient_index",
    holds: "a mail that waits, sealed",
    erasure: "deleted",
    age: "when it is sent or of no use, an hour at most",
    exported: "no",
  },
  {
    place: "order_contacts.email_sealed, phone_sealed, email_index, phone_index",
    holds: "what a guest left to be told of an order, sealed",
    erasure: "deleted",
    age: "30 days",
    exported: "yes; of an order placed as a guest the own proved address alone, or the one by which headquarters found it",
  },
  {
    place: "push_subscriptions.sealed, endpoint_index",
    holds: "a browser that wants to be told, sealed",
    erasure: "deleted",
    age: "when it ends",
    exported: "times",
  },
  {
    place: "messages.sealed, contact_index",
    holds: "what somebody was told; sealed while it waits",
    erasure: "deleted with the orders it is about",
    age: "30 days",
    exported: "kind and times",
  },
  {
    place: "suppressions.contact_index",
    holds: "who wants no more mail or messages (an index)",
    erasure: "stays: it keeps the promise, to whoever has that number or address",
    age: "stays: it keeps the promise",
    exported: "no",
  },
  {
    place: "orders.state, searched_name",
    holds: "name to call out, notes, a customer's reason for cancelling, who acted",
    erasure: "blanked; ids, lines and amounts stay",
    age: WITH_ITS_ORDER,
    exported: "yes",
  },
  { place: "order_events.body", holds: "the same, as it happened", erasure: "blanked", age: WITH_ITS_ORDER, exported: "as the order" },
  {
    place: "order_keys.answer",
    holds: "the response that a repeated request gets",
    erasure: "blanked",
    age: WITH_ITS_ORDER,
    exported: "as the order",
  },
  { place: "payments.state", holds: "who paid, by id", erasure: "blanked of names", age: WITH_ITS_ORDER, exported: "yes" },
  {
    place: "refunds.state",
    holds: "who was refunded, and why",
    erasure: "blanked of names and a guest's words",
    age: WITH_ITS_ORDER,
    exported: "yes",
  },
  {
    place: "quarantine.body",
    holds: "an event that could not be applied, as it came",
    erasure: "blanked; the lines of an order that is not here, and may be open, a day after they came",
    age: "after `CREMA_KEEP_NAMES_DAYS` from its arrival",
    exported: "as the order",
  },
  {
    place: "edge_nodes.snapshot",
    holds: "what a next box begins with, until it has joined",
    erasure: "blanked",
    age: "when it has joined",
    exported: "as the order",
  },
  {
    place: "store_inbox.command",
    holds: "offers to the store, chained by their bytes",
    erasure: "stays: bytes that are chained cannot change",
    age: "30 days",
    exported: "as the order",
  },
];

/** Tables of the cloud that hold nothing of a person: ids, amounts, words of staff and headquarters, the chain's own. */
export const NOBODY_IN_THE_CLOUD: readonly string[] = [
  "audit_log",
  "dayparts",
  "drawer_events",
  "enroll_codes",
  "erased_orders",
  "erased_users",
  "exceptions",
  "freeze_readings",
  "incarnations",
  "ingested_hashes",
  "menu_categories",
  "menu_items",
  "message_facts",
  "modifier_groups",
  "modifiers",
  "order_askers",
  "order_lines",
  "outbox",
  "payment_disputes",
  "payment_intents",
  "payment_operations",
  "pictures",
  "promotion_uses",
  "promotions",
  "psp_events",
  "psp_listings",
  "schema_migrations",
  "settings",
  "store_availability",
  "store_devices",
  "store_document_versions",
  "store_documents",
  "store_event_heads",
  "store_events",
  "store_facts",
  "store_freezes",
  "store_journal",
  "store_link_seen",
  "store_links",
  "store_modifier_availability",
  "stores",
  "sync_challenges",
  "sync_tokens",
];

const AT_THE_BOX = "after `CREMA_KEEP_NAMES_DAYS` (90) from when it was over";

/** In a box's SQLite. A store is told names and notes, and no contact. */
export const ON_A_BOX: readonly PersonalData[] = [
  {
    place: "orders.state, name_key, answer",
    holds: "name to call out, notes, who acted",
    erasure: "blanked",
    age: AT_THE_BOX,
    exported: "by the cloud",
  },
  { place: "order_lines.note", holds: "what a guest wants of a line", erasure: "removed", age: AT_THE_BOX, exported: "by the cloud" },
  { place: "idempotency.body", holds: "responses that repeated requests get", erasure: "blanked", age: AT_THE_BOX, exported: "no" },
  {
    place: "online_refunds.state",
    holds: "refunds that the cloud has made",
    erasure: "blanked",
    age: AT_THE_BOX,
    exported: "by the cloud",
  },
  { place: "earlier_requests.facts", holds: "what the box before has answered", erasure: "blanked", age: AT_THE_BOX, exported: "no" },
  { place: "enrolment_snapshots.snapshot", holds: "what the box began with", erasure: "blanked", age: AT_THE_BOX, exported: "no" },
  {
    place: "events.body",
    holds: "the log, chained by its bytes",
    erasure: "stays",
    age: "30 days after the cloud has acknowledged it",
    exported: "by the cloud",
  },
  {
    place: "inbox_applied.command",
    holds: "commands as they came, chained by their bytes",
    erasure: "stays",
    age: "30 days",
    exported: "by the cloud",
  },
  {
    place: "guest_drafts.response, network",
    holds: "a ticket that a guest holds by phone, and from which network",
    erasure: "stays: it is nobody's account",
    age: "a day after it has ended, which it does by itself",
    exported: "no",
  },
  {
    place: "drafts.draft",
    holds: "a ticket on hold, with its name",
    erasure: "stays: it is nobody's account",
    age: "a day after it was taken back",
    exported: "no",
  },
];

/** Tables of a box that hold nothing of a guest. */
export const NOBODY_ON_A_BOX: readonly string[] = [
  "acknowledgements",
  "availability",
  "box",
  "cancel_refusals",
  "counted_takes",
  "counters",
  "counts_later",
  "customer_screens",
  "declined_offers",
  "devices",
  "documents",
  "drawer_movements",
  "drawer_sessions",
  "journal",
  "migrations",
  "modifier_availability",
  "older_documents",
  "pairings",
  "payments",
  "pin_attempts",
  "position",
  "refund_requests",
  "refunds",
  "releases",
  "relogged_events",
  "relogs",
  "shape_positions",
  "staff_sessions",
  "z_reports",
];

export const tablesOf = (places: readonly PersonalData[]): string[] => places.map(({ place }) => place.split(".")[0] ?? "");
