/** Everything by which an order from the app can be refused before it is stored, in the order in which a person would want to know. */
import { timeText } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { digitsAreOpen } from "@crema/shared/domain/kernel/currency";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { soldThen } from "@crema/shared/domain/menu/dayparts";
import type { Availability, Promotion } from "@crema/shared/domain/menu/menu";
import type { Exhausted } from "@crema/shared/domain/menu/promotions";
import { checkExpectedTotal, quote } from "@crema/shared/domain/menu/quote";
import { type StationWork, workOf } from "@crema/shared/domain/order/capacity";
import { newOrder } from "@crema/shared/domain/order/new-order";
import type { OrderIn, PricedOrder } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { isForLater } from "@crema/shared/domain/order/release";
import { closedText, opensBefore } from "@crema/shared/domain/order/slots";
import { wantedTime } from "@crema/shared/domain/order/wanted-time";
import { checkTip } from "@crema/shared/domain/payment/tip-limit";
import { isOpen } from "@crema/shared/domain/store/opening-hours";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import { exhaustedPromotions } from "../../db/promotion-uses.ts";
import { orderWaits } from "../../freeze/freeze.ts";
import { checkCharge, checkStep } from "../../payments/chargeable.ts";
import type { Caller, MenuSnapshot } from "../../ports.ts";
import type { StoreReach } from "../../queries/store-online.ts";
import type { CommandContext } from "../command-context.ts";
import type { StoreFacts } from "./store-facts.ts";

export interface ReadyOrder {
  readonly order: OrderIn<"PLACED">;
  readonly profile: ProfileDocument;
  /** What the app may sell, as it was shown. */
  readonly availability: Availability;
  readonly work_s: StationWork;
  readonly store_online: boolean;
  /** Of the menu that it was priced by. */
  readonly promotions: readonly Promotion[];
  /** Prices the same again, with these limited promotions used up. */
  readonly price: (exhausted: ReadonlyMap<string, Exhausted>) => Result<PricedOrder>;
}

interface Asked {
  readonly principal: string;
  readonly key: string;
  readonly by: Caller;
}

/** Nothing is stored yet: what needs the lock of the store is looked at again under it. */
export async function readyToPlace(
  deps: CommandContext,
  request: PlaceOrderRequest,
  asked: Asked,
  facts: StoreFacts,
): Promise<Result<ReadyOrder>> {
  const online = request.payment_method === "ONLINE";
  if (online && !deps.payments) return refuse("payment.online_unavailable", "Choose to pay at the store.");
  const now = deps.clock.now();
  const sold = await deps.menus.get(request.store_id);
  if (!sold.ok) return sold;
  const { menu, profile, availability } = sold.value;
  const { isRetired, pausedUntil, isStopped, reach, asapWaitS, isClosedToUs } = facts;
  if (isRetired) {
    return refuse("store.retired", `${profile.name} takes no orders through the app any more. Please choose another store.`);
  }
  if (isStopped) return orderWaits(profile.name);
  const wanted = wantedTime(request.requested_for, now);
  if (!wanted.ok) return wanted;
  const isLater = isForLater(request, profile.settings, now);
  const reachable = checkReach(profile.name, reach, isLater);
  if (!reachable.ok) return reachable;
  if (pausedUntil !== null && wanted.value < Date.parse(pausedUntil)) return refusePaused(profile, pausedUntil, now);
  if (!isOpen(profile, wanted.value)) return refuse("store.closed", closedText(profile, now, wanted.value));
  const price: ReadyOrder["price"] = (exhausted) =>
    quote(menu, profile, availability, request, { channel: "APP", atMs: now, newId: deps.newId, exhausted });
  const asker = { storeId: request.store_id, userId: userIdOf(asked.by), codes: request.promotion_codes };
  const priced = price(await exhaustedPromotions(deps.database.pool, menu.promotions, asker));
  if (!priced.ok) return priced;
  const soldAtTime = soldThen(menu, profile, request.items, wanted.value);
  if (!soldAtTime.ok) return soldAtTime;
  const expected = checkExpectedTotal(priced.value, request.expected_total_cents);
  if (!expected.ok) return expected;
  const tip = checkTip(request, priced.value, profile.settings);
  if (!tip.ok) return tip;
  const mayWait = isLater ? checkGuest(request, profile, asked.by) : ok(null);
  if (!mayWait.ok) return mayWait;
  const payable = online ? await checkOnline(deps, request, priced.value, { sold: sold.value, reach, isClosedToUs }) : ok(null);
  if (!payable.ok) return payable;
  // By what the store said last; it promises by its queue when it accepts.
  const promised_at = request.requested_for ?? iso(now + (asapWaitS ?? profile.settings.prep_time_s) * 1000);
  const handoff = online ? "AWAITING_PAYMENT" : isLater ? "HELD" : "OFFERED";
  const order = orderFrom(deps, request, asked, { priced: priced.value, handoff, promised_at, at: iso(now) });
  const of_menu = { promotions: menu.promotions, price };
  return ok({ order, profile, availability, work_s: workOf(menu, order.lines), store_online: reach === "ONLINE", ...of_menu });
}

/** Who pays nothing up front and is nobody's customer may not come. */
function checkGuest({ payment_method }: PlaceOrderRequest, { name, settings }: ProfileDocument, { principal }: Caller): Result<null> {
  if (!settings.order_ahead?.guests_pay_ahead || payment_method === "ONLINE" || principal.kind === "customer") return ok(null);
  return refuse("order.pay_ahead", `${name} takes orders for later from guests when they are paid online. Pay by card, or sign in.`);
}

/** L3: what is wanted now needs the store now. What is wanted later is held until its box is there. */
function checkReach(name: string, reach: StoreReach["reach"], isLater: boolean): Result<null> {
  if (reach === "ONLINE" || (isLater && reach === "AWAY")) return ok(null);
  const instead = reach === "AWAY" ? ", choose a later time" : "";
  return refuse("store.offline", `Please order at the counter of ${name}${instead}, or try again shortly.`, { retry_after_s: 10 });
}

/** What was ordered before the pause was heard of here stands. */
function refusePaused({ name, time_zone }: ProfileDocument, paused_until: string, now: number): Result<never> {
  const until = timeText(Date.parse(paused_until), now, time_zone);
  return refuse("store.paused", `${name} takes no app orders until ${until}. Choose a time from then on, or order at the counter.`, {
    extra: { paused_until },
  });
}

/** Whether the provider can take what the order costs, with its tip. */
async function checkOnline(
  deps: CommandContext,
  request: PlaceOrderRequest,
  priced: PricedOrder,
  { sold: { menu, profile }, reach, isClosedToUs }: Pick<StoreFacts, "reach" | "isClosedToUs"> & { readonly sold: MenuSnapshot },
): Promise<Result<null>> {
  if (priced.total_cents === 0) return refuse("payment.nothing_due", "The order costs nothing; order it as paid at the store.");
  if (digitsAreOpen(menu) || isClosedToUs)
    return refuse("payment.online_unavailable", `${profile.name} takes no cards online at the moment. Please pay at the store.`);
  if (!deps.payments) return refuse("payment.online_unavailable", "Choose to pay at the store.");
  const { provider } = deps.payments;
  const now = deps.clock.now();
  if (reach !== "ONLINE" && !opensBefore(profile, now, now + provider.surelyHeldMs))
    return refuse("payment.online_unavailable", `A card cannot be held until ${profile.name} opens again. Please pay at the store.`);
  const tip = request.tip_cents ?? 0;
  const chargeable = checkCharge(provider, priced.total_cents + tip, priced);
  // Each part may have to be refunded by itself.
  const divisible = chargeable.ok ? checkStep(provider, tip, priced) : chargeable;
  return divisible.ok ? ok(null) : divisible;
}

interface Decided {
  readonly priced: PricedOrder;
  readonly handoff: OrderIn<"PLACED">["handoff"];
  readonly promised_at: string;
  readonly at: string;
}

function orderFrom(deps: CommandContext, request: PlaceOrderRequest, asked: Asked, decided: Decided): OrderIn<"PLACED"> {
  const customer = asked.by.principal.kind === "customer" ? asked.by.principal : null;
  return newOrder({
    ...decided,
    request: { ...request, customer_name: request.customer_name ?? customer?.first_name ?? null },
    order_id: deps.newId(),
    origin: "APP",
    authority: "cloud",
    user_id: customer?.user_id ?? null,
    principal: asked.principal,
    idempotency_key: asked.key,
    placed_by: null,
    ticket_number: null,
    business_day: null,
    replaces_order_id: null,
  });
}

const userIdOf = ({ principal }: Caller): string | null => (principal.kind === "customer" ? principal.user_id : null);
