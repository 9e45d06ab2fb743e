/** What gives money back and whose response was lost: what is to be handed back is said again, and nothing happens twice. */
import type { EventRequest } from "@crema/shared/domain/event-envelope";
import { quote } from "@crema/shared/domain/menu/quote";
import { appOrder, testId, testIds } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestBox, PINS, type TestBox } from "../../box.test-fixture.ts";
import { cashier as cashierBy, testMenu, testProfile } from "../../store.test-fixture.ts";
import { replayOfEarlier } from "../earlier-request.ts";

const ID = testId(0xa1);
const AT = "2026-05-04T08:00:00.000Z";

let box: TestBox;
let cashier: string;
beforeEach(async () => {
  box = await openTestBox();
  box.store.time.trust(box.clock.now());
  cashier = await box.signIn((await box.pair("pos")).token, "cashier");
});
afterEach(() => box.stop());

const post = (path: string, body: object, key: string | null) =>
  box.call("POST", path, body, { token: cashier, headers: key === null ? {} : { "idempotency-key": key } });

/** An espresso at 2.50 and a croissant at 3.10, paid in cash; what asks about the croissant. */
async function paid() {
  const items = ["espresso", "croissant"].map((item_id) => ({ item_id, qty: 1, modifier_ids: [], note: null }));
  const available = { revision: 0, sold_out_item_ids: [], sold_out_modifier_ids: [] };
  const how = { atMs: 0, newId: testIds(0x9000), channel: "APP" } as const;
  const priced = quote(testMenu, testProfile, available, { items, promotion_codes: [] }, how);
  if (!priced.ok) throw new Error(priced.refusal.detail);
  const order = appOrder("OFFERED", { ...priced.value, order_id: ID, ticket_number: null, business_day: null, user_id: testId(0x55) });
  const commands: InboxCommand[] = [
    { kind: "order.offered", at: AT, order },
    { kind: "order.confirmed", at: AT, event_id: testId(0xd1), order_id: ID, order_seq: 1, status: "PLACED" },
  ];
  const entries = commands.map((command, i) => ({ seq: i + 1, id: testId(0xc000 + i), command }));
  await box.store.sync.down.applyInbox(entries, null);
  await post("/v1/drawer/sessions", { float_cents: 10_000 }, "open");
  expect((await post(`/v1/orders/${ID}/tenders`, { method: "CASH", tendered_cents: 1000 }, "tender")).status).toBe(201);
  return { line_id: order.lines[1]?.line_id, qty: 1, options: [], shown: { amendments: 0, total_cents: 560 } };
}

/** The croissant cannot be made. */
async function asked(): Promise<string> {
  const open = await post(`/v1/orders/${ID}/question`, { ...(await paid()), manager_pin: PINS.manager }, "ask");
  expect(open.status).toBe(200);
  return (open.json.question as { question_id: string }).question_id;
}

const path = `/v1/orders/${ID}/question/settle`;
const removed = (question_id: string) => ({ question_id, choice: { kind: "REMOVE" }, reason: "none left" });

test("sent again it gets the same response, without the PIN too; with another choice it is refused", async () => {
  const without = removed(await asked());
  const settled = await post(path, { ...without, manager_pin: PINS.manager }, "settle");
  expect(settled).toMatchObject({ status: 201, json: { total_cents: 250, refunds: [{ amount_cents: 310, method: "CASH" }] } });
  const again = await post(path, without, "settle");
  expect(again).toMatchObject({ status: 201, json: settled.json });
  expect(await post(path, { ...without, choice: null }, "settle")).toMatchObject({ status: 422, json: { code: "idempotency.key_reused" } });
  expect((await post(path, without, "other")).json.code).toBe("order.question_closed");
  expect(box.store.queries.order(ID)?.order.amendments).toBe(1);
});

const AT_ONCE = { decided: { kind: "REMOVE" }, reason: "none left" };
const cancel = { reason: "spilled", expected_status: "PLACED" };
const WRITES = [
  ["decided at once", "question", async () => ({ ...(await paid()), ...AT_ONCE }), { total_cents: 250 }, 310, "order.lines_changed"],
  ["asked", "question", async () => paid(), { total_cents: 560 }, null, "order.question_open"],
  ["cancelled", "cancel", async () => paid().then(() => cancel), { status: "CANCELLED" }, 560, "order.status_changed"],
] as const;

test.each(WRITES)(
  "%s and sent again with its key it gets the same response, without the PIN too; without a key it is refused",
  async (...each) => {
    const [_what, path, bodyOf, order, back, refusal] = each;
    const body = await bodyOf();
    const at = `/v1/orders/${ID}/${path}`;
    const first = await post(at, { ...body, manager_pin: PINS.manager }, "once");
    const refunds = back === null ? [] : [{ amount_cents: back, method: "CASH" }];
    expect(first).toMatchObject({ status: 200, json: { ...order, refunds } });
    const again = await post(at, body, "once");
    expect([again.status, again.json]).toEqual([200, first.json]);
    expect(await post(at, { ...body, reason: "another" }, "once")).toMatchObject({ status: 422, json: { code: "idempotency.key_reused" } });
    const without = await post(at, { ...body, manager_pin: PINS.manager }, null);
    expect([without.status, without.json.code]).toEqual([409, refusal]);
    expect(box.store.queries.moneyOf(ID).refunds).toHaveLength(refunds.length);
  },
);

test.each(WRITES)("%s, and the box after this one is asked again: it says it too", async (...each) => {
  const [_what, path, bodyOf, order, back] = each;
  const body = await bodyOf();
  await post(`/v1/orders/${ID}/${path}`, { ...body, manager_pin: PINS.manager }, "once");
  const again = saidByTheNext("once");
  const refunds = back === null ? [] : [{ amount_cents: back, method: "CASH" }];
  expect(again).toMatchObject({ order_id: ID, ...order, refunds });
});

/** What the cloud hands the next box of a request, and what that one makes of it. */
function saidByTheNext(key: string): unknown {
  const { sync, tables, context } = box.store;
  const told = sync.log.read(1, 1000, 10_000_000).map(({ body }) => JSON.parse(body) as { type: string; request?: EventRequest });
  const made = told.filter(({ request }) => request?.key === key);
  const request = made[0]?.request;
  if (!request) throw new Error("the event lacks its request");
  const facts = made.filter(({ type }) => type !== "order.amended").map((event) => JSON.stringify(event));
  tables.history.saveRequest({ ...request, order_id: ID, is_birth: false, facts });
  const again = replayOfEarlier(context, request.principal, request.key, [request.request_hash], cashierBy);
  return again?.ok ? JSON.parse(again.value.body) : again;
}

test("settled, and the box after this one is asked again: it says it too", async () => {
  const settled = await post(path, { ...removed(await asked()), manager_pin: PINS.manager }, "settle");
  expect(saidByTheNext("settle")).toMatchObject({ order_id: ID, total_cents: 250, refunds: settled.json.refunds });
});
