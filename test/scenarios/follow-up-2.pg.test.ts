/** The specification's follow-up 2, its second half: an order for 8:15 that is placed while the store is closed and its box off. */
import { expect, test } from "vitest";
import { inWorld } from "../world/world.ts";

/** The world begins at 8:00 on the Azores, where the store opens at 8:05. */
const CLOSED_STILL = { time_zone: "Atlantic/Azores", hours: [{ weekday: 1, open: "08:05", close: "18:00" }] };
const QUARTER_PAST_EIGHT = "2026-05-04T08:15:00.000Z";
const MINUTE_MS = 60_000;

test("[L3] [I1] “have it ready at 8:15”: held while the box is off, offered when it is switched on, on the queue in time, by promise", async () => {
  await inWorld({ store: CLOSED_STILL }, async (world) => {
    const { box, till, id } = world.storeAt;
    await box.crash();
    await world.pass(20_000);
    expect((await world.app.tryPlace(id)).code).toBe("store.offline");
    const order = await world.app.place(id, { requested_for: QUARTER_PAST_EIGHT });
    expect([order.handoff, order.promised_at, order.store_online]).toEqual(["HELD", QUARTER_PAST_EIGHT, false]);
    await world.pass(5 * MINUTE_MS);
    expect((await world.app.order(order.order_id)).handoff).toBe("HELD");
    await box.open();
    await till.signIn();
    const taken = await world.until("the store has it, confirmed", async () => {
      const found = await till.order(order.order_id);
      return found?.handoff === "CONFIRMED" ? found : null;
    });
    expect([taken.business_day, taken.requested_for]).toEqual(["2026-05-04", QUARTER_PAST_EIGHT]);
    const counter = await till.place();
    const queued = async () => (await till.queue()).filter((each) => each.releases_at === null).map((each) => each.order_id);
    expect(await queued()).toEqual([counter.order_id]);
    await world.pass(5 * MINUTE_MS);
    // The counter's was promised five minutes after it was rung up, which is sooner.
    expect(await queued()).toEqual([counter.order_id, order.order_id]);
    await till.serve(order.order_id);
    await till.serve(counter.order_id);
    await world.quiet();
    expect((await world.app.order(order.order_id)).status).toBe("COMPLETED");
  });
});
