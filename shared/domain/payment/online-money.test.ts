/**
 * The money of an online order under generated sequences of snapshots: stale, repeated, lost, in any order, while the
 * order ends in any way. Seeded; a failure prints what led to it.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sumCents } from "../kernel/money.ts";
import { balanceCents, type Handoff } from "../order/order.ts";
import type { IntentState } from "./intent.ts";
import { IntentAtProvider } from "./intent-at-provider.test-fixture.ts";
import { withTip } from "./money-parts.ts";
import { OnlineOrder } from "./online-money.test-fixture.ts";
import { correctedCents, givenBackCents } from "./owed.ts";
import { TIP, TOTAL } from "./unpaid.test-fixture.ts";

const RUNS = { numRuns: 500, seed: 3 };

type Step = (world: { provider: IntentAtProvider; cloud: OnlineOrder }) => void;
const step = (name: string, run: Step): Step => Object.assign(run, { [fc.toStringMethod]: () => name });
const amount = fc.integer({ min: 1, max: TOTAL });

/** What happens at the provider without us. */
const elsewhere: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(step("the customer pays", ({ provider }) => provider.hold())) },
  fc.constant(step("a person captures at the provider", ({ provider }) => provider.capture())),
  fc.constant(step("the hold runs out", ({ provider }) => provider.cancel())),
  amount.chain((cents) =>
    fc
      .constantFrom("SUCCEEDED", "PENDING")
      .map((state) => step(`${cents} refunded at the provider, ${state}`, ({ provider }) => void provider.refund(null, cents, state))),
  ),
  fc
    .nat(3)
    .chain((which) =>
      fc
        .constantFrom("SUCCEEDED", "FAILED")
        .map((to) => step(`refund ${which} becomes ${to}`, ({ provider }) => provider.settle(which, to))),
    ),
);
const ours: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.nat(9).map((which) => step(`operation ${which} is carried out`, ({ cloud }) => cloud.carryOut(which))) },
  { weight: 3, arbitrary: fc.constant(step("read now", ({ cloud, provider }) => cloud.read(provider.now()))) },
  {
    weight: 3,
    arbitrary: fc
      .nat(20)
      .map((age) =>
        step(`read what was ${age} ago`, ({ cloud, provider }) =>
          cloud.read(provider.history.at(-1 - (age % provider.history.length)) ?? provider.now()),
        ),
      ),
  },
  { weight: 2, arbitrary: fc.constant(step("the store accepts", ({ cloud }) => cloud.accepts())) },
  fc.constant(step("the store declines", ({ cloud }) => cloud.declines())),
  fc.constant(step("withdrawn", ({ cloud }) => cloud.withdraws())),
  fc.constant(step("the store starts", ({ cloud }) => cloud.atStore("start"))),
  fc.constant(step("the store cancels", ({ cloud }) => cloud.atStore("cancel"))),
  { weight: 2, arbitrary: amount.map((by) => step(`the store takes ${by} off`, ({ cloud }) => cloud.amends(by))) },
  fc
    .tuple(fc.oneof(fc.constant(0), amount), fc.oneof(fc.constant(0), fc.nat(TIP)))
    .map(([sale, tip]) => step(`HQ refunds ${sale} and ${tip} of the tip`, ({ cloud }) => cloud.refundWished(sale, tip))),
);
const otherAmount = fc.constant(step("the customer pays another amount", ({ provider }) => provider.hold(TOTAL + TIP - 1)));
/** How far it has come in good order, before anything goes astray. */
const begun: fc.Arbitrary<Step> = fc.nat(4).map((far) =>
  step(`in good order up to ${far}`, ({ provider, cloud }) => {
    const inOrder = [() => provider.hold(), () => cloud.read(provider.now()), () => cloud.accepts(), () => cloud.carryOut(0)];
    for (const each of inOrder.slice(0, far)) each();
  }),
);
const astray = fc.oneof({ weight: 3, arbitrary: elsewhere }, { weight: 8, arbitrary: ours }, otherAmount);
const steps = fc.tuple(begun, fc.array(astray, { minLength: 5, maxLength: 30 })).map(([first, rest]) => [first, ...rest]);

/** What the order has to show of its refunds, by the facts alone. */
function refundState({ order, refunds }: OnlineOrder): string {
  if (order.refund_pending_cents > 0) return "PENDING";
  if (order.refunded_cents > 0) return order.refunded_cents >= order.paid_cents ? "FULL" : "PARTIAL";
  return refunds.some((refund) => refund.status === "FAILED") ? "FAILED" : "NONE";
}

/** The end of it, as far as money goes. */
const outcome = ({ order, payment, refunds }: OnlineOrder) => ({
  status: order.status,
  payment: [payment.status, payment.status === "CAPTURED" ? payment.amount_cents : 0],
  // Which part of it is tip depends on what had failed when it was heard of; the provider knows the sum alone.
  refunds: refunds.map((refund) => `${refund.status} ${withTip(refund)} ${refund.cause}`).sort(),
  money: order.paid_cents,
});

describe("over every sequence of snapshots, endings and refunds", () => {
  test(`[M1] [M2] [M3] [M4] one capture, none unasked, all of a cancelled order refunded once, never more; seed ${RUNS.seed}`, () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(steps, (script) => {
        const provider = new IntentAtProvider();
        const cloud = new OnlineOrder(provider);
        for (const each of script) each({ provider, cloud });
        cloud.comeToRest();
        const { order, payment, refunds } = cloud;

        expect(provider.captures).toBeLessThanOrEqual(1);
        expect(cloud.events.filter((event) => event.type === "payment.captured")).toHaveLength(provider.state === "SUCCEEDED" ? 1 : 0);
        expect(payment.status === "CAPTURED").toBe(provider.state === "SUCCEEDED");
        expect(payment.status === "CAPTURED" ? withTip(payment) : 0).toBe(provider.now().received_cents);
        const given = refunds.filter((refund) => refund.status === "SUCCEEDED");
        const corrected = sumCents(given.map(correctedCents));
        expect(order.paid_cents).toBe(payment.status === "CAPTURED" ? payment.amount_cents - corrected : 0);
        if (order.authority === "edge") expect([payment.amount_cents, payment.tip_cents]).toEqual([TOTAL, TIP]);
        const byRef = <T extends { provider_ref: string | null }>(all: readonly T[], say: (one: T) => string) =>
          all.flatMap((one) => (one.provider_ref === null ? [] : [`${one.provider_ref} ${say(one)}`])).sort();
        expect(byRef(refunds, (one) => `${one.status} ${withTip(one)}`)).toEqual(
          byRef(provider.refunds, (one) => `${one.state} ${one.amount_cents}`),
        );
        expect(sumCents(given.map(withTip))).toBe(provider.given);
        expect(order.refunded_cents).toBe(sumCents(given.map(givenBackCents)));
        // Never more of the tip than was taken of it; a refund at the provider may take of the sale what there is no more tip for.
        expect(sumCents(given.map((refund) => refund.tip_cents))).toBeLessThanOrEqual(payment.tip_cents);
        expect(order.refund_pending_cents).toBe(0);
        // A correction that came through may have made good what had failed.
        if (corrected === 0 || order.refund_state !== "NONE") expect(order.refund_state).toBe(refundState(cloud));
        expect(provider.given).toBeLessThanOrEqual(provider.now().received_cents);
        expect(refunds.filter((refund) => refund.cause === "CANCELLATION").length).toBeLessThanOrEqual(1);
        const failed = cloud.faults.some((fault) => fault.kind === "refund.failed");
        if (order.status === "CANCELLED") {
          expect(["CANCELED", "SUCCEEDED"]).toContain(provider.state);
          if (!failed) expect(provider.given).toBe(provider.now().received_cents);
        }
        if (order.authority === "edge") expect(provider.state).toBe("SUCCEEDED");
        if (order.authority === "edge" && order.status !== "CANCELLED") {
          const kept = payment.amount_cents - sumCents(given.map((refund) => refund.amount_cents));
          // What was paid above the total is given back, whoever did it, and all of that is the correction.
          if (!failed && order.amendments > 0) expect(kept).toBeLessThanOrEqual(order.total_cents);
          if (!failed) expect(balanceCents(order)).toBe(0);
          expect(corrected).toBeLessThanOrEqual(TOTAL - order.total_cents);
        }
        if (corrected > 0) reached.add(`corrected, ${order.status}`);
        reached.add(`${order.status} ${payment.status}${refunds.some((refund) => refund.cause === "CANCELLATION") ? " given back" : ""}`);
      }),
      RUNS,
    );
    expect([...reached]).toEqual(
      expect.arrayContaining([
        "CANCELLED CANCELLED",
        "CANCELLED CAPTURED given back",
        "CANCELLED FAILED",
        "PAID CAPTURED",
        "IN_PROGRESS CAPTURED",
        "corrected, PAID",
        "corrected, IN_PROGRESS",
        "corrected, CANCELLED",
      ]),
    );
  });

  const handoffs: readonly Handoff[] = ["AWAITING_PAYMENT", "OFFERED", "ACCEPTED"];
  test(`[M7] snapshots that are lost, repeated, stale or in any order end where the last one alone ends; seed ${RUNS.seed}`, () => {
    fc.assert(
      fc.property(
        fc.array(elsewhere, { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(40), { maxLength: 12 }),
        fc.array(fc.nat(40), { maxLength: 4 }),
        fc.constantFrom(...handoffs),
        (script, before, after, handoff) => {
          const provider = new IntentAtProvider();
          const expected = new OnlineOrder(provider, handoff);
          const shuffled = new OnlineOrder(provider, handoff);
          expected.wasAccepted = shuffled.wasAccepted = handoff === "ACCEPTED";
          for (const each of script) each({ provider, cloud: expected });
          const past = (index: number) => provider.history[index % provider.history.length] ?? provider.now();
          expected.read(provider.now());
          for (const index of before) shuffled.read(past(index));
          shuffled.read(provider.now());
          for (const index of after) shuffled.read(past(index));
          expect(outcome(shuffled)).toEqual(outcome(expected));
        },
      ),
      RUNS,
    );
  });

  test("every state that an intent can be read in means something in every state of a payment", () => {
    const states: readonly IntentState[] = ["UNPAID", "HELD", "SUCCEEDED", "CANCELED", "UNKNOWN"];
    for (const first of states) {
      for (const second of states) {
        const provider = new IntentAtProvider();
        const cloud = new OnlineOrder(provider);
        const money = (state: IntentState) => ({
          received_cents: state === "SUCCEEDED" ? TOTAL : 0,
          capturable_cents: state === "HELD" ? TOTAL : 0,
        });
        cloud.read({ ...provider.now(), state: first, ...money(first) });
        const before = cloud.payment;
        cloud.read({ ...provider.now(), state: second, ...money(second) });
        if (before.status === "CAPTURED") expect(cloud.payment).toEqual(before);
        if (second === "UNKNOWN") expect(cloud.payment).toEqual(before);
      }
    }
  });
});

describe("found by the above", () => {
  const captured = () => {
    const provider = new IntentAtProvider();
    const cloud = new OnlineOrder(provider);
    for (const each of [() => provider.hold(), () => cloud.read(provider.now()), () => cloud.accepts(), () => cloud.carryOut(0)]) each();
    cloud.read(provider.now());
    return { provider, cloud };
  };

  test("[M7] a refund made at the provider that has failed stays failed, although an older snapshot comes after", () => {
    const { provider, cloud } = captured();
    provider.refund(null, 100);
    const older = provider.now();
    provider.settle(0, "FAILED");
    cloud.read(provider.now());
    cloud.read(older);
    expect(cloud.order).toMatchObject({ refunded_cents: 0, refund_state: "FAILED" });
    expect(cloud.faults.map((fault) => fault.kind)).toEqual(["refund.made_elsewhere", "refund.failed"]);
  });

  test.each([[[0, 1]], [[1, 0]]])(
    "[M7] of two refunds one fails: the order shows the other, whichever is known first (%j)",
    ([first = 0, second = 0]) => {
      const { provider, cloud } = captured();
      provider.refund(null, 100);
      provider.refund(null, 200);
      provider.settle(0, "FAILED");
      const { refunds } = provider.now();
      cloud.read({ ...provider.now(), refunds: [refunds[first], refunds[second]].flatMap((each) => each ?? []) });
      expect(cloud.order).toMatchObject({ refunded_cents: 100, refund_state: "PARTIAL" });
    },
  );
});
