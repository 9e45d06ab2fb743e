import { cents } from "@crema/shared/domain/kernel/money";
import { DrawerEvent } from "@crema/shared/domain/store-events";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../ports.ts";
import { approved, cashier, codeOf, createdOrder, espressos, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";
import { counterOf } from "./counter.test-fixture.ts";

const DAY_MS = 24 * 3_600_000;
let store: TestStore;
let keys = 0;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const { drawer, did, open, count, close, tender, sold, refund } = counterOf(() => store);

describe("a session", () => {
  test("[M5] ends with what was counted against float, cash with tips less change, refunds, paid in and paid out", async () => {
    await open();
    const id = await sold({ tip_cents: cents(50), tendered_cents: cents(1000) });
    await sold({ method: "EXTERNAL_CARD", reference: "77", tip_cents: cents(30) });
    unwrap(await refund(id, 200));
    await did({ type: "pay_in", amount_cents: 300, reason: "change" });
    await did({ type: "pay_out", amount_cents: 100, reason: "milk" });
    await did({ type: "no_sale", reason: "change for a guest" });
    expect((await store.queries.xReport()).drawer).toMatchObject({ expected_cents: 10_550 });
    await count(10_500);
    const report = await close();
    expect(report.drawer).toMatchObject({ expected_cents: 10_550, counted_cents: 10_500, difference_cents: -50 });
    expect(report).toMatchObject({ z_number: "A-Z0001", business_day: "2026-05-04", outside_session_cents: 0 });
    expect(report.days).toMatchObject([
      {
        business_day: "2026-05-04",
        orders: 2,
        sales_cents: 1000,
        tips_cents: 80,
        tenders: [
          { method: "CASH", amount_cents: 500, tip_cents: 50 },
          { method: "EXTERNAL_CARD", amount_cents: 500, tip_cents: 30 },
        ],
        refunds: [{ method: "CASH", amount_cents: 200 }],
        no_sales: 1,
      },
    ]);
    expect(store.queries.zReports(10)).toEqual([report]);
    expect(await store.queries.xReport()).toMatchObject({ session: null, drawer: null, days: [] });
  });

  test("is one at a time, also for two who open it in one turn", async () => {
    const both = await Promise.all([drawer({ type: "open", float_cents: 1 }), drawer({ type: "open", float_cents: 2 })]);
    expect(both.map(codeOf)).toEqual(["ok", "drawer.already_open"]);
  });

  test("a repeated key moves nothing twice, whoever approves; another request under it is refused", async () => {
    await open();
    const pay = (by: Caller, amount = 300) => drawer({ type: "pay_out", amount_cents: amount, reason: "milk" }, by, "same");
    const [first, second] = (await Promise.all([pay(approved), pay(cashier)])).map(unwrap);
    expect([second?.replayed, second?.body === first?.body]).toEqual([true, true]);
    expect(codeOf(await pay(approved, 301))).toBe("idempotency.key_reused");
    expect((await store.queries.xReport()).drawer).toMatchObject({ paid_out_cents: 300, expected_cents: 9_700 });
  });

  test("a tender after the count makes it stale; the refused close takes no Z number", async () => {
    await open();
    await count(10_000);
    await sold();
    expect(codeOf(await drawer({ type: "close" }))).toBe("drawer.not_counted");
    await count(10_500);
    expect((await close()).z_number).toBe("A-Z0001");
    await open();
    await count(0);
    expect((await close()).z_number).toBe("A-Z0002");
  });

  test("cash taken while none is open is in no session, and the next report says so", async () => {
    const id = await sold();
    unwrap(await refund(id, 100));
    await open(400);
    await count(400);
    expect(await close()).toMatchObject({ outside_session_cents: 400, drawer: { expected_cents: 400, difference_cents: 0 } });
  });

  test("every step is in the log, as its schema says", async () => {
    await open();
    await did({ type: "no_sale", reason: "change" });
    await count(10_000);
    await close();
    const bodies = store.sync.log.read(1, 100, 10_000_000).map((event): { v?: number } => JSON.parse(event.body));
    const events = bodies.map((body) => DrawerEvent.parse(body));
    expect(bodies.map(({ v }) => v)).toEqual(events.map(() => PROTOCOL_VERSION));
    expect(events.map((event) => event.type)).toEqual(["drawer.opened", "drawer.moved", "drawer.counted", "drawer.closed"]);
  });

  test("an order that is completed after its day was closed is a sale of the day on which it was handed over", async () => {
    await open();
    const created = createdOrder(unwrap(await store.commands.place(espressos(), "late", cashier)));
    await count(10_000);
    expect((await close()).days).toEqual([]);
    store.clock.advance(DAY_MS);
    await open();
    const id = created.order_id;
    unwrap(await store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
    unwrap(await store.commands.transition(id, { to_status: "READY", expected_status: "IN_PROGRESS", reason: null }, cashier));
    await tender(id);
    await count(10_500);
    expect((await close()).days).toMatchObject([
      { business_day: "2026-05-05", orders: 1, sales_cents: 500, tenders: [{ amount_cents: 500 }] },
    ]);
    expect(store.queries.order(id)?.order).toMatchObject({ business_day: "2026-05-04", sold_on: "2026-05-05" });
  });

  test("a report names at most 14 days; the others wait for the next one, and none is left out", async () => {
    for (let day = 0; day < 16; day++) {
      await sold();
      store.clock.advance(DAY_MS);
    }
    const reported: (string | null)[] = [];
    for (const days of [14, 2]) {
      await open(0);
      await count(0);
      const report = await close();
      expect(report.days).toHaveLength(days);
      reported.push(...report.days.map((totals) => totals.business_day));
    }
    expect(new Set(reported).size).toBe(16);
  });
});

describe("an X report adds up", () => {
  const sums = async () => {
    const { reconciliation: each } = await store.queries.xReport();
    const { counter_sales_cents, paid_not_handed_over_cents, handed_over_paid_before_cents, refunds_of_sales_cents } = each;
    expect(counter_sales_cents + paid_not_handed_over_cents - handed_over_paid_before_cents - refunds_of_sales_cents).toBe(
      each.taken_net_cents,
    );
    return [counter_sales_cents, paid_not_handed_over_cents, handed_over_paid_before_cents, refunds_of_sales_cents, each.taken_net_cents];
  };

  test("what is paid and not handed over is a line of its own, and so is what was paid before the last Z", async () => {
    await open();
    const { order_id } = createdOrder(unwrap(await store.commands.place(espressos(), `x-${keys++}`, cashier)));
    await tender(order_id, { complete: false });
    expect(await sums()).toEqual([0, 500, 0, 0, 500]);
    const id = await sold();
    expect(await sums()).toEqual([500, 500, 0, 0, 1000]);
    unwrap(await refund(id, 200));
    expect(await sums()).toEqual([500, 500, 0, 200, 800]);
    await count(0);
    await close();
    expect(await sums()).toEqual([0, 0, 0, 0, 0]);
    for (const [from, to] of [
      ["PLACED", "IN_PROGRESS"],
      ["IN_PROGRESS", "READY"],
      ["READY", "COMPLETED"],
    ] as const)
      unwrap(await store.commands.transition(order_id, { to_status: to, expected_status: from, reason: null }, cashier));
    expect(await sums()).toEqual([500, 0, 500, 0, 0]);
  });

  test("a void leaves no line behind: what was taken for it was refunded", async () => {
    const { order_id } = createdOrder(unwrap(await store.commands.place(espressos(), `x-${keys++}`, cashier)));
    await tender(order_id, { complete: false });
    unwrap(await store.commands.cancel(order_id, { reason: "x", expected_status: null, no_show: false, manager_pin: null }, approved));
    expect(await sums()).toEqual([0, 0, 0, 0, 0]);
  });
});
