/** The drawer on a real file: sessions, reports, and that every fact is in one report. */
import { cashSums, cashTotals } from "@crema/shared/domain/drawer/expected";
import { type DayTotals, storeFacts, totalsByDay, type ZReport } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import { DrawerEvent } from "@crema/shared/domain/store-events";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Caller } from "../ports.ts";
import {
  approved,
  cashier,
  codeOf,
  createdOrder,
  espressos,
  openTestStore,
  START_MS,
  type TestStore,
  testClock,
  testProfile,
  unwrap,
} from "../store.test-fixture.ts";

const DAY_MS = 24 * 3_600_000;
let store: TestStore;
let keys = 0;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

type Command = Parameters<TestStore["commands"]["drawer"]>[0];
const drawer = (command: Command, by: Caller = approved, key = `d-${keys++}`) => store.commands.drawer(command, key, by);
const did = async (command: Command) => JSON.parse(unwrap(await drawer(command)).body) as { report: ZReport };
const open = (float = 10_000) => did({ type: "open", float_cents: float });
const count = (counted: number) => did({ type: "count", counted_cents: counted });
const close = async (): Promise<ZReport> => (await did({ type: "close" })).report;
const tender = async (id: string, changes: object = {}) =>
  unwrap(
    await store.commands.tender(
      id,
      { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true, ...changes },
      `t-${keys++}`,
      cashier,
    ),
  );
async function sold(changes: object = {}): Promise<string> {
  const created = createdOrder(unwrap(await store.commands.place(espressos(), `o-${keys++}`, cashier)));
  const id = created.order_id;
  unwrap(await store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
  unwrap(await store.commands.transition(id, { to_status: "READY", expected_status: "IN_PROGRESS", reason: null }, cashier));
  await tender(id, changes);
  return id;
}
const refund = (id: string, amount: number | null = null) =>
  store.commands.refund(
    id,
    {
      payment_id: null,
      amount_cents: amount === null ? null : cents(amount),
      tip_cents: cents(0),
      reason: "cold",
      request_id: null,
      manager_pin: null,
    },
    `r-${keys++}`,
    approved,
  );

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

const OTHERS = ["pay", "hand over", "void", "refund", "in", "out", "no_sale", "close", "night"] as const;
type Act = { do: "sell"; tip: number; card: boolean } | { do: (typeof OTHERS)[number] };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("sell" as const), tip: fc.integer({ min: 0, max: 900 }), card: fc.boolean() }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constantFrom(...OTHERS) }) },
);
/** Several taxes, one with a name, and one that is exempt. */
const manyTaxes: ProfileDocument = {
  ...testProfile,
  tax: {
    inclusive: false,
    rounding: "LINE",
    rates: [
      {
        tax_category: "drink",
        rate_ppm: 149_750,
        components: [
          { name: "GST", rate_ppm: 50_000 },
          { name: "QST", rate_ppm: 99_750 },
        ],
      },
      { tax_category: "drink", rate_ppm: 50_000, name: "GST", fulfillment_type: "PICKUP", valid_from: "2026-05-05" },
      { tax_category: "food", rate_ppm: 0, is_exempt: true },
    ],
  },
};

describe("reports", () => {
  test("[M5] under any schedule: every fact is in one report, and the reports sum to the facts of each day", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 8 }), async (schedule) => {
        const fresh = await openTestStore({ clock: testClock(START_MS), profile: manyTaxes });
        const outer = store;
        store = fresh;
        try {
          await follow(schedule);
          const written = fresh.queries.zReports(100).toReversed();
          expect(written.map((report) => report.z_number)).toEqual(written.map((_, i) => `A-Z000${i + 1}`));
          for (const sums of written.flatMap((report) => report.drawer ?? []))
            expect(cashSums(sums, { ...sums, facts: 0 }).expected_cents).toBe(sums.expected_cents);
          const { session, drawer: cash, days } = await fresh.queries.xReport();
          expect(cash).toEqual(session && cashSums(session, cashTotals(session.session_id, everyFact(fresh))));
          if (written.length === 0) expect(days).toEqual(totalsByDay(everyFact(fresh)));
          const reported = [...written.flatMap((report) => report.days), ...days];
          for (const whole of totalsByDay(everyFact(fresh))) {
            expect(figures(reported.filter((part) => part.business_day === whole.business_day))).toEqual(figures([whole]));
          }
        } finally {
          store = outer;
          await fresh.dispose();
        }
      }),
      { numRuns: process.env.CREMA_LONG ? 1_000 : 60 },
    );
  }, 600_000);
});

async function follow(schedule: readonly Act[]): Promise<void> {
  let last: string | null = null;
  let waiting: string | null = null;
  await open();
  for (const [index, step] of schedule.entries()) {
    const fulfillment_type = index % 2 === 0 ? "IN_STORE" : "PICKUP";
    const items = ["espresso", "croissant"].map((item_id) => ({ item_id, qty: 2, modifier_ids: [], note: null }));
    const order = async () =>
      createdOrder(unwrap(await store.commands.place(espressos({ fulfillment_type, items }), `s-${keys++}`, cashier))).order_id;
    if (step.do === "sell")
      last = await sold({ tip_cents: cents(step.tip), ...(step.card ? { method: "EXTERNAL_CARD", reference: "1" } : {}) });
    else if (step.do === "pay") {
      last = waiting = await order();
      unwrap(await store.commands.transition(waiting, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
      await tender(waiting, { complete: false });
    } else if (step.do === "hand over" && waiting !== null) {
      unwrap(await store.commands.transition(waiting, { to_status: "READY", expected_status: "IN_PROGRESS", reason: null }, cashier));
      unwrap(await store.commands.transition(waiting, { to_status: "COMPLETED", expected_status: "READY", reason: null }, cashier));
      waiting = null;
    } else if (step.do === "void") {
      const by = index % 2 === 0 ? cashier : approved;
      unwrap(await store.commands.cancel(await order(), { reason: "x", expected_status: null, no_show: false, manager_pin: null }, by));
    } else if (step.do === "refund" && last !== null) await refund(last, 100);
    else if (step.do === "in") await drawer({ type: "pay_in", amount_cents: 250, reason: "change" });
    else if (step.do === "out") await drawer({ type: "pay_out", amount_cents: 130, reason: "milk" });
    else if (step.do === "no_sale") await drawer({ type: "no_sale", reason: "change" });
    else if (step.do === "night") store.clock.advance(DAY_MS / 2);
    else if (step.do === "close") {
      await count(9_000);
      await close();
      await open();
    }
  }
}

function everyFact({ db, tables }: TestStore): Parameters<typeof totalsByDay>[0] {
  const ids = (table: string, column: string, where = "1") =>
    db.prepare<[], string>(`SELECT ${column} FROM ${table} WHERE ${where}`).pluck().all() as string[];
  const there = <T>(fact: T | null | undefined): T[] => (fact ? [fact] : []);
  return storeFacts(
    ids("orders", "order_id").flatMap((id) => there(tables.orders.read(id)?.order)),
    {
      payments: ids("payments", "payment_id").flatMap((id) => there(tables.money.payment(id))),
      refunds: ids("refunds", "refund_id").flatMap((id) => there(tables.money.refund(id))),
      movements: ids("drawer_movements", "movement_id").flatMap((id) => there(tables.drawer.movement(id))),
    },
  );
}

/** The sum of all figures of several days. */
function figures(deps: readonly DayTotals[]): Record<string, number> {
  const sums: Record<string, number> = {};
  const add = (name: string, value: number) => {
    sums[name] = (sums[name] ?? 0) + value;
  };
  for (const part of deps) {
    for (const [name, value] of Object.entries(part)) if (typeof value === "number") add(name, value);
    for (const list of ["taxes", "refund_taxes"] as const)
      for (const tax of part[list] ?? [])
        for (const name of ["tax_cents", "net_cents"] as const)
          add(`${list} ${name} ${tax.rate_ppm} ${tax.name} ${tax.is_exempt}`, tax[name]);
    for (const { by, ...sum } of part.voids ?? [])
      for (const name of ["count", "amount_cents"] as const) add(`voids ${by.name} ${name}`, sum[name]);
    for (const list of ["tenders", "refunds", "corrections"] as const)
      for (const sum of part[list] ?? [])
        for (const name of ["count", "amount_cents", "tip_cents"] as const) add(`${list} ${sum.method} ${name}`, sum[name]);
  }
  return sums;
}

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
    const { order_id } = createdOrder(unwrap(await store.commands.place(espressos(), `o-${keys++}`, cashier)));
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
    const { order_id } = createdOrder(unwrap(await store.commands.place(espressos(), `o-${keys++}`, cashier)));
    await tender(order_id, { complete: false });
    unwrap(await store.commands.cancel(order_id, { reason: "x", expected_status: null, no_show: false, manager_pin: null }, approved));
    expect(await sums()).toEqual([0, 0, 0, 0, 0]);
  });
});
