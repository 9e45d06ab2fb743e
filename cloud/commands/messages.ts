/** What customers and headquarters ask of messages: what to tell, receipts by mail, and what becomes of those that failed. */
import type { MessageRecipient, Preferences, PreferencesInput } from "@crema/shared/contract/messages";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { type Order, storedOrder } from "@crema/shared/domain/order/order";
import type pg from "pg";
import { EMAIL_PURPOSE, MESSAGE_PURPOSE, PHONE_PURPOSE } from "../auth/contact-cipher.ts";
import { writeAudit } from "../db/audit-log.ts";
import { insertMessages, suppress, suppressedAmong, type TakenMessage } from "../db/messages.ts";
import { readPreferences, writePreferences } from "../db/preferences.ts";
import { readToldOrders, type ToldOrder } from "../db/told-orders.ts";
import { endUndeliverable } from "../db/undeliverable.ts";
import { isStillSo } from "../messages/of-use.ts";
import { planReceipt } from "../messages/plan.ts";
import { openedMessage } from "../messages/sealed-message.ts";
import type { Caller } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Asked for again sooner than this after it was sent, it is the same asking. */
const SAME_ASKING_MS = 60_000;
/** Of one order, to whatever addresses. */
const RECEIPTS_PER_HOUR = 5;

export function putPreferences(
  { executor, contacts }: CommandContext,
  userId: string,
  input: PreferencesInput,
): Promise<Result<Preferences>> {
  return executor.execute(async ({ client }) => {
    await writePreferences(client, contacts, userId, input);
    return ok(await readPreferences(client, contacts, userId));
  });
}

/** `email` null: to the address that is known. Says nothing of whether anything is sent to that address at all. */
export async function mailReceipt(deps: CommandContext, orderId: string, email: string | null): Promise<Result<null>> {
  const { executor, contacts, clock, messages } = deps;
  if (!messages.channels.has("email")) return refuse("message.unavailable", "Open the receipt instead: it can be printed.");
  const queued = await executor.execute(async ({ client }) => {
    const now = clock.now();
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`receipt ${orderId}`]);
    const told = (await readToldOrders(client, [orderId], iso(now), [orderId])).told.get(orderId);
    const profile = told?.profile;
    if (!told || !profile)
      return refuse("store.not_ready", "Its receipts cannot be written yet. Ask again in a moment.", { retry_after_s: 5 });
    const to = email ?? knownAddress(deps, told);
    if (to === null)
      return refuse("message.no_address", "Say to which address it is to go.", { fields: [{ field: "/email", message: "an address" }] });
    if ((await receiptsSince(client, orderId, iso(now - HOUR_MS))) >= RECEIPTS_PER_HOUR)
      return refuse("request.rate_limited", "This order's receipt was sent often enough for now.", { retry_after_s: HOUR_MS / 1000 });
    const index = contacts.blindIndex(EMAIL_PURPOSE, to);
    const why = (await suppressedAmong(client, [index])).get(`email ${index}`);
    const isWelcome = why === undefined || (why === "UNSUBSCRIBED" && index === told.user?.email_index);
    if (isWelcome) {
      const before = await askedBefore(client, told.order, index, iso(now - SAME_ASKING_MS));
      const context = { ...messages, sealer: contacts, nowMs: now };
      await insertMessages(client, [planReceipt({ ...told, profile }, { to, index, before }, context)]);
    }
    return ok(null);
  });
  if (queued.ok) messages.poke();
  return queued;
}

function knownAddress({ contacts }: CommandContext, { user, contact }: ToldOrder): string | null {
  const sealed = user?.email_sealed ?? contact.email_sealed;
  return sealed === null ? null : contacts.open(EMAIL_PURPOSE, sealed);
}

/** The receipts of the order to this address that nothing more comes of: while one waits, or was just sent, asking again changes nothing. */
async function askedBefore(client: pg.ClientBase, { store_id, order_id }: Order, index: string, sentBefore: string): Promise<string> {
  const found = await client.query<{ ids: string | null }>(
    `SELECT string_agg(message_id::text, ' ' ORDER BY message_id) AS ids FROM messages
     WHERE store_id = $1 AND order_id = $2 AND kind = 'RECEIPT' AND contact_index = $3
       AND (state IN ('DEAD', 'DROPPED') OR state = 'SENT' AND created_at <= $4)`,
    [store_id, order_id, index, sentBefore],
  );
  return found.rows[0]?.ids ?? "";
}

async function receiptsSince(client: pg.ClientBase, orderId: string, since: string): Promise<number> {
  const found = await client.query<{ n: number }>(
    `SELECT count(*) AS n FROM messages WHERE store_id = (SELECT store_id FROM orders WHERE order_id = $1) AND order_id = $1
       AND kind = 'RECEIPT' AND created_at > $2`,
    [orderId, since],
  );
  return found.rows[0]?.n ?? 0;
}

/** `wanted`: mails to the address go out again. */
export async function stopMails({ database, clock }: CommandContext, contactIndex: string, wanted: boolean): Promise<void> {
  if (!wanted) return suppress(database.pool, { channel: "email", contactIndex, why: "UNSUBSCRIBED" }, iso(clock.now()));
  await database.pool.query("DELETE FROM suppressions WHERE channel = 'email' AND contact_index = $1 AND why = 'UNSUBSCRIBED'", [
    contactIndex,
  ]);
}

/**
 * How the recipient of a message that failed can be reached otherwise: its own address or number, and what else is known of whoever
 * placed the order. Each look is in the audit log.
 */
export function recipientOf(deps: CommandContext, messageId: string, by: Caller): Promise<Result<MessageRecipient>> {
  const { executor, clock, contacts, newId } = deps;
  return executor.execute(async ({ client }) => {
    const locked = await lockFailed(client, messageId, by);
    if (!locked.ok) return locked;
    const { order_id, channel, sealed } = locked.value;
    const at = iso(clock.now());
    const told = (await readToldOrders(client, [order_id], at, [])).told.get(order_id);
    const to = sealed === null ? null : openedMessage(contacts.open(MESSAGE_PURPOSE, sealed)).to;
    const email = channel === "email" ? to : told ? knownAddress(deps, told) : null;
    const phone_sealed = told?.user?.phone_sealed ?? told?.contact.phone_sealed ?? null;
    const phone = channel === "sms" ? to : phone_sealed === null ? null : contacts.open(PHONE_PURPOSE, phone_sealed);
    if (by.principal.kind === "operator")
      await writeAudit(client, { newId, at, operatorId: by.principal.user_id, action: "CONTACT_SHOWN", subjectIds: [order_id] });
    return ok({ email, phone });
  });
}

type LockedMessage = Pick<TakenMessage, "store_id" | "order_id" | "kind" | "channel" | "contact_index"> & {
  readonly state: string;
  readonly sealed: string | null;
};

/** Of the operator's stores, locked. */
async function lockFailed(client: pg.ClientBase, messageId: string, { principal }: Caller): Promise<Result<LockedMessage>> {
  const found = await client.query<LockedMessage>(
    "SELECT store_id, order_id, kind, channel, contact_index, state, sealed FROM messages WHERE message_id = $1 FOR UPDATE",
    [messageId],
  );
  const row = found.rows[0];
  const isInScope = principal.kind === "operator" && (principal.store_ids === null || principal.store_ids.includes(row?.store_id ?? ""));
  if (!row || !isInScope) return refuse("message.not_found", `There is no message ${messageId} here.`);
  return row.state === "DEAD" && row.sealed !== null ? ok(row) : refuse("message.not_failed", "Read the list again.");
}

/** A recipient that nothing arrived at is tried once more: whoever asks for it may know why. */
export async function sendMessageAgain(deps: CommandContext, messageId: string, by: Caller): Promise<Result<null>> {
  const { executor, clock, messages } = deps;
  const again = await executor.execute(async ({ client }) => {
    const locked = await lockFailed(client, messageId, by);
    if (!locked.ok) return locked;
    const { order_id, kind, channel, contact_index } = locked.value;
    const found = await client.query<{ state: Order }>("SELECT state FROM orders WHERE order_id = $1", [order_id]);
    const order = found.rows[0] && storedOrder(found.rows[0].state);
    if (!order || !isStillSo(kind, order)) return refuse("message.not_so_any_more", "What it says has been overtaken. Let it be.");
    if (contact_index !== null)
      await client.query("DELETE FROM suppressions WHERE channel = $1 AND contact_index = $2 AND why = 'BOUNCED'", [
        channel,
        contact_index,
      ]);
    const now = clock.now();
    await client.query("UPDATE messages SET state = 'WAITING', due_at = $2, expires_at = $3, settled_at = NULL WHERE message_id = $1", [
      messageId,
      iso(now),
      iso(now + DAY_MS),
    ]);
    return ok(null);
  });
  if (again.ok) messages.poke();
  return again;
}

export function dropMessage({ executor, clock }: CommandContext, messageId: string, by: Caller): Promise<Result<null>> {
  return executor.execute(async ({ client }) => {
    const locked = await lockFailed(client, messageId, by);
    if (!locked.ok) return locked;
    const now = iso(clock.now());
    await client.query("UPDATE messages SET state = 'DROPPED', sealed = NULL, settled_at = $2 WHERE message_id = $1", [messageId, now]);
    await endUndeliverable(client, locked.value.store_id, locked.value.channel, now);
    return ok(null);
  });
}
