/** What is left of a thing, and until when it is sold out: counted by the store alone, whatever the line and the machines do meanwhile. */
import { expect, test } from "vitest";
import { isLong } from "../fuzz/runs.ts";
import { PATIENT } from "../world/menu.ts";
import { replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { inWorld, World } from "../world/world.ts";

const MINUTE_MS = 60_000;
const pieces = (qty: number) => ({ items: [{ item_id: "espresso", qty, modifier_ids: [], note: null }] });

/** What the store counts, and what the app shows of it: pieces left, and whether it is sold. */
const left = (world: World) => world.storeAt.box.box.store.sync.log.heartbeat().counted?.[0]?.left;
async function shown(world: World) {
  await world.pass(1_500);
  const item = done(await world.app.menu(world.storeAt.id)).items.find(({ item_id }) => item_id === "espresso");
  return [item?.left, item?.is_available];
}
const shows = (world: World, pieces: number | undefined, isSold: boolean) =>
  world.until(`the app shows ${pieces} left`, async () => JSON.stringify(await shown(world)) === JSON.stringify([pieces, isSold]));

test("the last ones are sold at the counter while the line is down: the app's order that comes too late is declined, and what is cancelled is there again", async () => {
  await inWorld({ store: PATIENT }, async (world) => {
    const { line, till, id } = world.storeAt;
    done(await till.sell("espresso", { is_available: true, left: 5 }));
    await shows(world, 5, true);
    const first = await world.app.place(id, pieces(2));
    await world.until("the store has it", async () => (await till.order(first.order_id))?.handoff === "CONFIRMED");
    await shows(world, 3, true);
    line.set("reset");
    // The cloud has not noticed yet that the line is down.
    const late = await world.app.place(id, pieces(2));
    const atCounter = [await till.place(pieces(1)), await till.place(pieces(1))];
    expect(left(world)).toBe(1);
    expect(await shown(world)).toEqual([1, true]);
    expect((await world.app.tryPlace(id, pieces(2))).code).toBe("item.sold_out");
    line.calm();
    await world.until("it is declined", async () => (await world.app.order(late.order_id)).status === "CANCELLED");
    expect(await world.app.order(late.order_id)).toMatchObject({ cancel_cause: "DECLINED" });
    await shows(world, 1, true);
    const last = await world.app.place(id, pieces(1));
    await world.until("the store has it", async () => (await till.order(last.order_id))?.handoff === "CONFIRMED");
    await shows(world, 0, false);
    for (const { order_id } of atCounter) done(await till.cancel(order_id));
    await shows(world, 2, true);
    await world.quiet();
  });
});

test("what is sold out until a moment is on sale again on both sides while the line is down, and they agree when it is back", async () => {
  await inWorld({}, async (world) => {
    const { line, till, box } = world.storeAt;
    const until = new Date(world.time.clock.now() + 30 * MINUTE_MS).toISOString();
    done(await till.sell("espresso", { is_available: false, until }));
    await shows(world, undefined, false);
    line.set("reset");
    await world.pass(31 * MINUTE_MS);
    expect(await shown(world)).toEqual([undefined, true]);
    await till.place(pieces(1));
    line.calm();
    await world.until("sent", async () => (await world.cloud(world.storeAt.id)).link.last_seq === box.box.store.sync.log.head());
    await shows(world, undefined, true);
    await world.quiet();
  });
});

test("[K1] the store's next box counts on from what was left, and knows until when something is sold out", async () => {
  const world = await World.create({ store: PATIENT });
  let open: string[] = [];
  try {
    const { till, box: old, id } = world.storeAt;
    done(await till.sell("espresso", { is_available: true, left: 4 }));
    done(await till.sell("latte", { is_available: false, until: "TOMORROW" }));
    await till.place(pieces(1));
    await shows(world, 3, true);
    await old.stop();
    const next = await replaceBox(world);
    expect(left(world)).toBe(3);
    expect(next.box.store.queries.menu()?.availability).toMatchObject({ sold_out_item_ids: ["latte"], until: [{ id: "latte" }] });
    await world.storeAt.till.place(pieces(3));
    await world.until("the app shows it", async () => (await shown(world))[1] === false);
    expect((await world.app.tryPlace(id, pieces(1))).code).toBe("item.sold_out");
    await world.quiet();
  } finally {
    open = await world.close();
  }
  expect(open).toEqual([]);
});

test("[J2] a cloud that is put back to before the count began has it again with the box's next word", async () => {
  const world = await World.create({ ownPostgres: isLong });
  let open: string[] = [];
  try {
    const { till } = world.storeAt;
    await world.quiet();
    await world.copyDatabase();
    await world.until("joined again", () => world.linkOf(world.storeAt) === "LIVE");
    done(await till.sell("espresso", { is_available: true, left: 4 }));
    done(await till.sell("latte", { is_available: false, until: "TOMORROW" }));
    const sold = await till.place(pieces(4));
    await shows(world, 0, false);
    await world.putDatabaseBack();
    await world.until("live again", () => world.linkOf(world.storeAt) === "LIVE");
    await shows(world, 0, false);
    done(await till.cancel(sold.order_id));
    await shows(world, 4, true);
    expect(done(await world.app.menu(world.storeAt.id)).items.find(({ item_id }) => item_id === "latte")?.sold_out_until).toBeDefined();
    await world.quiet();
  } finally {
    open = await world.close();
  }
  expect(open).toEqual([]);
});
