/**
 * A week of five stores in a world: nights with every machine off, outages, power cuts, a cloud that dies, orders for later placed while
 * no box is there, and the clocks of three zones changed. At its end nothing is open, no slot was sold twice, and the books of every
 * store and day are equal.
 */
import type { Books } from "@crema/shared/contract/books";
import { isOpenStatus } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WorldSandbox } from "../payments/world-payments.ts";
import { done } from "../world/reply.ts";
import { inWorld, type World } from "../world/world.ts";
import { Crew } from "./crew.ts";
import { Shift } from "./shift.ts";
import { BEGINS, DAYS_OF_WEEK, PER_SLOT, SHIFT_MINUTES, SHIFTS, STORES } from "./stores.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const START_MS = Date.parse(BEGINS);

/** The provider's time is the world's, or holds and listings would be of another. */
let now = () => START_MS;
let sandbox: WorldSandbox;
beforeAll(async () => {
  sandbox = await WorldSandbox.open({ now: () => now(), monotonic: () => now() });
});
afterAll(() => sandbox.close());

/** Minutes from the world's beginning to each shift of the week. */
function* shifts(): Generator<number> {
  const first = (START_MS / MINUTE_MS) % DAY_MINUTES;
  for (let day = 0; day < DAYS_OF_WEEK; day += 1)
    for (const begins of SHIFTS) if (day > 0 || begins >= first) yield day * DAY_MINUTES + begins - first;
}

test("[I1] [I2] [I7] [M5] a week of five stores: nights, outages, both clock changes; equal books at its end", async () => {
  const { payments } = sandbox.payments();
  await inWorld({ seed: 7, stores: STORES, startMs: START_MS, payments }, async (world) => {
    now = () => world.time.clock.now();
    const crews = world.allStores.map((storeAt) => new Crew(world, storeAt, (order) => sandbox.pay(world, order)));
    for (const begins of shifts()) {
      const away = START_MS + begins * MINUTE_MS - now();
      const shift = new Shift(world, crews);
      if (away > 0) await world.off(away, () => shift.early());
      await shift.work(SHIFT_MINUTES);
    }
    await endOf(world, crews);
    // Every store's last business day is over.
    await world.off(DAY_MINUTES * MINUTE_MS, async () => undefined);
    await world.quiet();
    await checkBooks(world, crews);
    await checkSlots(world);
  });
}, 1_800_000);

/** What is ordered beyond the week is cancelled by its guests. */
async function endOf(world: World, crews: readonly Crew[]): Promise<void> {
  for (const { ahead } of crews)
    for (const { order_id } of ahead) if (isOpenStatus((await world.app.order(order_id)).status)) done(await world.app.cancel(order_id));
  await world.quiet();
  const rest = async () => (await world.query("SELECT 1 FROM payment_operations WHERE state = 'OPEN'")).length === 0;
  await world.until("every refund and release is through", rest);
  const open = await world.query("SELECT order_id, status FROM orders WHERE status NOT IN ('COMPLETED', 'CANCELLED')");
  expect(open, "open at the end of the week").toEqual([]);
}

async function checkBooks(world: World, crews: readonly Crew[]): Promise<void> {
  for (const { id, businessDays } of crews)
    for (const day of businessDays) {
      const books = done(await world.app.hq<Books>("GET", `/stores/${id}/books/${day}`));
      expect([books.verdict, books.differences, books.open], `books of ${id} on ${day}`).toEqual(["EQUAL", [], []]);
    }
}

/** Each place of a slot was had by one order at a time: those that were made, and those that were cancelled too late to give it to another. */
async function checkSlots(world: World): Promise<void> {
  const sold = await world.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM orders WHERE origin = 'APP' AND for_later AND status = 'COMPLETED' GROUP BY store_id, promised_at`,
  );
  expect(sold.length, "slots that were sold").toBeGreaterThan(20);
  expect(Math.max(...sold.map(({ n }) => n)), "orders in the fullest slot").toBe(PER_SLOT);
  const held = await world.query<{ n: number }>("SELECT count(*)::int AS n FROM order_events WHERE type = 'order.held'");
  expect(held[0]?.n, "held while the box was off").toBeGreaterThan(10);
}
