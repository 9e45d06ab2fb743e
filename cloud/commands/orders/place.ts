/**
 * An order from the app: priced, stored and offered to the store in one commit, once per idempotency key. A known key
 * gets its stored response before anything is checked, whether or not the store is open or online now. That response is
 * stored without the access token, which is derived again each time.
 */

import { principalKey } from "@crema/shared/contract/access";
import { viewerInCloud } from "@crema/shared/contract/viewers";
import type { DomainEvent } from "@crema/shared/domain/events";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import type { Order } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { Created } from "@crema/shared/server/idempotency";
import { READS_TIPS } from "@crema/sync/protocol/command-needs";
import { EMAIL_PURPOSE, PHONE_PURPOSE } from "../../auth/contact-cipher.ts";
import { type Asks, inOneTrip } from "../../db/batch.ts";
import { boxVersion } from "../../db/box-version.ts";
import { contextOf } from "../../db/decide-context.ts";
import { findStoredResponse } from "../../db/idempotency.ts";
import { writeContact } from "../../db/order-contacts.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { isFrozen, orderWaits } from "../../freeze/freeze.ts";
import { shownInCloud } from "../../order-presenter.ts";
import { accountToPay } from "../../payments/accounts.ts";
import { beginPayment } from "../../payments/operations/begin.ts";
import type { ClaimedOperation } from "../../payments/operations/operation.ts";
import type { Caller, LeftContact } from "../../ports.ts";
import { offerOrder } from "../../store-inbox.ts";
import type { CommandContext } from "../command-context.ts";
import { type OrderHashes, orderHashes, type RememberedOrder, replayOf } from "../idempotency.ts";
import { checkStock } from "./check-stock.ts";
import { readyToPlace } from "./ready-to-place.ts";
import { storeFacts } from "./store-facts.ts";
import { takePromotions } from "./take-promotions.ts";
import { takeSlot } from "./take-slot.ts";

/** Guests share one principal: their keys have to be hard to guess. */
const GUEST_KEY_MIN = 16;

/** `left`: where to tell about it, for the cloud alone. */
export async function placeOrder(
  deps: CommandContext,
  request: PlaceOrderRequest,
  key: string,
  by: Caller,
  left: LeftContact | null,
): Promise<Result<Created>> {
  if (by.principal.kind !== "customer" && key.length < GUEST_KEY_MIN) {
    const message = `guests send at least ${GUEST_KEY_MIN} characters`;
    return refuse("idempotency.key_required", `The Idempotency-Key is too short: ${message}.`, {
      fields: [{ field: "header:idempotency-key", message }],
    });
  }
  const asked = { principal: principalKey(by.principal), key, hashes: orderHashes(request, marksOf(deps, left)), by, left };
  const placed = await placeOnce(deps, request, asked);
  if (!placed.ok) return placed;
  const { order_id, order, replayed } = placed.value;
  const secret = request.payment_method === "ONLINE" ? await clientSecretOf(deps, order_id, placed.value.begun) : ok({});
  if (!secret.ok) return secret;
  return ok({ status: 201, body: JSON.stringify({ ...order, ...accessTokenOf(deps, order_id, by), ...secret.value }), replayed });
}

/** `begun`: the call that makes its intent at the provider, to be made now. */
type PlacedOnce = RememberedOrder & { readonly begun?: ClaimedOperation | null };

async function placeOnce(deps: CommandContext, request: PlaceOrderRequest, asked: Asked): Promise<Result<PlacedOnce>> {
  const { by, key, hashes } = asked;
  const storedIn = (asks: Asks) => findStoredResponse(asks, request.store_id, asked.principal, key);
  const [stored, facts] = await inOneTrip(deps.database.pool, (asks) =>
    Promise.all([storedIn(asks), storeFacts(asks, deps.clock, request.store_id)]),
  );
  const replay = replayOf(stored, hashes);
  if (replay) return replay;
  const ready = await readyToPlace(deps, request, asked, facts);
  if (!ready.ok) return ready;
  const { profile, availability, work_s, store_online } = ready.value;
  const rules = { nowMs: deps.clock.now(), unpaidLimit: profile.settings.order_ahead?.unpaid_limit_cents ?? null };
  /** Under the lock: whoever held it with the same key before has committed by now. */
  const askLocked = async (asks: Asks) => {
    const { order } = ready.value;
    const [meanwhile, isThere, open, account] = await Promise.all([
      storedIn(asks),
      lockCustomer(asks, by),
      deps.openOrders.ask(asks, by.principal, order, rules),
      order.pay_mode === "ONLINE" ? accountToPay(asks, order.store_id, order.created_at) : null,
    ]);
    return { meanwhile, isThere, open, account };
  };
  let locked: Awaited<ReturnType<typeof askLocked>>;

  return deps.executor.execute(
    async (unit) => {
      if (isFrozen(unit)) return orderWaits("this store");
      const meanwhile = replayOf(locked.meanwhile, hashes);
      if (meanwhile) return meanwhile;
      const customer = noteCustomer(unit, by, locked.isThere);
      if (!customer.ok) return customer;
      const taken = await takePromotions(unit, ready.value, request.promotion_codes);
      if (!taken.ok) return taken;
      const order = taken.value;
      const readsTip = await checkBoxReadsTip(unit, order);
      if (!readsTip.ok) return readsTip;
      const held = locked.open ? deps.openOrders.hold(unit, locked.open, order) : ok(null);
      if (!held.ok) return held;
      unit.begins(request.store_id, order.order_id);
      const room = await takeSlot(unit, order, profile, work_s);
      if (!room.ok) return room;
      const stock = await checkStock(unit, order, profile, availability);
      if (!stock.ok) return stock;
      const context = { ...contextOf(unit), at: order.created_at, actor: by.actor };
      const placing: DomainEvent = { ...envelopeOf(order.store_id, context), type: "order.placed", order_id: order.order_id, order };
      let begun: ClaimedOperation | null = null;
      if (order.pay_mode === "ONLINE") {
        unit.order(order.order_id).record(order, [placing]);
        begun = beginPayment(unit, order, locked.account, deps.payWithinMs);
      } else if (order.handoff === "HELD") {
        unit.order(order.order_id).record(order, [placing]);
      } else {
        const offering = { ...envelopeOf(order.store_id, contextOf(unit)), type: "order.offered", order_id: order.order_id } as const;
        unit.order(order.order_id).record(order, [placing, { ...offering, promised_at: null }]);
        offerOrder(unit, order, order.created_at);
      }
      const placed = { ...shownInCloud(order, viewerInCloud(by.principal)), as_of: order.created_at, store_online };
      if (asked.left) await writeContact(unit.client, deps.contacts, order, asked.left, deps.clock.now());
      unit.pending.responses.set(order.order_id, { ...hashes, body: JSON.stringify(placed) });
      return ok({ order_id: order.order_id, order: placed, replayed: false, begun });
    },
    {
      storeId: request.store_id,
      asks: async (asks) => {
        locked = await askLocked(asks);
      },
    },
  );
}

/** An erasure at the same moment either has this order among those that it is about, or comes first. */
async function lockCustomer(asks: Asks, { principal }: Caller): Promise<boolean> {
  if (principal.kind !== "customer") return true;
  const text = "SELECT FROM users WHERE user_id = $1 AND role = 'customer' FOR KEY SHARE";
  return (await asks.query({ name: "lock_customer", text, values: [principal.user_id] })).rowCount !== 0;
}

function noteCustomer(unit: UnitOfWork, { principal }: Caller, isThere: boolean): Result<null> {
  if (!isThere) return refuse("auth.revoked", "The account is not there any more.");
  if (principal.kind === "customer") unit.customersHere.add(principal.user_id);
  return ok(null);
}

/** Under the lock, so that no older box takes its place in between. */
async function checkBoxReadsTip(unit: UnitOfWork, order: Order): Promise<Result<null>> {
  if (order.tip_cents === 0 || (await boxVersion(unit, order.store_id)) >= READS_TIPS) return ok(null);
  return refuse("payment.tip_unavailable", "This store cannot take a tip online yet. Order without it, and tip at the counter.", {
    fields: [{ field: "/tip_cents", message: "0 at this store" }],
  });
}

/** The provider gives it, and it is the same each time. */
async function clientSecretOf(
  { payments }: CommandContext,
  orderId: string,
  begun: ClaimedOperation | null = null,
): Promise<Result<{ client_secret: string }>> {
  if (!payments) return refuse("payment.online_unavailable", "Choose to pay at the store.");
  const secret = await payments.clientSecret(orderId, begun);
  return secret.ok ? ok({ client_secret: secret.value }) : secret;
}

interface Asked {
  readonly principal: string;
  readonly key: string;
  readonly hashes: OrderHashes;
  readonly by: Caller;
  readonly left: LeftContact | null;
}

/** Which contact was left, without the contact: what is remembered of a request holds none. null: none was. */
function marksOf({ contacts }: CommandContext, left: LeftContact | null): object | null {
  if (!left?.email && !left?.phone) return null;
  return {
    email: left.email && contacts.blindIndex(EMAIL_PURPOSE, left.email),
    phone: left.phone && contacts.blindIndex(PHONE_PURPOSE, left.phone),
  };
}

/** Whoever is not signed in proves by the token that the order is theirs. */
function accessTokenOf({ accessToken }: CommandContext, orderId: string, { principal }: Caller): { access_token?: string } {
  return principal.kind === "customer" ? {} : { access_token: accessToken(orderId) };
}
