/**
 * Make it anyway (hand-off rule 6): in one commit the app's order is declined and a counter order takes its place.
 * Also for an order that has not arrived here: it is recorded as declined first, and its offer then does nothing.
 */
import { principalKey } from "@crema/shared/contract/access";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { decline, declinedEvent } from "@crema/shared/domain/order/handoff";
import type { Order, PricedOrder } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { Created } from "@crema/shared/server/idempotency";
import type { BoxIdentity } from "@crema/sync/ports";
import type { Tx } from "../../executor.ts";
import type { Caller } from "../../ports.ts";
import { appendEvent } from "../append.ts";
import { type CommandContext, contextFor, requireActiveBox } from "../command-context.ts";
import { type OrderHashes, orderHashes, requestHash } from "../idempotency.ts";
import { saveOrder } from "../save.ts";
import { createAtCounter, priceNow, replayOfOrder } from "./place.ts";

const DETAIL = "The store made it as an order of its own.";

export function replace(
  deps: CommandContext,
  orderId: string,
  request: PlaceOrderRequest | null,
  key: string,
  by: Caller,
): Promise<Result<Created>> {
  const hashOf = (asked: PlaceOrderRequest | null) => requestHash("replace", orderId, asked);
  const hashes: OrderHashes = request ? orderHashes(request, hashOf) : [hashOf(null), hashOf(null)];
  const principal = principalKey(by.principal);
  return deps.executor.run((tx) => {
    const replay = tx.identity && replayOfOrder(deps, tx.identity.store_id, principal, key, hashes, by);
    if (replay) return replay;
    const activeBox = requireActiveBox(deps, tx);
    if (!activeBox.ok) return activeBox;
    if (!by.managerApproved) return refuse("auth.manager_required", "Making it anyway needs a manager's PIN.");
    const found = deps.tables.orders.read(orderId);
    const wanted = found ? fromOffer(deps, tx, found.order, by) : fromPhone(deps, tx, activeBox.value, orderId, request, by);
    if (!wanted.ok) return wanted;
    return createAtCounter(deps, tx, activeBox.value, {
      ...wanted.value,
      replaces: orderId,
      ...(found && { promisedMs: Date.parse(found.order.promised_at) }),
      money: null,
      key,
      principal,
      hash: hashes[0],
      by,
    });
  });
}

interface Wanted {
  readonly request: PlaceOrderRequest;
  readonly priced: PricedOrder;
}

/** The lines of the offer at the offer's prices: what the guest was shown. */
function fromOffer(deps: CommandContext, tx: Tx, offer: Order, by: Caller): Result<Wanted> {
  const declined = decline(offer, "replaced", DETAIL, contextFor(deps, tx, offer, by));
  if (!declined.ok) return declined;
  const saved = saveOrder(deps, tx, offer, [declined.value]);
  if (!saved.ok) return saved;
  return ok({
    request: {
      store_id: offer.store_id,
      fulfillment_type: offer.fulfillment_type,
      payment_method: "AT_STORE",
      items: [],
      promotion_codes: [],
      customer_name: offer.customer_name,
      note: offer.note,
      requested_for: offer.requested_for,
      expected_total_cents: null,
    },
    priced: {
      ...withNewIds(deps, offer),
      currency: offer.currency,
      minor_digits: offer.minor_digits,
      menu_version: offer.menu_version,
      profile_version: offer.profile_version,
      tax_inclusive: offer.tax_inclusive,
      subtotal_cents: offer.subtotal_cents,
      discount_cents: offer.discount_cents,
      tax_cents: offer.tax_cents,
      total_cents: offer.total_cents,
    },
  });
}

/** Its lines are the new order's own, and what was taken off names those. */
function withNewIds({ newId }: CommandContext, { lines, promotions }: Order): Pick<PricedOrder, "lines" | "promotions"> {
  const ids = new Map(lines.map((line) => [line.line_id, newId()]));
  const renamed = <T extends { readonly line_id: string }>(of: T): T => ({ ...of, line_id: ids.get(of.line_id) ?? of.line_id });
  return {
    lines: lines.map(renamed),
    promotions: promotions.map(({ lines: shares, line_id, ...each }) => ({
      ...each,
      ...(line_id !== undefined && renamed({ line_id })),
      ...(shares && { lines: shares.map(renamed) }),
    })),
  };
}

/** The lines on the guest's phone, priced by the menu in force. */
function fromPhone(
  deps: CommandContext,
  tx: Tx,
  box: BoxIdentity,
  orderId: string,
  request: PlaceOrderRequest | null,
  by: Caller,
): Result<Wanted> {
  if (deps.tables.handoff.isDeclined(orderId)) return refuse("order.invalid_transition", "This order has been replaced already.");
  if (!request) return refuse("order.not_found", "The order has not arrived here; send what the guest's phone shows in `order`.");
  const priced = priceNow(deps, tx, box, request);
  if (!priced.ok) return priced;
  const context = contextFor(deps, tx, null, by);
  deps.tables.handoff.markDeclined(orderId, context.at);
  const logged = appendEvent(deps.tables, tx, declinedEvent(box.store_id, orderId, "replaced", DETAIL, context));
  if (!logged.ok) return logged;
  return ok({ request: { ...request, payment_method: "AT_STORE" }, priced: priced.value });
}
