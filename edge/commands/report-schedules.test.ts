/** Reports under any schedule of a counter: what the box sums in SQL is what the domain sums from the facts. */
import { cashSums, cashTotals } from "@crema/shared/domain/drawer/expected";
import { totalsByDay } from "@crema/shared/domain/drawer/report";
import { cents } from "@crema/shared/domain/kernel/money";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  approved,
  cashier,
  createdOrder,
  espressos,
  openTestStore,
  START_MS,
  type TestStore,
  testClock,
  testProfile,
  unwrap,
} from "../store.test-fixture.ts";
import { counterOf } from "./counter.test-fixture.ts";
import { everyFact, figures } from "./every-fact.test-fixture.ts";

const DAY_MS = 24 * 3_600_000;

const OTHERS = ["pay", "hand over", "void", "refund", "in", "out", "no_sale", "close", "night"] as const;
type Act = { do: "sell"; tip: number; card: boolean } | { do: (typeof OTHERS)[number] };
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant("sell" as const), tip: fc.integer({ min: 0, max: 900 }), card: fc.boolean() }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constantFrom(...OTHERS) }) },
);
/** Refunded before the hand-over, which is on another day and in another report, and after it. */
const BEFORE_AND_AFTER: Act[] = (["pay", "refund", "close", "night", "night", "hand over", "refund", "void"] as const).map((name) => ({
  do: name,
}));
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
        try {
          await follow(fresh, schedule);
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
          await fresh.dispose();
        }
      }),
      { numRuns: process.env.CREMA_LONG ? 1_000 : 60, examples: [[BEFORE_AND_AFTER]] },
    );
  }, 600_000);
});

async function follow(store: TestStore, schedule: readonly Act[]): Promise<void> {
  const { drawer, open, count, close, tender, sold, refund } = counterOf(() => store);
  let last: string | null = null;
  let waiting: string | null = null;
  await open();
  for (const [index, step] of schedule.entries()) {
    const fulfillment_type = index % 2 === 0 ? "IN_STORE" : "PICKUP";
    const items = ["espresso", "croissant"].map((item_id) => ({ item_id, qty: 2, modifier_ids: [], note: null }));
    const order = async () =>
      createdOrder(unwrap(await store.commands.place(espressos({ fulfillment_type, items }), `s-${index}`, cashier))).order_id;
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
