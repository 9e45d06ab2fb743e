/**
 * The same past at the provider, told to the cloud in every way in which webhooks can come. A failure names its seed:
 * `CREMA_FUZZ_SEED=17` runs that seed, `CREMA_FUZZ_RUNS=2000` more of them.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fuzzRuns, fuzzTimeout } from "../fuzz/runs.ts";
import { arrange, arrangement } from "./money-schedules.ts";
import { MoneyWorld } from "./money-world.ts";

const numRuns = fuzzRuns(20, 1_000);
const seed = Number(process.env.CREMA_FUZZ_SEED ?? 7);
const dir = mkdtempSync(join(tmpdir(), "crema-webhooks-"));
let world: MoneyWorld;
beforeAll(async () => {
  world = await MoneyWorld.open(dir);
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});

/** What the customer, the bank and people at the provider have done, while not one webhook came. */
const PASTS: Readonly<Record<string, () => Promise<void>>> = {
  paid: () => world.pay("pm_card_visa"),
  "declined, then paid": async () => {
    await world.pay("pm_card_chargeDeclined");
    await world.pay("pm_card_visa");
  },
  "3DS given up": async () => {
    await world.pay("pm_card_authenticationRequired");
    world.finishChallenge(false);
  },
  "the hold ran out": async () => {
    await world.pay("pm_card_visa");
    world.rig.sandbox.control.expireHold(world.order.intent_id);
  },
  "captured at the provider, and partly refunded": async () => {
    await world.pay("pm_card_pendingRefund");
    await world.rig.stripe.paymentIntents.capture(world.order.intent_id);
    await world.refundElsewhere(100);
    await world.refundElsewhere(200);
    const [first, second] = world.rig.books(world.order.intent_id).refunds;
    world.rig.sandbox.control.settleRefund(first ?? "", "succeeded");
    world.rig.sandbox.control.settleRefund(second ?? "", "failed");
  },
  "withdrawn, and paid all the same": async () => {
    await world.customerCancels();
    await world.pay("pm_card_visa");
    await world.rig.stripe.paymentIntents.capture(world.order.intent_id);
  },
};

test(
  `[M7] webhooks that are lost, repeated, in any order, on two nodes at once, end in the same state; seed ${seed}`,
  async () => {
    const known = new Map<string, object>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(PASTS)), arrangement, fc.boolean(), async (past, by, atOnce) => {
        await world.begin();
        await PASTS[past]?.();
        const first = !known.has(past);
        await world.deliver(first ? (events) => events : arrange(by));
        if (atOnce) await Promise.all([world.work(0), world.work(1)]);
        await world.pass(21);
        await world.sweep(0);
        while ((await world.work(1)) > 0);
        const end = await world.outcome();
        if (first) known.set(past, end);
        expect(end, past).toEqual(known.get(past));
      }),
      { numRuns, seed },
    );
  },
  fuzzTimeout(numRuns, 6_000),
);
