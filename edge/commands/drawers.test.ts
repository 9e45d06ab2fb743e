/** Several drawers at once: whose cash, whose Z report; count by denomination; and a store without cash. */
import type { ZReport } from "@crema/shared/domain/drawer/report";
import { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeOf, openTestStore, type TestStore, testProfile, unwrap } from "../store.test-fixture.ts";
import { type Till, tillAt } from "./tills.test-fixture.ts";

let store: TestStore;
let [one, two, shared]: Till[] = [];
const tills = () => ({ one: one as Till, two: two as Till, shared: shared as Till });
beforeEach(async () => {
  store = await openTestStore();
  [one, two, shared] = [1, 2, 3].map((number) => tillAt(() => store, number));
});
afterEach(() => store.dispose());

const sums = ({ days }: Pick<ZReport, "days">) => ({
  sales: days.reduce((sum, day) => sum + day.sales_cents, 0),
  tenders: Object.fromEntries(days.flatMap((day) => day.tenders.map((each) => [each.method, each.amount_cents]))),
  refunds: Object.fromEntries(days.flatMap((day) => day.refunds.map((each) => [each.method, each.amount_cents]))),
});

describe("two tills with drawers of their own, and a third that uses the store's", () => {
  test("each Z has its till's sales, cash and cards; the store's drawer has the rest, and nothing is in two or in none", async () => {
    const { one, two, shared } = tills();
    await one.open(10_000, true);
    await two.open(20_000, true);
    await shared.open(5_000);
    await one.sold();
    await two.sold({ method: "EXTERNAL_CARD", reference: "7" });
    const cash = await two.sold();
    await shared.sold();
    unwrap(await two.refund(cash, 200));
    await two.did({ type: "pay_out", amount_cents: 100, reason: "milk" });
    const first = await one.ended(10_500);
    expect(first).toMatchObject({ z_number: "A-Z0001", till: { device_id: one.device_id }, drawer: { difference_cents: 0 } });
    expect(sums(first)).toEqual({ sales: 500, tenders: { CASH: 500 }, refunds: {} });
    const second = await two.ended(20_200);
    expect(sums(second)).toEqual({ sales: 1000, tenders: { CASH: 500, EXTERNAL_CARD: 500 }, refunds: { CASH: 200 } });
    expect([second.drawer?.difference_cents, second.days[0]?.paid_out_cents]).toEqual([0, 100]);
    const third = await shared.ended(5_500);
    expect([third.till, third.drawer?.difference_cents, sums(third)]).toEqual([
      undefined,
      0,
      { sales: 500, tenders: { CASH: 500 }, refunds: {} },
    ]);
    expect([first, second, third].map((report) => report.covers_store)).toEqual([undefined, undefined, undefined]);
  });

  test("with several drawers open a till without one of its own says which it means; with the store's alone it need not", async () => {
    const { one, shared } = tills();
    await one.open(0, true);
    await shared.open(5_000);
    const named = { session_id: store.tables.drawer.openOf(null)?.session_id };
    for (const request of [
      { type: "pay_in", amount_cents: 100, reason: "change" },
      { type: "no_sale", reason: "change" },
      { type: "count", counted_cents: 5_100 },
      { type: "close" },
    ] as const) {
      if (request.type === "count") await shared.did({ type: "pay_in", amount_cents: 100, reason: "change", ...named });
      expect(codeOf(await shared.drawer(request))).toBe("drawer.not_named");
    }
    await shared.did({ type: "count", counted_cents: 5_100, ...named });
    await one.ended(0);
    expect((await shared.close()).drawer).toMatchObject({ expected_cents: 5_100, difference_cents: 0 });
  });

  test("what belongs to no till is in the next Z of one, while the store's drawer is not open", async () => {
    const { one, two, shared } = tills();
    await one.open(0, true);
    await two.open(0, true);
    await shared.sold({ method: "EXTERNAL_CARD", reference: "7" });
    const first = await one.ended(0);
    expect([first.covers_store, sums(first).tenders]).toEqual([true, { EXTERNAL_CARD: 500 }]);
    const second = await two.ended(0);
    expect([second.covers_store, second.days]).toEqual([true, []]);
  });

  test("a sale is of the drawer that took its money, whoever hands it over", async () => {
    const { one, two } = tills();
    await one.open(0, true);
    await two.open(0, true);
    const id = await one.paid();
    await two.handOver(id);
    expect(sums(await two.ended(0)).sales).toBe(0);
    expect(sums(await one.ended(500))).toEqual({ sales: 500, tenders: { CASH: 500 }, refunds: {} });
  });

  test("a wrong tender is put right in the drawer where it stands, from any till, until that one's Z", async () => {
    const { one, two } = tills();
    await one.open(0, true);
    await two.open(0, true);
    const id = await one.sold({ method: "EXTERNAL_CARD", reference: "7" });
    unwrap(await two.correct(id, { method: "CASH" }));
    const first = await one.ended(500);
    expect(first.days).toMatchObject([
      {
        tenders: [
          { method: "CASH", amount_cents: 500 },
          { method: "EXTERNAL_CARD", amount_cents: 500 },
        ],
        corrections: [{ method: "EXTERNAL_CARD", amount_cents: 500 }],
      },
    ]);
    expect(first.drawer?.difference_cents).toBe(0);
    expect(codeOf(await two.correct(id, { method: "EXTERNAL_CARD" }))).toBe("payment.not_correctable");
    expect((await two.ended(0)).days).toEqual([]);
  });

  test("two that close in one turn have two numbers and share nothing; one that opens again begins with nothing", async () => {
    const { one, two, shared } = tills();
    await one.open(0, true);
    await two.open(0, true);
    await one.sold();
    await two.sold();
    await shared.sold();
    await one.count(500);
    await two.count(500);
    const both = await Promise.all([one.close(), two.close()]);
    expect(both.map((report) => report.z_number).sort()).toEqual(["A-Z0001", "A-Z0002"]);
    expect(both.flatMap(({ days }) => days).reduce((sum, day) => sum + day.sales_cents, 0)).toBe(1500);
    await one.open(500, true);
    expect((await one.ended(500)).days).toEqual([]);
  });

  test("a tender at another till while one is closed makes no count stale, and is in no report of it", async () => {
    const { one, two } = tills();
    await one.open(0, true);
    await two.open(0, true);
    await one.sold();
    await one.count(500);
    const [report] = await Promise.all([one.close(), two.sold()]);
    expect(report.days).toMatchObject([{ sales_cents: 500 }]);
    expect(sums(await two.ended(500)).sales).toBe(500);
  });

  test("a till opens its own drawer once; another's is for a manager", async () => {
    const { one, two } = tills();
    const first = await one.open(0, true);
    expect(codeOf(await one.drawer({ type: "open", float_cents: 1, own: true }))).toBe("drawer.already_open");
    expect(codeOf(await two.drawer({ type: "count", counted_cents: 1 }))).toBe("drawer.not_open");
    const { session_id } = first.session;
    expect(codeOf(await two.drawer({ type: "count", counted_cents: 1, session_id }))).toBe("auth.manager_required");
    unwrap(await two.asManager({ type: "count", counted_cents: 0, session_id }));
    const { report } = JSON.parse(unwrap(await two.asManager({ type: "close", session_id })).body) as { report: ZReport };
    expect(report.till?.device_id).toBe(one.device_id);
    expect(codeOf(await two.asManager({ type: "close", session_id }))).toBe("drawer.not_open");
  });

  test("every fact in the log says whose it is, as the journal has it", async () => {
    const { one, shared } = tills();
    const { session } = await one.open(0, true);
    await one.sold();
    await shared.sold();
    const events = store.sync.log.read(1, 100, 10_000_000).map(({ body }) => EdgeEvent.parse(JSON.parse(body)));
    const facts = events.filter(({ type }) => type === "payment.captured" || type === "order.completed");
    expect(facts.map((event) => event.till_session_id)).toEqual([session.session_id, session.session_id, undefined, undefined]);
    expect(events.filter((event) => event.till_session_id).length).toBe(2);
  });

  test("a drawer that stays open for more than a week leaves what comes then to the store's Z", async () => {
    const { one } = tills();
    await one.open(0, true);
    for (let day = 0; day < 9; day++) {
      await one.sold();
      store.clock.advance(24 * 3_600_000);
    }
    await tills().shared.open(0);
    const { days, drawer } = await one.ended(4_500);
    expect([days.length, drawer?.difference_cents]).toEqual([7, 0]);
    expect((await tills().shared.ended(0)).days).toHaveLength(2);
  });
});

describe("a count by notes and coins", () => {
  const notes = [
    { value_cents: cents(5_000), count: 2 },
    { value_cents: cents(50), count: 3 },
  ];
  test("is in the session and the Z; one that sums to something else is refused with both figures", async () => {
    const { shared } = tills();
    await shared.open(10_150);
    const refused = await shared.drawer({ type: "count", counted_cents: 10_100, denominations: notes });
    expect(refused).toMatchObject({ refusal: { code: "drawer.count_differs", detail: expect.stringContaining("101.50") } });
    const twice = await shared.drawer({ type: "count", counted_cents: 10_150, denominations: [...notes, ...notes.slice(0, 1)] });
    expect(twice).toMatchObject({
      refusal: { code: "drawer.denomination_twice", fields: [{ field: `/denominations/${notes.length}/value_cents` }] },
    });
    await shared.did({ type: "count", counted_cents: 10_150, denominations: notes });
    expect(store.tables.drawer.openOf(null)).toMatchObject({ denominations: notes });
    expect((await shared.close()).drawer).toMatchObject({ denominations: notes, difference_cents: 0 });
  });

  test("a later count in one sum replaces it", async () => {
    const { shared } = tills();
    await shared.open(10_150);
    await shared.did({ type: "count", counted_cents: 10_150, denominations: notes });
    await shared.count(10_150);
    expect((await shared.close()).drawer).not.toHaveProperty("denominations");
  });
});

describe("a store that takes no cash", () => {
  beforeEach(async () => {
    await store.dispose();
    store = await openTestStore({ profile: { ...testProfile, settings: { ...testProfile.settings, is_cash_free: true } } });
  });

  test("ends its day without a drawer; each day's sales are in one Z", async () => {
    const { one } = tills();
    await one.sold({ method: "EXTERNAL_CARD", reference: "7" });
    expect(await one.closeDay()).toMatchObject({ z_number: "A-Z0001", session_id: null, drawer: null, days: [{ sales_cents: 500 }] });
    await one.sold({ method: "EXTERNAL_CARD", reference: "8" });
    expect(await one.closeDay()).toMatchObject({ z_number: "A-Z0002", days: [{ sales_cents: 500 }] });
    expect((await one.closeDay()).days).toEqual([]);
    expect(store.queries.zReports(10)).toHaveLength(3);
  });

  test("takes no cash, and opens no drawer", async () => {
    const { one } = tills();
    expect(codeOf(await one.drawer({ type: "open", float_cents: 1 }))).toBe("drawer.cash_free");
    expect(codeOf(await one.pay(await one.ready(), {}))).toBe("payment.cash_free");
  });

  test("puts a tender right until its day is ended", async () => {
    const { one } = tills();
    const id = await one.sold({ method: "EXTERNAL_CARD", reference: "7" });
    unwrap(await one.correct(id, { method: "EXTERNAL_CARD", reference: "9" }));
    await one.closeDay();
    expect(codeOf(await one.correct(id, { method: "EXTERNAL_CARD", reference: "10" }))).toBe("payment.not_correctable");
  });

  test("one that takes cash does not end its day this way, nor one whose drawer is still open", async () => {
    const { one } = tills();
    await store.dispose();
    store = await openTestStore();
    expect(codeOf(await one.drawer({ type: "close_day" }))).toBe("day.takes_cash");
    await one.open(0, true);
    expect(codeOf(await one.drawer({ type: "close_day" }))).toBe("drawer.already_open");
  });
});
