/** The store promises by its queue, and says so when it slips: also of what was ordered before an outage. */
import { expect, test } from "vitest";
import { menuRows } from "../world/menu.ts";
import { inWorld } from "../world/world.ts";

const MINUTE_MS = 60_000;
const rows = { ...menuRows, items: menuRows.items.map((item) => ({ ...item, make_time_s: 120 })) };

test("[L2] a wait that the queue says is told before ordering, and a slip in an outage as soon as the line is back", async () => {
  await inWorld({}, async (world) => {
    const { line, till, id, box } = world.storeAt;
    await world.app.publishMenu(id, rows);
    const settings = { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 };
    await world.app.putStore(id, { settings: { ...settings, order_ahead: { hands: { bar: 1, cold: 1, food: 1 } } } });
    await world.until("the box has both", () => box.box.store.tables.documents.profile()?.settings.order_ahead !== undefined);
    for (let n = 0; n < 5; n += 1) await till.place();
    await world.until("the list says it", async () => ((await world.app.listed(id)).asap_wait_s ?? 0) > 5 * 60);
    const order = await world.app.place(id);
    const taken = await world.until("the store has it, confirmed", async () => {
      const found = await till.order(order.order_id);
      return found?.handoff === "CONFIRMED" ? found : null;
    });
    const places = (await till.queue()).map(({ order_id }) => order_id);
    expect(places.at(-1)).toBe(order.order_id);
    // Nobody makes anything, and the line is cut: the customer sees the promise of before.
    line.set("reset");
    const late = Date.parse(taken.promised_at) - world.time.clock.now() + 6 * MINUTE_MS;
    await world.pass(late);
    expect(await world.app.order(order.order_id)).toMatchObject({ promised_at: taken.promised_at, first_promised_at: null });
    line.calm();
    const told = await world.until("the app says the new time", async () => {
      const seen = await world.app.order(order.order_id);
      return seen.promised_at > taken.promised_at ? seen : null;
    });
    expect([told.first_promised_at, Date.parse(told.promised_at) > world.time.clock.now()]).toEqual([taken.promised_at, true]);
    expect((await till.queue()).map(({ order_id }) => order_id)).toEqual(places);
    await till.serve(order.order_id);
    await world.quiet();
  });
});
