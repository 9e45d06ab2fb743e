/**
 * An order from the app: priced, stored and offered to the store in one commit, once per idempotency key. A known key
 * gets its stored response before anything is checked, whether or not the store is open or online now. That response is
 * stored without the access token, which is derived again each time.
 */

import { principalKey } from "@crema/shared/contract/access";
import { viewerInCloud } from "@crema/shared/contract/viewers";
import type { DomainEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { digitsAreOpen } from "@crema/shared/domain/kernel/currency";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { soldThen } from "@crema/shared/domain/menu/dayparts";
import { checkExpectedTotal, quote } from "@crema/shared/domain/menu/quote";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { newOrder } from "@crema/shared/domain/order/new-order";
import type { Order, OrderIn } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { closedText } from "@crema/shared/domain/order/slots";
import { wantedTime } from "@crema/shared/domain/order/wanted-time";
import { checkTip } from "@crema/shared/domain/payment/tip-limit";
import { isOpen } from "@crema/shared/domain/store/profile";
import type { Created } from "@crema/shared/server/idempotency";
import { READS_TIPS } from "@crema/sync/protocol/command-needs";
import { boxVersion } from "../../db/box-version.ts";
import { contextOf } from "../../db/decide-context.ts";
import { findStoredResponse } from "../../db/idempotency.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { isFrozen, isStoreFrozen, orderWaits } from "../../freeze/freeze.ts";
import { shownInCloud } from "../../order-presenter.ts";
import { isAccountClosed, stripeAccountOf } from "../../payments/accounts.ts";
import { checkCharge, checkStep } from "../../payments/chargeable.ts";
import { beginPayment } from "../../payments/operations/begin.ts";
import type { Caller } from "../../ports.ts";
import { isOnline, isRetired } from "../../queries/store-online.ts";
import { offerOrder } from "../../store-inbox.ts";
import type { CommandContext } from "../command-context.ts";
import { type OrderHashes, orderHashes, type RememberedOrder, replayOf } from "../idempotency.ts";

/** Guests share one principal: their keys have to be hard to guess. */
const GUEST_KEY_MIN = 16;

export async function placeOrder(deps: CommandContext, request: PlaceOrderRequest, key: string, by: Caller): Promise<Result<Created>> {
  if (by.principal.kind !== "customer" && key.length < GUEST_KEY_MIN) {
    const message = `guests send at least ${GUEST_KEY_MIN} characters`;
    return refuse("idempotency.key_required", `The Idempotency-Key is too short: ${message}.`, {
      fields: [{ field: "header:idempotency-key", message }],
    });
  }
  const asked = { principal: principalKey(by.principal), key, hashes: orderHashes(request), by };
  const placed = await placeOnce(deps, request, asked);
  if (!placed.ok) return placed;
  const { order_id, order, replayed } = placed.value;
  const secret = request.payment_method === "ONLINE" ? await clientSecretOf(deps, order_id) : ok({});
  if (!secret.ok) return secret;
  return ok({ status: 201, body: JSON.stringify({ ...order, ...accessTokenOf(deps, order_id, by), ...secret.value }), replayed });
}

async function placeOnce(deps: CommandContext, request: PlaceOrderRequest, asked: Asked): Promise<Result<RememberedOrder>> {
  const { by, key, hashes } = asked;
  const replay = replayOf(await findStoredResponse(deps.database.pool, request.store_id, asked.principal, key), hashes);
  if (replay) return replay;
  const ready = await readyToPlace(deps, request, asked);
  if (!ready.ok) return ready;
  const order = ready.value;

  return deps.executor.execute(async (unit) => {
    await unit.lockLink(request.store_id);
    if (isFrozen(unit)) return orderWaits("this store");
    // Under the lock: whoever held it with the same key before has committed by now.
    const meanwhile = replayOf(await findStoredResponse(unit.client, request.store_id, asked.principal, key), hashes);
    if (meanwhile) return meanwhile;
    const readsTip = await checkBoxReadsTip(unit, order);
    if (!readsTip.ok) return readsTip;
    const held = await deps.openOrders.hold(unit.client, by.principal, order, deps.clock.now());
    if (!held.ok) return held;
    await unit.loadOrders(request.store_id, [order.order_id]);
    const context = { ...contextOf(unit), at: order.created_at, actor: by.actor };
    const placing: DomainEvent = { ...envelopeOf(order.store_id, context), type: "order.placed", order_id: order.order_id, order };
    if (order.pay_mode === "ONLINE") {
      unit.order(order.order_id).record(order, [placing]);
      await beginPayment(unit, order, await stripeAccountOf(unit.client, order.store_id), deps.payWithinMs);
    } else {
      const offering = { ...envelopeOf(order.store_id, contextOf(unit)), type: "order.offered", order_id: order.order_id } as const;
      unit.order(order.order_id).record(order, [placing, { ...offering, promised_at: null }]);
      offerOrder(unit, order, order.created_at);
    }
    const placed = { ...shownInCloud(order, viewerInCloud(by.principal)), as_of: order.created_at, store_online: true };
    unit.pending.responses.set(order.order_id, { ...hashes, body: JSON.stringify(placed) });
    return ok({ order_id: order.order_id, order: placed, replayed: false });
  });
}

/** Under the lock, so that no older box takes its place in between. */
async function checkBoxReadsTip(unit: UnitOfWork, order: Order): Promise<Result<null>> {
  if (order.tip_cents === 0 || (await boxVersion(unit, order.store_id)) >= READS_TIPS) return ok(null);
  return refuse("payment.tip_unavailable", "This store cannot take a tip online yet. Order without it, and tip at the counter.", {
    fields: [{ field: "/tip_cents", message: "0 at this store" }],
  });
}

/** The provider gives it, and it is the same each time. */
async function clientSecretOf({ payments }: CommandContext, orderId: string): Promise<Result<{ client_secret: string }>> {
  if (!payments) return refuse("payment.online_unavailable", "Choose to pay at the store.");
  const secret = await payments.clientSecret(orderId);
  return secret.ok ? ok({ client_secret: secret.value }) : secret;
}

interface Asked {
  readonly principal: string;
  readonly key: string;
  readonly hashes: OrderHashes;
  readonly by: Caller;
}

/** Everything that can be refused, in the order in which a person would want to know. */
async function readyToPlace(
  deps: CommandContext,
  request: PlaceOrderRequest,
  { principal, key, by }: Asked,
): Promise<Result<OrderIn<"PLACED">>> {
  const online = request.payment_method === "ONLINE";
  if (online && !deps.payments) return refuse("payment.online_unavailable", "Choose to pay at the store.");
  const now = deps.clock.now();
  const sold = await deps.menus.get(request.store_id);
  if (!sold.ok) return sold;
  const { menu, profile, availability } = sold.value;
  if (await isRetired(deps.database, request.store_id)) {
    return refuse("store.retired", `${profile.name} takes no orders through the app any more. Please choose another store.`);
  }
  if (await isStoreFrozen(deps.database.pool, request.store_id)) return orderWaits(profile.name);
  if (!(await isOnline(deps.database, deps.clock, request.store_id))) {
    return refuse("store.offline", `Please order at the counter of ${profile.name}, or try again shortly.`, {
      retry_after_s: 10,
    });
  }
  const wanted = wantedTime(request.requested_for, now);
  if (!wanted.ok) return wanted;
  if (!isOpen(profile, wanted.value)) return refuse("store.closed", closedText(profile, now, request.requested_for === null));
  const priced = quote(menu, profile, availability, request, { atMs: now, newId: deps.newId });
  if (!priced.ok) return priced;
  const soldAtTime = soldThen(menu, profile, request.items, wanted.value);
  if (!soldAtTime.ok) return soldAtTime;
  const expected = checkExpectedTotal(priced.value, request.expected_total_cents);
  if (!expected.ok) return expected;
  const tip = checkTip(request, priced.value, profile.settings);
  if (!tip.ok) return tip;
  if (online && priced.value.total_cents === 0)
    return refuse("payment.nothing_due", "The order costs nothing; order it as paid at the store.");
  if (online && (digitsAreOpen(menu) || (await isAccountClosed(deps.database.pool, deps.clock, request.store_id)))) {
    return refuse("payment.online_unavailable", `${profile.name} takes no cards online at the moment. Please pay at the store.`);
  }
  if (online && deps.payments) {
    const { provider } = deps.payments;
    const charge = priced.value.total_cents + (request.tip_cents ?? 0);
    const chargeable = checkCharge(provider, charge, priced.value);
    if (!chargeable.ok) return chargeable;
    // Each part may have to be refunded by itself.
    const divisible = checkStep(provider, request.tip_cents ?? 0, priced.value);
    if (!divisible.ok) return divisible;
  }
  const customer = by.principal.kind === "customer" ? by.principal : null;
  return ok(
    newOrder({
      request: { ...request, customer_name: request.customer_name ?? customer?.first_name ?? null },
      priced: priced.value,
      order_id: deps.newId(),
      origin: "APP",
      authority: "cloud",
      handoff: online ? "AWAITING_PAYMENT" : "OFFERED",
      user_id: customer?.user_id ?? null,
      principal,
      idempotency_key: key,
      placed_by: null,
      at: iso(now),
      prep_time_s: profile.settings.prep_time_s,
      ticket_number: null,
      business_day: null,
      replaces_order_id: null,
    }),
  );
}

/** Whoever is not signed in proves by the token that the order is theirs. */
function accessTokenOf({ accessToken }: CommandContext, orderId: string, { principal }: Caller): { access_token?: string } {
  return principal.kind === "customer" ? {} : { access_token: accessToken(orderId) };
}
