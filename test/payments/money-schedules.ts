/** What may happen to an online order and its money, as steps that fast-check draws; each says what it is. */

import { OUTCOMES } from "@crema/tools/dev/stripe-sandbox/outcomes";
import fc from "fast-check";
import type Stripe from "stripe";
import type { MoneyWorld } from "./money-world.ts";
import { STRIKES } from "./shaky-provider.ts";

export type Step = (world: MoneyWorld) => Promise<void> | void;

const named = (name: string, run: Step): Step => Object.assign(run, { [fc.toStringMethod]: () => name });
const one = (name: string, run: Step): fc.Arbitrary<Step> => fc.constant(named(name, run));
const times = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary });
const node = fc.constantFrom(0 as const, 1 as const);

/** Lost, twice, in another order: by numbers that say for each event how often it comes and when. */
export const arrangement = fc.array(fc.tuple(fc.constantFrom(1, 1, 0, 2), fc.nat(9)), { minLength: 8, maxLength: 8 });
export function arrange(by: readonly (readonly [number, number])[]) {
  return (events: readonly Stripe.Event[]): readonly Stripe.Event[] =>
    events
      .flatMap((event, index) => {
        const [copies, place] = by[index % by.length] ?? [1, 0];
        return Array.from({ length: copies }, (_, copy) => ({ event, place: place + 5 * copy }));
      })
      .sort((a, b) => a.place - b.place)
      .map(({ event }) => event);
}

const CARDS = [
  "pm_card_visa",
  "pm_card_visa",
  "pm_card_visa",
  "pm_card_authenticationRequired",
  "pm_card_chargeDeclined",
  "pm_card_pendingRefund",
  "pm_card_refundFail",
  "pm_sandbox_captureRefused",
  "pm_sandbox_refundRefused",
] as const;
/** Those that need no real time-out; a late call is the shaky way's. */
const FAULTS = OUTCOMES.filter((outcome) => !/^(ok|late_|die_|balance_)/.test(outcome));
const OPERATIONS = [
  "payment_intents.capture",
  "payment_intents.cancel",
  "refunds.create",
  "payment_intents.retrieve",
  "refunds.list",
] as const;

const customer: fc.Arbitrary<Step> = fc.oneof(
  times(
    4,
    fc.constantFrom(...CARDS).map((card) => named(`pays with ${card}`, (world) => world.pay(card))),
  ),
  times(
    2,
    fc.boolean().map((passed) => named(`3DS ${passed}`, (world) => world.finishChallenge(passed))),
  ),
  times(
    1,
    one("customer cancels", (world) => world.customerCancels()),
  ),
);
const store: fc.Arbitrary<Step> = fc.oneof(
  times(
    4,
    one("store hears", (world) => world.hand.hear()),
  ),
  times(
    3,
    one("store accepts", (world) => world.hand.accept()),
  ),
  times(
    1,
    one("store declines", (world) => world.hand.decline()),
  ),
  times(
    2,
    one("store goes on", (world) => void world.hand.go()),
  ),
  times(
    1,
    one("store cancels", (world) => world.hand.cancel()),
  ),
  times(
    5,
    fc
      .tuple(node, fc.constantFrom(true, true, false))
      .map(([to, heard]) => named(`store sends to ${to}, ${heard ? "" : "un"}heard`, (world) => world.send(to, heard))),
  ),
);
const cloud: fc.Arbitrary<Step> = fc.oneof(
  times(
    2,
    fc
      .tuple(fc.constantFrom(100, 200, 500), fc.constantFrom("one", "another"))
      .map(([amount, key]) =>
        named(`HQ refunds ${amount} (${key})`, (world) => world.headquartersRefunds(amount, `the ${key} clerk's key ${amount}`)),
      ),
  ),
  times(
    5,
    arrangement.map((by) => named(`webhooks ${by.map(([copies, place]) => `${copies}@${place}`)}`, (world) => world.deliver(arrange(by)))),
  ),
  times(
    6,
    node.map((which) => named(`node ${which} works`, async (world) => void (await world.work(which)))),
  ),
  times(
    2,
    node.map((which) => named(`node ${which} sweeps`, (world) => world.sweep(which))),
  ),
  times(
    3,
    fc.constantFrom(1, 5, 20, 31, 61).map((seconds) => named(`${seconds} s pass`, (world) => world.pass(seconds))),
  ),
);
const fault: fc.Arbitrary<Step> = fc.oneof(
  times(
    4,
    fc
      .tuple(fc.constantFrom(...OPERATIONS), fc.constantFrom(...FAULTS))
      .map(([operation, outcome]) =>
        named(`next ${operation}: ${outcome}`, (world) => world.rig.sandbox.control.planCall({ operation, outcome })),
      ),
  ),
  times(
    3,
    fc
      .tuple(node, fc.constantFrom(...STRIKES))
      .map(([which, how]) => named(`node ${which}: next call ${how}`, (world) => world.nodes[which].shaky.strike(how))),
  ),
  times(
    2,
    node.map((which) => named(`late calls of ${which} arrive`, (world) => world.nodes[which].shaky.letThrough())),
  ),
  times(
    1,
    fc
      .constantFrom("reset" as const, "portal" as const, "up" as const)
      .map((mode) => named(`line ${mode}`, (world) => world.rig.line.setMode(mode))),
  ),
  times(
    1,
    fc.constantFrom(100, 500).map((cents) => named(`${cents} refunded in the dashboard`, (world) => world.refundElsewhere(cents))),
  ),
);

const alone = fc.oneof(times(3, customer), times(7, store), times(8, cloud), times(4, fault));
const together = fc
  .tuple(alone, alone)
  .map(([a, b]) =>
    named(`at once: ${fc.stringify(a)} | ${fc.stringify(b)}`, async (world) => void (await Promise.all([a(world), b(world)]))),
  );

/** In good order up to there, so that the later steps are tried as often as the first ones. */
const inOrder = (card: string): readonly Step[] => [
  (world) => world.pay(card),
  async (world) => {
    await world.deliver((events) => events);
    await world.work(0);
  },
  async (world) => {
    await world.hand.hear();
    world.hand.accept();
    await world.send(0, true);
  },
  async (world) => void (await world.work(1)),
];
const far = fc.constantFrom(0, 1, 2, 2, 3, 3, 3, 4, 4);
const begun = fc.tuple(far, fc.constantFrom(...CARDS)).map(([upTo, card]) =>
  named(`in good order up to ${upTo} with ${card}`, async (world) => {
    for (const each of inOrder(card).slice(0, upTo)) await each(world);
  }),
);

export const schedules: fc.Arbitrary<readonly Step[]> = fc
  .tuple(begun, fc.array(fc.oneof(times(4, alone), times(1, together)), { minLength: 4, maxLength: 12 }))
  .map(([first, rest]) => [first, ...rest]);
