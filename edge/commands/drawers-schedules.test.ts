/** Several drawers under any schedule: each cent of each payment and refund is in exactly one Z, on its own day. */
import { cashTotals } from "@crema/shared/domain/drawer/expected";
import { totalsByDay, type ZReport } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openTestStore, START_MS, type TestStore, testClock } from "../store.test-fixture.ts";
import { everyFact, figures } from "./every-fact.test-fixture.ts";
import { type Till, tillAt } from "./tills.test-fixture.ts";

const ACTS = ["sell", "card", "pay", "hand over", "refund", "correct", "in", "no_sale", "open", "own", "close", "other", "night"] as const;
interface Act {
  readonly at: number;
  readonly act: (typeof ACTS)[number];
}
const acts = fc.array(fc.record({ at: fc.integer({ min: 0, max: 2 }), act: fc.constantFrom(...ACTS) }), { minLength: 8, maxLength: 22 });
const at = (till: number, ...names: Act["act"][]): Act[] => names.map((act) => ({ at: till, act }));
/** Paid at one, handed over and put right at another, refunded at a third, each closed in between. */
const ACROSS: Act[] = [
  ...at(0, "own", "pay"),
  ...at(1, "own", "hand over", "correct"),
  ...at(0, "close"),
  ...at(2, "open", "refund", "card"),
  ...at(1, "night", "refund", "close"),
];

test("[M5] every fact is in exactly one Z, and the reports sum to the facts of each day", async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (schedule) => {
      const store = await openTestStore({ clock: testClock(START_MS) });
      try {
        const tills = [0, 1, 2].map((number) => tillAt(() => store, number));
        await follow(store, tills, schedule);
        await closeAll(store, tills);
        expectOnce(store);
      } finally {
        await store.dispose();
      }
    }),
    { numRuns: process.env.CREMA_LONG ? 1_000 : 25, examples: [[ACROSS]] },
  );
}, 600_000);

function expectOnce(store: TestStore): void {
  const { tables, db } = store;
  const reports = tables.drawer.reports(1_000);
  const covered = reports.flatMap((report) => tables.journal.coveredBy(report.z_number)).map(({ kind, ref_id }) => `${kind} ${ref_id}`);
  const all = db.prepare<[], string>("SELECT kind || ' ' || ref_id FROM journal").pluck().all();
  expect(covered.sort()).toEqual(all.sort());
  const facts = everyFact(store);
  const days = reports.flatMap((report) => report.days);
  for (const whole of totalsByDay(facts))
    expect(figures(days.filter((part) => part.business_day === whole.business_day))).toEqual(figures([whole]));
  for (const { session_id, drawer } of reports) {
    if (session_id === null || drawer === null) continue;
    const { facts: _number, ...moved } = cashTotals(session_id, facts);
    expect(drawer).toMatchObject(moved);
  }
}

async function follow(store: TestStore, tills: readonly Till[], schedule: readonly Act[]): Promise<void> {
  const orders: string[] = [];
  const waiting: string[] = [];
  for (const { at: number, act } of schedule) {
    const till = tills[number] as Till;
    const last = orders.at(-1);
    if (act === "sell") orders.push(await till.sold({ tip_cents: cents(30) }));
    else if (act === "card") orders.push(await till.sold({ method: "EXTERNAL_CARD", reference: "1" }));
    else if (act === "pay") {
      const id = await till.paid();
      orders.push(id);
      waiting.push(id);
    } else if (act === "hand over") {
      const id = waiting.pop();
      if (id !== undefined) await till.handOver(id);
    } else if (act === "refund" && last !== undefined) await till.refund(last, 100);
    else if (act === "correct" && last !== undefined) await till.correct(last, { method: orders.length % 2 ? "EXTERNAL_CARD" : "CASH" });
    else if (act === "in") await till.asManager({ type: "pay_in", amount_cents: 250, reason: "change" });
    else if (act === "no_sale") await till.asManager({ type: "no_sale", reason: "change" });
    else if (act === "open") await till.asManager({ type: "open", float_cents: 1_000 });
    else if (act === "own") await till.asManager({ type: "open", float_cents: 2_000, own: true });
    else if (act === "close") await end(till);
    // Two at once: a close, and what another till does meanwhile.
    else if (act === "other") await Promise.all([end(till), (tills[(number + 1) % 3] as Till).sold().then((id) => orders.push(id))]);
    else if (act === "night") store.clock.advance(12 * 3_600_000);
  }
}

async function end(till: Till): Promise<void> {
  await till.asManager({ type: "count", counted_cents: 1_234 });
  await till.asManager({ type: "close" });
}

/** With one more of the store, for what came after the last. */
async function closeAll(store: TestStore, tills: readonly Till[]): Promise<ZReport[]> {
  const till = tills[0] as Till;
  await till.asManager({ type: "open", float_cents: 0 });
  const reports: ZReport[] = [];
  for (const { session_id } of store.tables.drawer.openSessions()) {
    await till.did({ type: "count", counted_cents: 0, session_id });
    reports.push((await till.did({ type: "close", session_id })).report);
  }
  return reports;
}
