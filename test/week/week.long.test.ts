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
import { BEGINS, DAYS_OF_WEEK, MENU, PER_SLOT, SHIFT_MINUTES, SHIFTS, STORES, WELCOMED } from "./stores.ts";

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
    for (const { id } of crews) await world.app.publishMenu(id, MENU);
    await world.quiet();
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
    await checkPromotions(world, crews);
    await checkQuestions(world);
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

/** The limited one was had by as many as there may be, and each total is the sum of what is left of its lines. */
async function checkPromotions(world: World, crews: readonly Crew[]): Promise<void> {
  const had = await world.query<{ promotion_id: string; orders: number }>(
    `SELECT promotion_id, count(*)::int AS orders FROM orders, json_array_elements(state -> 'promotions') p, LATERAL (SELECT p ->> 'promotion_id' AS promotion_id) named
     WHERE status = 'COMPLETED' GROUP BY promotion_id, CASE promotion_id WHEN 'welcome' THEN store_id END`,
  );
  const ordersWith = (id: string) => had.filter(({ promotion_id }) => promotion_id === id).map(({ orders }) => orders);
  expect(Math.max(...ordersWith("welcome")), "orders with the limited promotion at one store").toBe(WELCOMED);
  expect(ordersWith("welcome").length, "stores with the limited promotion").toBe(crews.length);
  expect(ordersWith("happy-hour")[0], "orders in a happy hour").toBeGreaterThan(20);
  const wrong = await world.query(
    `SELECT order_id FROM orders WHERE total_cents <> (SELECT sum((line ->> 'line_total_cents')::int) FROM json_array_elements(state -> 'lines') line)
       OR total_cents < 0`,
  );
  expect(wrong, "orders whose lines do not sum to their total").toEqual([]);
}

/** Asked once, settled once, by the guest or by the time that was over. */
async function checkQuestions(world: World): Promise<void> {
  const asked = await world.query<{ settled: number; by: string | null }>(
    `SELECT count(s.event_id)::int AS settled, max(s.body ->> 'settled_by') AS by FROM order_events a
     LEFT JOIN order_events s ON s.type = 'order.substitute_settled' AND s.body ->> 'question_id' = a.body -> 'question' ->> 'question_id'
     WHERE a.type = 'order.substitute_asked' GROUP BY a.event_id`,
  );
  expect(asked.length, "questions").toBeGreaterThan(20);
  expect(
    asked.filter(({ settled }) => settled !== 1),
    "questions that were not settled once",
  ).toEqual([]);
  expect(new Set(asked.map(({ by }) => by))).toEqual(new Set(["CUSTOMER", "TIME"]));
}
