/**
 * Headquarters refunds a part while the provider's responses are lost. The provider accepts a second partial refund
 * without complaint, so only the key prevents a double refund.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MoneyWorld } from "./money-world.ts";
import { STRIKES } from "./shaky-provider.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-parts-"));
let world: MoneyWorld;
beforeAll(async () => {
  world = await MoneyWorld.open(dir);
});
afterAll(async () => {
  await world.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  await world.begin();
  await world.pay("pm_card_visa");
  await world.deliver((events) => events);
  await world.work(0);
  await world.hand.hear();
  world.hand.accept();
  await world.send(0, true);
  await world.work(0);
});

async function onceAndForAll(): Promise<void> {
  await world.work(0);
  await world.pass(31);
  await world.work(1);
  await world.pass(61);
  await world.work(0);
  await world.comeToRest();
  await world.check();
  expect(world.rig.books(world.order.intent_id)).toMatchObject({ captured_cents: 500, refunded_cents: 200 });
}

describe("[M4] a part is refunded once", () => {
  test.each([
    "cut_before",
    "cut_after",
    "bad_gateway_before",
    "bad_gateway_after",
    "error_500_before",
    "error_500_after",
    "rate_limited",
  ] as const)("%s", async (outcome) => {
    world.rig.sandbox.control.planCall({ operation: "refunds.create", outcome });
    await world.headquartersRefunds(200, "a clerk's own key");
    await onceAndForAll();
  });

  test.each(STRIKES)("the call %s", async (how) => {
    world.nodes[0].shaky.strike(how);
    await world.headquartersRefunds(200, "a clerk's own key");
    await onceAndForAll();
  });

  test("two nodes at once, and the clerk again", async () => {
    await Promise.all([world.headquartersRefunds(200, "a clerk's own key"), world.headquartersRefunds(200, "a clerk's own key")]);
    await Promise.all([world.work(0), world.work(1)]);
    await onceAndForAll();
  });
});
