/** What people do at a counter before an upgrade: by the API that every version has, so that an older box can be worked by it too. */

export type Json = Record<string, unknown>;

export async function send<T = Json>(method: string, url: string, token: string, body?: unknown, key?: string): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}

export interface CounterAddress {
  readonly id: string;
  readonly url: string;
  /** The till's token. */
  readonly pos: string;
  readonly pins: { readonly cashier: string; readonly manager: string };
}

export interface Counter {
  readonly storeId: string;
  readonly url: string;
  readonly device: string;
  readonly cashier: string;
  readonly managerPin: string;
}

export async function counterOf(store: CounterAddress): Promise<Counter> {
  const { id, url, pos, pins } = store;
  const signed = await send<{ token: string }>("POST", `${url}/v1/staff/sign-in`, pos, { pin: pins.cashier });
  return { storeId: id, url, device: pos, cashier: signed.token, managerPin: pins.manager };
}

export const key = (): string => crypto.randomUUID();

export async function place(at: Counter, items: Json[], more: Json = {}): Promise<{ id: string; total: number }> {
  const body = { store_id: at.storeId, fulfillment_type: "PICKUP", payment_method: "AT_STORE", items, ...more };
  const order = await send<{ order_id: string; total_cents: number }>("POST", `${at.url}/v1/orders`, at.device, body, key());
  return { id: order.order_id, total: order.total_cents };
}

export const move = (at: Counter, id: string, from: string, to: string) =>
  send("POST", `${at.url}/v1/orders/${id}/transition`, at.device, { expected_status: from, to_status: to });
const make = async (at: Counter, id: string) => {
  await move(at, id, "PLACED", "IN_PROGRESS");
  await move(at, id, "IN_PROGRESS", "READY");
};
const approval = (at: Counter) => ({ reason: "wrong milk", manager_pin: at.managerPin });
export const tender = (at: Counter, id: string, body: Json) =>
  send<{ payment: { payment_id: string } }>("POST", `${at.url}/v1/orders/${id}/tenders`, at.cashier, body, key());
const correct = (at: Counter, id: string, paymentId: string, body: Json) =>
  send("POST", `${at.url}/v1/orders/${id}/tenders/${paymentId}/correct`, at.cashier, { ...approval(at), ...body }, key());
export const refund = (at: Counter, id: string, body: Json) =>
  send("POST", `${at.url}/v1/orders/${id}/refunds`, at.cashier, { ...approval(at), ...body }, key());

export const WHITE = { item_id: "flat-white", qty: 1, modifier_ids: ["milk-oat"] };
export const LATTE = { item_id: "latte", qty: 2 };

/** With a drawer of its own, from its float to its Z. */
export async function morning(at: Counter): Promise<void> {
  await send("POST", `${at.url}/v1/drawer/sessions`, at.cashier, { float_cents: 15_000 }, key());
  await sales(at);
  const count = { counted_cents: 15_000 };
  await send("POST", `${at.url}/v1/drawer/counts`, at.cashier, count, key());
  await send("POST", `${at.url}/v1/drawer/close`, at.cashier, {}, key());
}

/** What was handed over, with every kind of tender and refund. */
export async function sales(at: Counter): Promise<void> {
  for (let i = 0; i < 4; i += 1) {
    const { id, total } = await place(at, [WHITE, LATTE]);
    await make(at, id);
    await tender(at, id, { method: "CASH", tendered_cents: total + 500, tip_cents: i * 50 });
  }
  const split = await place(at, [LATTE]);
  await tender(at, split.id, { method: "EXTERNAL_CARD", reference: "4711", amount_cents: 200 });
  await tender(at, split.id, { method: "CASH" });
  await make(at, split.id);
  await move(at, split.id, "READY", "COMPLETED");
  await refund(at, split.id, { amount_cents: 100 });
  const allBack = await place(at, [WHITE]);
  await tender(at, allBack.id, { method: "CASH" });
  await make(at, allBack.id);
  await move(at, allBack.id, "READY", "COMPLETED");
  await refund(at, allBack.id, {});
}

/** A drawer and orders that are open when the upgrade comes. */
export async function openRest(at: Counter): Promise<void> {
  await send("POST", `${at.url}/v1/drawer/sessions`, at.cashier, { float_cents: 10_000 }, key());
  await send("POST", `${at.url}/v1/drawer/movements`, at.cashier, { kind: "PAID_IN", amount_cents: 2_000, reason: "coins" }, key());
  await openOrders(at);
  const later = new Date(Date.now() + 5 * 3_600_000).toISOString();
  await place(at, [LATTE], { requested_for: later, customer_name: "Later" });
  await send("POST", `${at.url}/v1/drafts`, at.cashier, { fulfillment_type: "IN_STORE", items: [WHITE], customer_name: "Window" }, key());
  await send("PATCH", `${at.url}/v1/stores/${at.storeId}/items/croissant`, at.device, { is_available: false });
}

/** Orders in every state, a refund before the hand-over and a wrong tender among them. */
export async function openOrders(at: Counter): Promise<void> {
  const ready = await place(at, [WHITE, LATTE]);
  await tender(at, ready.id, { method: "CASH" });
  await refund(at, ready.id, { amount_cents: 98 });
  await make(at, ready.id);
  const again = await place(at, [LATTE]);
  const wrong = await tender(at, again.id, { method: "CASH" });
  await correct(at, again.id, wrong.payment.payment_id, { method: "EXTERNAL_CARD", reference: "4712" });
  await make(at, again.id);
  await move(at, again.id, "READY", "COMPLETED");
  const unstarted = await place(at, [WHITE]);
  await tender(at, unstarted.id, { method: "CASH" });
  await refund(at, unstarted.id, {});
  const voided = await place(at, [WHITE]);
  await tender(at, voided.id, { method: "CASH" });
  await send("POST", `${at.url}/v1/orders/${voided.id}/cancel`, at.cashier, { reason: "changed their mind", manager_pin: at.managerPin });
  await place(at, [WHITE], { customer_name: "Ana", note: "extra hot" });
  const started = await place(at, [LATTE, WHITE]);
  await move(at, started.id, "PLACED", "IN_PROGRESS");
}
