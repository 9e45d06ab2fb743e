/** Every kind of inbox entry on every state of the hand-off, and the offers that the store does not take. */
import { cents } from "@crema/shared/domain/kernel/money";
import type { Handoff, Order, OrderStatus } from "@crema/shared/domain/order/order";
import { appOrder, guest, line, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand, InboxEntry } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approved, cashier, codeOf, espressos, openTestStore, type TestStore, testProfile, unwrap } from "../../store.test-fixture.ts";

let store: TestStore;
let sent: number;
beforeEach(async () => {
  store = await openTestStore();
  sent = 0;
});
afterEach(() => store.dispose());

const AT = "2026-05-04T08:00:00.000Z";
const ID = testId(0xa1);
const REQUEST_ID = testId(0xb1);
const entry = (command: InboxCommand): InboxEntry => ({ seq: ++sent, id: testId(0xc000 + sent), command });
const apply = (...commands: InboxCommand[]) => store.sync.down.applyInbox(commands.map(entry), null);

const offered = (changes: Partial<Order> = {}): InboxCommand => {
  const order: unknown = { ...appOrder("OFFERED", { order_id: ID, ticket_number: null, business_day: null }), ...changes };
  return { kind: "order.offered", at: AT, order: order as Order };
};
const confirmed: InboxCommand = { kind: "order.confirmed", at: AT, event_id: testId(0xd1), order_id: ID, order_seq: 1, status: "PLACED" };
const revoked: InboxCommand = {
  kind: "order.revoked",
  at: AT,
  event_id: testId(0xd2),
  order_id: ID,
  order_seq: 2,
  cause: "CUSTOMER",
  reason: null,
  actor: guest,
};
const wish = { order_id: ID, request_id: REQUEST_ID, actor: guest, cause: "CUSTOMER", reason: null } as const;
const cancelRequested: InboxCommand = { kind: "order.cancel_requested", at: AT, ...wish };

const now = () => store.queries.order(ID)?.order;
const eventTypes = () => store.sync.log.read(1, 1000, 10_000_000).map((event) => (JSON.parse(event.body) as { type: string }).type);
const start = (id = ID) => store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier);

/** Brings the order to that state of the hand-off, or to no order at all. */
async function bring(state: Handoff | "UNKNOWN" | "DECLINED_UNSEEN" | "STARTED"): Promise<void> {
  switch (state) {
    case "ACCEPTED":
      return void (await apply(offered()));
    case "CONFIRMED":
      return void (await apply(offered(), confirmed));
    case "STARTED":
      await apply(offered(), confirmed);
      return void unwrap(await start());
    case "DECLINED":
      await apply(offered());
      return void unwrap(await store.commands.decline(ID, "no milk", cashier));
    case "WITHDRAWN":
      return void (await apply(offered(), revoked));
    case "DECLINED_UNSEEN":
      return void unwrap(await store.commands.replace(ID, espressos(), "r1", approved));
    default:
  }
}

type OrderState = `${Handoff} ${Order["authority"]} ${OrderStatus}` | "none";
const identity = (): OrderState => {
  const order = now();
  return order ? `${order.handoff} ${order.authority} ${order.status}` : "none";
};

describe("every kind of entry on every state of the hand-off", () => {
  const ACCEPTED = "ACCEPTED cloud PLACED";
  const CONFIRMED = "CONFIRMED edge PLACED";
  const DECLINED = "DECLINED cloud CANCELLED";
  const WITHDRAWN = "WITHDRAWN cloud CANCELLED";
  const cases: [Parameters<typeof bring>[0], InboxCommand, OrderState, string[]][] = [
    ["UNKNOWN", offered(), ACCEPTED, ["order.accepted"]],
    ["UNKNOWN", confirmed, "none", []],
    ["UNKNOWN", revoked, "none", []],
    ["UNKNOWN", cancelRequested, "none", []],
    ["DECLINED_UNSEEN", offered(), "none", []],
    ["DECLINED_UNSEEN", confirmed, "none", []],
    ["DECLINED_UNSEEN", revoked, "none", []],
    ["DECLINED_UNSEEN", cancelRequested, "none", []],
    ["ACCEPTED", offered(), ACCEPTED, []],
    ["ACCEPTED", confirmed, CONFIRMED, []],
    ["ACCEPTED", revoked, WITHDRAWN, []],
    ["ACCEPTED", cancelRequested, ACCEPTED, []],
    ["CONFIRMED", offered(), CONFIRMED, []],
    ["CONFIRMED", confirmed, CONFIRMED, []],
    ["CONFIRMED", revoked, CONFIRMED, []],
    ["CONFIRMED", cancelRequested, "CONFIRMED edge CANCELLED", ["order.cancelled"]],
    ["STARTED", offered(), "CONFIRMED edge IN_PROGRESS", []],
    ["STARTED", confirmed, "CONFIRMED edge IN_PROGRESS", []],
    ["STARTED", revoked, "CONFIRMED edge IN_PROGRESS", []],
    ["STARTED", cancelRequested, "CONFIRMED edge IN_PROGRESS", ["order.cancel_refused"]],
    ["DECLINED", offered(), DECLINED, []],
    ["DECLINED", confirmed, DECLINED, []],
    ["DECLINED", revoked, DECLINED, []],
    ["DECLINED", cancelRequested, DECLINED, []],
    ["WITHDRAWN", offered(), WITHDRAWN, []],
    ["WITHDRAWN", confirmed, WITHDRAWN, []],
    ["WITHDRAWN", revoked, WITHDRAWN, []],
    ["WITHDRAWN", cancelRequested, WITHDRAWN, []],
  ];
  test.each(cases.map((each) => [each[0], each[1].kind, ...each] as const))(
    "%s, then %s",
    async (_state, _kind, state, command, expected, logged) => {
      await bring(state);
      const head = store.sync.log.head();
      const heard = store.published.length;
      const before = identity();
      expect(await apply(command)).toEqual({ inbox_seq: sent, hole: false });
      expect(identity()).toBe(expected);
      expect(eventTypes().slice(head)).toEqual(logged);
      expect(store.published.length - heard).toBe(before === expected && logged.length === 0 ? 0 : 1);
    },
  );
});

describe("an offer", () => {
  test("is on the queue, unconfirmed, with a ticket number; until it is confirmed it can only be declined", async () => {
    await apply(offered());
    expect(store.queries.queue(null).orders).toMatchObject([
      { order_id: ID, handoff: "ACCEPTED", ticket_number: "A1", business_day: "2026-05-04" },
    ]);
    const tender = {
      method: "CASH",
      amount_cents: null,
      tip_cents: cents(0),
      tendered_cents: null,
      reference: null,
      complete: true,
    } as const;
    expect(codeOf(await start())).toBe("order.unconfirmed");
    expect(codeOf(await store.commands.tender(ID, tender, "t1", approved))).toBe("order.unconfirmed");
    expect(
      codeOf(await store.commands.cancel(ID, { reason: "x", expected_status: null, no_show: false, manager_pin: null }, approved)),
    ).toBe("order.unconfirmed");
    expect(unwrap(await store.commands.decline(ID, "no milk", cashier))).toMatchObject({ handoff: "DECLINED" });
    expect(store.queries.openOrders()).toBe(0);
    await apply(confirmed);
    expect(codeOf(await start())).toBe("order.declined");
  });

  test("the log's `order.accepted` holds the whole order, so that the log alone can rebuild it", async () => {
    await apply(offered());
    const body = JSON.parse(store.sync.log.read(1, 1, 1)[0]?.body ?? "{}") as { order: Order };
    expect(body.order).toEqual(now());
  });

  test("that was paid online is PAID once it is confirmed, and counts as paid", async () => {
    await apply(offered({ pay_mode: "ONLINE" }), { ...confirmed, order_seq: 2, status: "PAID" } as InboxCommand);
    expect(now()).toMatchObject({ status: "PAID", authority: "edge", paid_cents: 900, order_seq: 2 });
  });

  test.each([
    ["store.closed", { ...testProfile, hours: [] }],
    ["store.queue_full", { ...testProfile, settings: { ...testProfile.settings, max_open_orders: 1 } }],
  ])("is declined with %s, stays off the queue, and its confirmation does nothing", async (code, profile) => {
    await store.sync.down.applyDocuments([{ kind: "profile", version: 4, document: { ...profile, version: 4 } }], null);
    await store.placed();
    await apply(offered(), confirmed);
    expect(identity()).toBe("DECLINED cloud CANCELLED");
    expect(JSON.parse(store.sync.log.read(2, 1, 1)[0]?.body ?? "{}")).toMatchObject({ type: "order.declined", code });
    expect(store.queries.openOrders()).toBe(1);
  });

  test.each([
    { ...testProfile, hours: [] },
    { ...testProfile, settings: { ...testProfile.settings, max_open_orders: 1 } },
  ])("that the box before may have made is taken, closed or full: a decline would refund what was handed over", async (profile) => {
    await store.sync.down.applyDocuments([{ kind: "profile", version: 4, document: { ...profile, version: 4 } }], null);
    await store.placed();
    await apply(offered({ look_first: true }), confirmed);
    expect(identity()).toBe("CONFIRMED edge PLACED");
    expect(codeOf(await start())).toBe("order.look_first");
  });

  test("is taken by a store whose orders are all made and wait to be fetched", async () => {
    const settings = { ...testProfile.settings, max_open_orders: 1 };
    await store.sync.down.applyDocuments([{ kind: "profile", version: 4, document: { ...testProfile, version: 4, settings } }], null);
    const { order_id } = await store.placed();
    unwrap(await start(order_id));
    const ready = { to_status: "READY", expected_status: "IN_PROGRESS", reason: null } as const;
    unwrap(await store.commands.transition(order_id, ready, cashier));
    await apply(offered());
    expect(identity()).toBe("ACCEPTED cloud PLACED");
  });

  test("for now is taken though orders for Saturday fill the book; for Saturday it is taken though today's queue is full", async () => {
    const settings = { ...testProfile.settings, max_open_orders: 2 };
    await store.sync.down.applyDocuments([{ kind: "profile", version: 4, document: { ...testProfile, version: 4, settings } }], null);
    for (let n = 0; n < 3; n++) await store.placed({ requested_for: "2026-05-09T08:00:00.000Z" });
    await apply(offered());
    expect(identity()).toBe("ACCEPTED cloud PLACED");
    await store.placed();
    const later = testId(0xa0ff);
    await apply(offered({ order_id: later, requested_for: "2026-05-09T08:00:00.000Z", promised_at: "2026-05-09T08:00:00.000Z" }));
    expect(store.queries.order(later)?.order).toMatchObject({ handoff: "ACCEPTED", ticket_number: "A4" });
  });

  test("of something sold out is declined", async () => {
    unwrap(await store.commands.setAvailability({ kind: "item", id: "latte" }, { is_available: false, until: null }, cashier));
    await apply(offered());
    expect(JSON.parse(store.sync.log.read(2, 1, 1)[0]?.body ?? "{}")).toMatchObject({ type: "order.declined", code: "item.sold_out" });
  });

  test("with a choice that is sold out is declined", async () => {
    unwrap(await store.commands.setAvailability({ kind: "modifier", id: "oat" }, { is_available: false, until: null }, cashier));
    const oat = { modifier_id: "oat", group_id: "milk", group_name: "Milk", name: "Oat milk", price_delta_cents: 60 };
    await apply(offered({ lines: [{ ...line, modifiers: [oat] }] }));
    expect(JSON.parse(store.sync.log.read(2, 1, 1)[0]?.body ?? "{}")).toMatchObject({
      ...{ type: "order.declined", code: "modifier.sold_out", detail: "Oat milk is sold out." },
    });
  });

  test("for a time at which the store is open is taken while it is closed", async () => {
    const hours = [{ weekday: 1, open: "12:00", close: "13:00" }];
    await store.sync.down.applyDocuments([{ kind: "profile", version: 4, document: { ...testProfile, version: 4, hours } }], null);
    await apply(offered({ requested_for: "2026-05-04T10:30:00.000Z" }));
    expect(identity()).toBe("ACCEPTED cloud PLACED");
  });

  test("[D3] needs no document: without menu and profile it is accepted, and its number is not given again", async () => {
    const bare = await openTestStore({ menu: null, profile: null });
    await bare.sync.down.applyInbox([entry(offered())], null);
    expect(bare.queries.order(ID)?.order).toMatchObject({ handoff: "ACCEPTED", ticket_number: "A1", business_day: null });
    await bare.sync.down.applyDocuments([{ kind: "menu", version: 7, document: store.queries.menu()?.menu ?? never() }], null);
    await bare.sync.down.applyDocuments([{ kind: "profile", version: 3, document: testProfile }], null);
    expect((await bare.placed()).ticket_number).toBe("A2");
    await bare.dispose();
  });

  test("whose event the log could not hold is declined, and the inbox goes on", async () => {
    const [line] = appOrder("OFFERED").lines;
    const lines = Array.from({ length: 100 }, (_, n) => ({
      ...(line ?? never()),
      line_id: testId(0xe000 + n),
      note: "é".repeat(140),
      name: "x".repeat(3000),
    }));
    expect(await apply(offered({ lines }))).toEqual({ inbox_seq: 1, hole: false });
    expect(eventTypes()).toEqual(["order.declined"]);
  });
});

describe("a cancel request of a customer", () => {
  test("is refused once money was taken at the counter, in a separate change that names the request", async () => {
    await apply(offered(), confirmed);
    const tender = {
      method: "CASH",
      amount_cents: cents(100),
      tip_cents: cents(0),
      tendered_cents: null,
      reference: null,
      complete: true,
    } as const;
    unwrap(await store.commands.tender(ID, tender, "t1", cashier));
    const heard: unknown[] = [];
    store.changeBus.subscribeOrder(ID, (change) => heard.push(change));
    await apply(cancelRequested);
    expect(heard).toEqual([
      { type: "cancel_refused", cursor: store.queries.cursor(), order_id: ID, request_id: REQUEST_ID, code: "order.paid_at_store" },
    ]);
  });
});

function never(): never {
  throw new Error("the fixture has changed");
}
