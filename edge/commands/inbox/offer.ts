/**
 * The store's answer to an offer: on the queue, unconfirmed; or declined, because it is closed, sold out or full. Decided and
 * logged in the transaction that applies the inbox entry. Without a profile the store has no rule to decline by and accepts.
 */

import type { EventOf } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { onSaleBy, soldOutThen } from "@crema/shared/domain/menu/sold-out";
import { missingOf } from "@crema/shared/domain/menu/stock";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import { accept, decline } from "@crema/shared/domain/order/handoff";
import type { Order } from "@crema/shared/domain/order/order";
import { queueSince } from "@crema/shared/domain/order/queue";
import { isForLater, wantedAtMs } from "@crema/shared/domain/order/release";
import { isOpen } from "@crema/shared/domain/store/opening-hours";
import type { BoxIdentity } from "@crema/sync/ports";
import { fitsLog } from "@crema/sync/protocol/log-hash";
import type { Tx } from "../../executor.ts";
import { type CommandContext, contextFor } from "../command-context.ts";
import { nextTicket } from "../orders/place.ts";
import { countEarlyMoney } from "../relogging/early-money.ts";
import { saveOrder } from "../save.ts";

/** null, changing nothing, for an order that is here already or was declined before it came. */
export function takeOffer(deps: CommandContext, tx: Tx, box: BoxIdentity, offered: Order): Result<unknown> | null {
  const { tables } = deps;
  if (tables.handoff.isDeclined(offered.order_id) || tables.orders.read(offered.order_id)) return null;
  const offer: Order = { ...offered, handoff: "OFFERED", authority: "cloud" };
  const context = contextFor(deps, tx, offer, null);
  // A decline cancels the order and refunds it. One that the box before may have made is a person's to decide.
  const reason = offer.look_first ? null : whyNot(deps, offer, context);
  if (reason) return declineOffer(deps, tx, offer, reason, context);
  const profile = tables.documents.profile();
  // What is wanted as soon as possible is promised by the queue that it comes onto; one that may have been made already keeps its promise.
  const isForNow = offer.requested_for === null && !offer.look_first;
  const promised_at = isForNow ? iso(deps.workload.promise(offer.lines, tx.changes)) : offer.promised_at;
  const ticket_number = nextTicket(deps, box, promised_at, profile);
  const numbered: Order = { ...offer, promised_at, ticket_number, business_day: context.businessDay };
  const prepTimeS = profile?.settings.prep_time_s ?? 0;
  const accepted = accept(numbered, context);
  // An acceptance that the log cannot hold could never be sent, so it is declined instead of blocking the inbox.
  if (!fitsLog(JSON.stringify(accepted))) {
    return declineOffer(deps, tx, offer, { code: "staff", detail: "The order is too large for the box's log." }, context);
  }
  const taken = saveOrder(deps, tx, numbered, [accepted], { isNew: true, prepTimeS });
  // One that came back from another disk: what was paid for it may have come before.
  if (taken.ok && offer.look_first) countEarlyMoney(deps, tx, offer.order_id);
  return taken;
}

type Reason = Pick<EventOf<"order.declined">, "code" | "detail">;

function declineOffer(deps: CommandContext, tx: Tx, offer: Order, reason: Reason, context: DecideContext): Result<unknown> {
  const declined = decline(offer, reason.code, reason.detail, context);
  return declined.ok ? saveOrder(deps, tx, offer, [declined.value], { isNew: true }) : declined;
}

function whyNot(deps: CommandContext, offer: Order, context: DecideContext): Reason | null {
  const { documents, availability, orders } = deps.tables;
  const profile = documents.profile();
  const now = Date.parse(context.at);
  const present = onSaleBy(availability.read(0), now);
  const missing = missingOf(offer.lines, profile ? soldOutThen(present, profile, offer.requested_for, now) : present);
  if (missing) return { code: missing.code, detail: `${missing.detail}.` };
  if (!profile) return null;
  if (!isOpen(profile, wantedAtMs(offer, now))) return { code: "store.closed", detail: "The store is closed then." };
  // An order for later does not count against today's queue.
  if (isForLater(offer, profile.settings, now)) return null;
  const toMake = orders.toMakeCount(queueSince(now));
  if (toMake >= profile.settings.max_open_orders) return { code: "store.queue_full", detail: `${toMake} orders are waiting already.` };
  return null;
}
