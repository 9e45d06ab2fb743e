/** Refunds of sales that were paid online, under any schedule of hand-overs, closes and news of the cloud: each in exactly one report. */
import { storeFacts, totalsByDay } from "@crema/shared/domain/drawer/report";
import { iso } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { appOrder, guest, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { byAmount, leftOfLines } from "@crema/shared/domain/payment/refund-lines";
import type { InboxCommand } from "@crema/sync/protocol/down";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cashier, openTestStore, START_MS, type TestStore, testClock, testMenu, testProfile, unwrap } from "../store.test-fixture.ts";
import { counterOf } from "./counter.test-fixture.ts";
import { figures } from "./every-fact.test-fixture.ts";

const DAY_MS = 24 * 3_600_000;
const ORDERS = [0, 1, 2];
const act = fc.oneof(
  fc.record({
    do: fc.constant("refund" as const),
    order: fc.constantFrom(...ORDERS),
    amount: fc.integer({ min: 1, max: 300 }),
    tip: fc.boolean(),
  }),
  fc.record({ do: fc.constantFrom("fail" as const, "succeed" as const), refund: fc.nat(5) }),
  fc.record({ do: fc.constantFrom("hand over" as const, "tell" as const), order: fc.constantFrom(...ORDERS) }),
  fc.record({ do: fc.constantFrom("close" as const, "night" as const) }),
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const about = (what: "hand over" | "tell"): Act => ({ do: what, order: 0 });
const refunded: Act = { do: "refund", order: 0, amount: 200, tip: true };
const settled = (what: "fail" | "succeed"): Act => ({ do: what, refund: 0 });
/** In the report that is closed between, and taken off in the next. */
const FAILS_LATER: Act[] = [about("hand over"), refunded, settled("succeed"), about("tell"), { do: "close" }, settled("fail")];
const BEFORE_AND_AFTER: Act[] = [
  refunded,
  settled("succeed"),
  about("tell"),
  { do: "night" },
  about("hand over"),
  { do: "close" },
  refunded,
];

/** The cloud's side: what it knows of each order's refunds, told whenever it is. */
class Cloud {
  readonly refunds: Refund[] = [];
  #sent = 0;

  constructor(
    readonly store: TestStore,
    readonly currency: string,
  ) {}

  async send(...commands: InboxCommand[]): Promise<void> {
    const first = this.#sent;
    this.#sent += commands.length;
    await this.store.sync.down.applyInbox(
      commands.map((command, index) => ({ seq: first + index + 1, id: testId(0xc001 + first + index), command })),
      null,
    );
  }

  order(n: number): Order {
    const found = this.store.queries.order(testId(0xa0 + n))?.order;
    if (!found) throw new Error("the order is not here");
    return found;
  }

  begin(n: number, amount: number, tip: number): void {
    const order = this.order(n);
    const own = this.refunds.filter((refund) => refund.order_id === order.order_id && refund.status !== "FAILED");
    const left = order.total_cents - own.reduce((sum, refund) => sum + refund.amount_cents, 0);
    if (amount > left) return;
    const ids = {
      refund_id: testId(0xe000 + this.refunds.length),
      payment_id: testId(0xe2),
      order_id: order.order_id,
      store_id: order.store_id,
    };
    const by = { provider: "stripe", method: "ONLINE", kind: "GIVEN_BACK", provider_ref: null, account: null } as const;
    const money = { amount_cents: cents(amount), tip_cents: cents(tip), currency: this.currency, drawer_session_id: null };
    const lines = byAmount(leftOfLines(order, own), amount);
    this.refunds.push({
      ...ids,
      ...by,
      ...money,
      lines,
      status: "PENDING",
      reason: "cold",
      actor: guest,
      refunded_at: this.#now(),
      business_day: null,
    });
  }

  settle(n: number, status: "SUCCEEDED" | "FAILED"): void {
    const refund = this.refunds[n];
    if (!refund || refund.status === "FAILED" || refund.status === status) return;
    const when = status === "SUCCEEDED" ? { refunded_at: this.#now(), business_day: this.#now().slice(0, 10) } : {};
    this.refunds[n] = { ...refund, ...when, status };
  }

  async tell(n: number): Promise<void> {
    const { order_id } = this.order(n);
    const refunds = this.refunds.filter((refund) => refund.order_id === order_id && refund.status !== "FAILED");
    const sum = (status: Refund["status"]) =>
      cents(refunds.filter((each) => each.status === status).reduce((total, each) => total + each.amount_cents, 0));
    const state = { refunded_cents: sum("SUCCEEDED"), refund_pending_cents: sum("PENDING"), refund_state: "PARTIAL" } as const;
    await this.send({
      kind: "refund.reported",
      at: this.#now(),
      event_id: this.store.newId(),
      order_id,
      heard_seq: null,
      refunds,
      ...state,
    });
  }

  #now = (): string => iso(this.store.clock.now());
}

async function handOver(store: TestStore, order: Order): Promise<void> {
  if (order.status !== "PAID") return;
  for (const [expected_status, to_status] of [
    ["PAID", "IN_PROGRESS"],
    ["IN_PROGRESS", "READY"],
    ["READY", "COMPLETED"],
  ] as const)
    unwrap(await store.commands.transition(order.order_id, { to_status, expected_status, reason: null }, cashier));
}

async function follow(cloud: Cloud, schedule: readonly Act[]): Promise<void> {
  const { store } = cloud;
  const { open, count, close } = counterOf(() => store);
  await open();
  for (const step of schedule) {
    // Noon: the cloud's day is the store's.
    store.clock.advance(1_000);
    if (step.do === "refund") cloud.begin(step.order, step.amount, step.tip ? 10 : 0);
    else if (step.do === "fail" || step.do === "succeed") cloud.settle(step.refund, step.do === "fail" ? "FAILED" : "SUCCEEDED");
    else if (step.do === "hand over") await handOver(store, cloud.order(step.order));
    else if (step.do === "tell") await cloud.tell(step.order);
    else if (step.do === "night") store.clock.advance(DAY_MS);
    else {
      await count(10_000);
      await close();
      await open();
    }
  }
  for (const n of ORDERS) {
    await cloud.tell(n);
    await handOver(store, cloud.order(n));
  }
}

describe("refunds of sales paid online", () => {
  test.each(["JPY", "EUR", "KWD"])(
    "[M5] in %s, under any schedule: the reports sum to the facts of each day, and name each refund once",
    async (currency) => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 6, maxLength: 24 }), async (schedule) => {
          const profile = { ...testProfile, currency };
          const store = await openTestStore({ clock: testClock(START_MS), profile, menu: { ...testMenu, currency } });
          try {
            const cloud = new Cloud(store, currency);
            for (const n of ORDERS) {
              const id = testId(0xa0 + n);
              const changes = {
                order_id: id,
                ticket_number: null,
                business_day: null,
                pay_mode: "ONLINE",
                currency,
                idempotency_key: `k${n}`,
              } as const;
              const order = appOrder("OFFERED", { ...changes, tip_cents: cents(90) }) as Order;
              await cloud.send(
                { kind: "order.offered", at: iso(store.clock.now()), order },
                {
                  kind: "order.confirmed",
                  at: iso(store.clock.now()),
                  event_id: testId(0xd0 + n),
                  order_id: id,
                  order_seq: 2,
                  status: "PAID",
                },
              );
            }
            await follow(cloud, schedule);
            const written = store.queries.zReports(100);
            const { days } = await store.queries.xReport();
            const reported = [...written.flatMap((report) => report.days), ...days];
            const money = { payments: [], refunds: cloud.refunds, movements: [] };
            const facts = {
              ...storeFacts(
                ORDERS.map((n) => cloud.order(n)),
                money,
              ),
              refunds: [],
            };
            const whole = totalsByDay(facts);
            const dates = new Set([...reported, ...whole].map((day) => day.business_day));
            const nonZero = (sums: Record<string, number>) => Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
            for (const date of dates) {
              const of = (list: typeof whole) => nonZero(figures(list.filter((day) => day.business_day === date)));
              expect(of(reported)).toEqual(of(whole));
            }
            const named = written.flatMap((report) => report.online_refunds ?? []).map((each) => JSON.stringify(each));
            expect(new Set(named).size).toBe(named.length);
          } finally {
            await store.dispose();
          }
        }),
        { numRuns: 25, examples: [[FAILS_LATER], [BEFORE_AND_AFTER]] },
      );
    },
    600_000,
  );
});
