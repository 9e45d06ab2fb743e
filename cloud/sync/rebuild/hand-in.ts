/**
 * What a disk whose history has ended (of a box before, or a copy of the present one's) applied and this cloud has forgotten (*hand in*):
 * the store's present box brings it, for the effects alone. Nothing of it goes back into the inbox under its number, since another history
 * has taken that. What the present box has to hear goes down to it anew; what may have been done at the disk is looked at first, or is a
 * person's.
 */

import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import { isOpenStatus, type Order } from "@crema/shared/domain/order/order";
import { inboxFault } from "@crema/sync/cloud/hand-back-fault";
import type { BoxPrincipal } from "@crema/sync/cloud/parsed-batch";
import { InboxCommand } from "@crema/sync/protocol/down";
import type { HandIn, HandInResponse, InboxRun } from "@crema/sync/protocol/hand-back";
import type { ChainedEntry } from "@crema/sync/protocol/inbox-chain";
import type { CertificateAuthority } from "../../auth/certificate.ts";
import { contextOf } from "../../db/decide-context.ts";
import { INBOX_RETENTION_MS } from "../../db/inbox-retention.ts";
import type { OrderRecord } from "../../db/orders.ts";
import type { LinkRow, UnitOfWork } from "../../db/unit-of-work.ts";
import { noteErased } from "../../erasure/note-erased.ts";
import type { Executor } from "../../executor.ts";
import { isFrozen } from "../../freeze/freeze.ts";
import { markLookFirst } from "../../look-first.ts";
import { confirmOrder, offerOrder, requestCancel } from "../../store-inbox.ts";
import { withdrawOrder } from "../../withdraw-order.ts";
import { envelopeOfStore, note, orderIdsOf, placeAgain, raiseRevokedAndMade } from "./effects.ts";
import { ForgottenRequests } from "./forgotten-requests.ts";
import { runFault } from "./replace-inbox.ts";

export interface HandInDeps {
  readonly executor: Executor;
  readonly certificates: Pick<CertificateAuthority, "verify">;
}

/**
 * Refuses with auth.wrong_store, sync.challenge_failed, sync.fenced, request.invalid, service.unavailable. Handed in again, it changes
 * nothing.
 */
export async function takeHandIn(
  { executor, certificates }: HandInDeps,
  { store_id, node_id, epoch, epoch_certificate, inbox }: HandIn,
  box: BoxPrincipal,
): Promise<Result<HandInResponse>> {
  if (store_id !== box.store_id) return refuse("auth.wrong_store", `The disk is of store ${store_id}, the box of ${box.store_id}.`);
  const claim = await certificates.verify(epoch_certificate);
  if (claim?.store_id !== store_id || claim.node_id !== node_id || claim.epoch !== epoch)
    return refuse("sync.challenge_failed", "The certificate of the disk is not one that this cloud has given for it.");
  const fault = handInFault(inbox, store_id);
  if (fault !== null) return refuse("request.invalid", fault);
  return executor.execute(async (unit) => {
    const link = await unit.lockLink(store_id);
    if (link?.node_id !== box.node_id || link.epoch !== box.epoch) return refuse("sync.fenced", "Another box is the store's.");
    if (epoch > link.epoch || (epoch === link.epoch && node_id !== box.node_id))
      return refuse("request.invalid", "The disk is not of a box before the store's present one, nor a copy of its own.");
    if (isFrozen(unit)) return refuse("service.unavailable", "The store is frozen until its box has joined.", { retry_after_s: 5 });
    return ok(await applyHandIn(unit, link, inbox));
  });
}

/** null: it holds together, and is of that store. */
export function handInFault(inbox: InboxRun, storeId: string): string | null {
  const broken = runFault(inbox, null);
  return broken === null ? inboxFault(inbox, storeId) : `Entry ${broken} of the inbox that is handed in does not follow the one before.`;
}

/** The link row must be locked, and the store must not be frozen. */
export async function applyHandIn(unit: UnitOfWork, link: LinkRow, inbox: InboxRun): Promise<HandInResponse> {
  const { store_id } = link;
  const forgotten = await forgottenOf(unit, link, inbox.entries);
  const commands = forgotten.map((entry) => InboxCommand.parse(JSON.parse(entry.command)));
  const order_ids = [...new Set(commands.flatMap(orderIdsOf))].toSorted();
  await unit.loadOrders(store_id, order_ids);
  await unit.loadOnline(store_id, order_ids);
  const requests = await ForgottenRequests.among(unit, store_id, commands);
  const placedNow = new Set<string>();
  for (const command of commands) await apply(unit, store_id, command, { requests, placedNow });
  return { forgotten: forgotten.length, order_ids };
}

/**
 * Known are what is stored here (a place alone, whose command is not known, is none), and what is of before that and so old that it was
 * pruned after it had been heard of.
 */
async function forgottenOf({ client, clock }: UnitOfWork, link: LinkRow, entries: readonly ChainedEntry[]): Promise<ChainedEntry[]> {
  const found = await client.query<{ oldest: number | null; ids: string[] }>(
    `SELECT min(seq) AS oldest, coalesce(array_agg(id) FILTER (WHERE id = ANY ($2::uuid[]) AND command::text <> 'null'), '{}') AS ids
     FROM store_inbox WHERE store_id = $1`,
    [link.store_id, entries.map((entry) => entry.id)],
  );
  const known = new Set(found.rows[0]?.ids ?? []);
  const from = found.rows[0]?.oldest ?? link.inbox_head + 1;
  const stored = iso(clock.now() - INBOX_RETENTION_MS);
  const wasPruned = ({ seq, command }: ChainedEntry) => seq < from && InboxCommand.parse(JSON.parse(command)).at < stored;
  return entries.filter((entry) => !known.has(entry.id) && !wasPruned(entry));
}

interface HandedIn {
  readonly requests: ForgottenRequests;
  /** Orders that came back with this disk, and were offered. */
  readonly placedNow: Set<string>;
}

async function apply(unit: UnitOfWork, storeId: string, command: InboxCommand, { requests, placedNow }: HandedIn): Promise<void> {
  if (command.kind === "customer.erased") return noteErased(unit, storeId, command.order_ids, null);
  if (command.kind === "order.offered") return offered(unit, unit.order(command.order.order_id), command, placedNow);
  const record = unit.order(command.order_id);
  const { order } = record;
  if (order === null || record.storeId !== storeId) return;
  switch (command.kind) {
    case "order.confirmed": {
      if (order.handoff === "CONFIRMED" || order.handoff === "DECLINED") return;
      if (order.status === "CANCELLED") return raiseMayBeMade(unit, order);
      const offering = { ...envelopeOfStore(unit, storeId), type: "order.offered", order_id: order.order_id, promised_at: null } as const;
      if (order.handoff === "HELD") note(record, [offering]);
      const { kind: _kind, ...confirmed } = command;
      const event = { ...envelopeOfStore(unit, storeId), ...confirmed, type: "order.confirmed", look_first: true } as const;
      // Where it was over before the present box began, that was not handed it; whoever has it takes no second offer.
      if (!placedNow.has(order.order_id)) offerOrder(unit, { ...order, handoff: "OFFERED", look_first: true }, contextOf(unit).at);
      note(record, [event]);
      return confirmOrder(unit, event);
    }
    case "order.revoked": {
      if (order.status === "CANCELLED") return;
      if (order.authority === "edge" || order.status !== "PLACED") return raiseRevokedAndMade(unit, order);
      const { cause, reason, actor } = command;
      const ended = withdrawOrder(unit, record, order, { cause, reason }, { ...contextOf(unit), actor });
      if (!ended.ok) throw new Error(`order ${order.order_id} cannot be withdrawn: ${ended.refusal.code}`);
      return;
    }
    case "order.cancel_requested": {
      if (!isOpenStatus(order.status) || record.cancelRequestId !== null || order.authority !== "edge") return;
      const event = requests.record(record, order, command);
      if (event !== null) requestCancel(unit, event);
      return;
    }
    case "refund.requested":
      if (requests.record(record, order, command) !== null) raiseRefundAsked(unit, order, command.amount_cents);
      return;
    case "refund.reported":
    // What the store made of the wish is in its log.
    case "order.substitute_chosen":
      return;
  }
}

async function offered(
  unit: UnitOfWork,
  record: OrderRecord,
  command: Extract<InboxCommand, { kind: "order.offered" }>,
  placedNow: Set<string>,
): Promise<void> {
  if (record.order !== null) return;
  const { order } = command;
  // Without its payment nobody may make it by itself.
  if (order.pay_mode === "ONLINE") return raisePaidAndForgotten(unit, order);
  placeAgain(unit, record, command);
  placedNow.add(order.order_id);
  // With the money that came in before it.
  const marked = markLookFirst(unit, record, record.order ?? order);
  offerOrder(unit, { ...marked, handoff: "OFFERED" }, contextOf(unit).at);
}

function raiseMayBeMade(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.confirmed_and_cancelled",
    detail: `A box of the store before the present one was told to make it, and the order over ${moneyText(order.total_cents, order)} was cancelled here after the service had been put back to an earlier state.`,
    what_to_do: "Ask the store whether it was made. If it was, agree with the customer, who was told that it is cancelled.",
  });
}

function raisePaidAndForgotten(unit: UnitOfWork, order: Order): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "order.nobody_remembers",
    detail: `A box of the store before the present one had it on its disk: a guest's order over ${moneyText(order.total_cents, order)}, to be paid online. The service has forgotten it.`,
    what_to_do:
      "Ask the store whether it was made. Look for its payment at the provider, in the store's account: refund it if it was taken and the order was not made.",
  });
}

function raiseRefundAsked(unit: UnitOfWork, order: Order, amount: number | null): void {
  unit.raise({
    store_id: order.store_id,
    order_id: order.order_id,
    kind: "refund.asked_before",
    detail: `Headquarters had asked a box before the present one to give back ${amount === null ? "all" : moneyText(amount, order)} of it, before the service was put back to an earlier state. Whether that was done is on that box's disk.`,
    what_to_do: "Re-log that disk first. If no refund of it comes up, ask the store again.",
  });
}
