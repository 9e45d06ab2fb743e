/** A catalogue as a chain has it, 164 items with a picture each: it is published, reaches a store over every kind of line, and sells. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { drawn } from "@crema/cloud/pictures/drawn.test-fixture";
import { cents } from "@crema/shared/domain/kernel/money";
import { MAX_PICTURE_BYTES, PICTURE_SIZES, picturePath } from "@crema/shared/domain/menu/picture";
import { saidDigest } from "@crema/shared/server/serve-picture";
import { expect, test } from "vitest";
import { MODES } from "../world/line.ts";
import { menuRows } from "../world/menu.ts";
import { inWorld, type World } from "../world/world.ts";

const ITEMS = 164;
const HOUR_MS = 3_600_000;
const FORMATS = ["jpeg", "png", "webp"] as const;

async function catalogue(world: World) {
  const [pattern] = menuRows.items;
  if (!pattern) throw new Error("the menu of the world is empty");
  const items = [];
  for (let n = 0; n < ITEMS; n += 1) {
    // Noise, which is larger than any photo of a cup.
    const file = await drawn({ width: 320, height: 240, format: FORMATS[n % FORMATS.length] ?? "png", noise: true });
    const picture = await world.app.uploadPicture(new Uint8Array(file));
    items.push({ ...pattern, item_id: `item-${n}`, name: `Item ${n}`, base_price_cents: cents(200 + n), sort: n, picture });
  }
  return { ...menuRows, items: [...menuRows.items, ...items] };
}

const filesOf = (world: World): string[] =>
  readdirSync(join(world.storeAt.box.dataDir, "pictures")).filter((name) => name.endsWith(".webp"));

test(`a catalogue of ${ITEMS} items with pictures reaches a store over every kind of line, and sells there and in the app`, {
  timeout: 900_000,
}, async () => {
  await inWorld({}, async (world) => {
    const { till, line, id, box } = world.storeAt;
    const rows = await catalogue(world);
    const version = await world.app.publishMenu(id, rows);
    await world.until("the store has the menu", () => box.box.store.queries.menu()?.menu.version === version);
    for (const mode of MODES) {
      line.set(mode);
      await world.pass(15_000);
      // Pictures or not, it sells.
      await till.serve((await till.place({ items: [{ item_id: "item-163", qty: 1, modifier_ids: [], note: null }] })).order_id);
      line.set("up");
      await world.until("the line is back", () => world.linkOf(world.storeAt) === "LIVE");
    }
    await world.until("the store has the pictures", () => filesOf(world).length === 2 * ITEMS, 4 * HOUR_MS);
    for (const item of rows.items) {
      if (!("picture" in item) || item.picture === undefined) continue;
      for (const size of PICTURE_SIZES) {
        const [there, here] = [
          await world.app.fetch("GET", picturePath(item.picture, size), null),
          await box.lan("GET", picturePath(item.picture, size), null),
        ];
        const bytes = Buffer.from(await here.arrayBuffer());
        expect([here.status, bytes.length <= MAX_PICTURE_BYTES]).toEqual([200, true]);
        expect(bytes.equals(Buffer.from(await there.arrayBuffer()))).toBe(true);
        expect(createHash("sha256").update(bytes).digest("hex")).toBe(saidDigest(here.headers.get("repr-digest")));
      }
    }
    const all = rows.items.slice(-100).map(({ item_id }) => ({ item_id, qty: 1, modifier_ids: [], note: null }));
    const [sold, ordered] = [await till.place({ items: all }), await world.app.place(id, { items: all })];
    expect([sold.lines.length, ordered.lines.length, sold.total_cents]).toEqual([100, 100, ordered.total_cents]);
    await world.until("confirmed", async () => (await till.order(ordered.order_id))?.handoff === "CONFIRMED");
    for (const order of [sold, ordered]) await till.serve(order.order_id);

    await box.crash();
    await box.open();
    await till.signIn();
    expect(filesOf(world)).toHaveLength(2 * ITEMS);
    await world.app.publishMenu(id, { ...rows, items: rows.items.slice(0, menuRows.items.length + 10) });
    await world.until("what is named no more is gone", () => filesOf(world).length === 20, HOUR_MS);
    await world.quiet();
  });
});
