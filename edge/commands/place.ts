/** Places an order at the counter: priced, numbered, on the queue and in the log in one commit. */

import { principalKey } from "@crema/shared/api/access";
import type { PlaceOrderRequest } from "@crema/shared/api/orders";
import { viewerAtStore } from "@crema/shared/api/viewers";
import { ok, type Result, refuse } from "@crema/shared/errors";
import { checkExpectedTotal, quote } from "@crema/shared/menu/quote";
import { decide } from "@crema/shared/order/decide";
import { newOrder } from "@crema/shared/order/new-order";
import type { PricedOrder } from "@crema/shared/order/order";
import { releasesAt } from "@crema/shared/order/release";
import type { BoxIdentity } from "@crema/sync/ports";
import type { Tx } from "../execute.ts";
import type { By, Created } from "../ports.ts";
import { type CommandDeps, contextFor, mayChange, nowMs } from "./context.ts";
import { placedJson } from "./order-json.ts";
import { replayOf, requestHash } from "./remembered.ts";
import { saveOrder } from "./save.ts";

export function place(deps: CommandDeps, request: PlaceOrderRequest, key: string, by: By): Promise<Result<Created>> {
  const hash = requestHash(request);
  const principal = principalKey(by.principal);
  return deps.executor.run((tx) => {
    const replay = replayOfOrder(deps, request.store_id, principal, key, hash);
    if (replay) return replay;
    const standing = mayChange(deps, tx);
    if (!standing.ok) return standing;
    if (request.payment_method === "ONLINE") {
      return refuse("payment.online_unavailable", "This store takes money at the counter.", {
        fields: [{ field: "/payment_method", message: "AT_STORE" }],
      });
    }
    const priced = priceNow(deps, tx, standing.value, request);
    if (!priced.ok) return priced;
    return createAtCounter(deps, tx, standing.value, { request, priced: priced.value, replaces: null, key, principal, hash, by });
  });
}

/** The remembered answer of the order that this key made, if it made one. */
export function replayOfOrder(deps: CommandDeps, storeId: string, principal: string, key: string, hash: string): Result<Created> | null {
  const found = deps.tables.orders.byKey(storeId, principal, key);
  return replayOf(found && { request_hash: found.request_hash, body: found.answer }, hash);
}

/** By the documents in force and what is sold out in this very transaction. */
export function priceNow(deps: CommandDeps, tx: Tx, box: BoxIdentity, request: PlaceOrderRequest): Result<PricedOrder> {
  if (request.store_id !== box.store_id) return refuse("store.not_found", `This is the box of ${box.store_id}.`);
  const menu = deps.tables.documents.menu();
  const profile = deps.tables.documents.profile();
  if (!menu || !profile) return refuse("store.not_ready", "The box has no menu or no profile yet.");
  const availability = deps.tables.availability.read(tx.position.availability_revision);
  const priced = quote(menu, profile, availability, request, { atMs: nowMs(deps, tx), newId: deps.newId });
  return priced.ok ? checkExpectedTotal(priced.value, request.expected_total_cents) : priced;
}

export interface CounterOrder {
  readonly request: PlaceOrderRequest;
  readonly priced: PricedOrder;
  readonly replaces: string | null;
  readonly key: string;
  readonly principal: string;
  readonly hash: string;
  readonly by: By;
}

/** Numbers and stores an order of the counter's own, with the answer that its request will be given again. */
export function createAtCounter(deps: CommandDeps, tx: Tx, box: BoxIdentity, wanted: CounterOrder): Result<Created> {
  const profile = deps.tables.documents.profile();
  const context = contextFor(deps, tx, null, wanted.by, profile);
  const prepTimeS = profile?.settings.prep_time_s ?? 0;
  const order = newOrder({
    request: wanted.request,
    priced: wanted.priced,
    order_id: deps.newId(),
    origin: "POS",
    authority: "edge",
    handoff: "BORN_AT_STORE",
    user_id: null,
    principal: wanted.principal,
    idempotency_key: wanted.key,
    at: context.at,
    prep_time_s: prepTimeS,
    ticket_number: deps.tables.counters.nextTicket(box.epoch, context.businessDay),
    business_day: context.businessDay,
    replaces_order_id: wanted.replaces,
  });
  const events = decide(null, { type: "place", order }, context);
  if (!events.ok) return events;
  const [placed] = events.value;
  if (placed?.type !== "order.placed") throw new Error("a new order was decided without being placed");
  const scheduled = releasesAt(order, prepTimeS, Date.parse(context.at));
  const json = placedJson(placed, context.at, deps.show.besidesNew(order, viewerAtStore(wanted.by.principal), scheduled));
  const saved = saveOrder(deps.tables, tx, null, events.value, {
    isNew: true,
    prepTimeS,
    remember: { request_hash: wanted.hash, answer: json.answer },
    placedBody: json.event,
  });
  return saved.ok ? ok({ status: 201, body: json.answer, replayed: false }) : saved;
}
