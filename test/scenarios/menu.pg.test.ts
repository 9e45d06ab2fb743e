/** Menus go down, what is sold out goes up, and orders keep the prices that they were placed with. */
import { cents, ZERO } from "@crema/shared/domain/kernel/money";
import { expect, test } from "vitest";
import { menuRows } from "../world/menu.ts";
import { documentsWith } from "../world/message.ts";
import { done } from "../world/reply.ts";
import { inWorld } from "../world/world.ts";

const dearer = { ...menuRows, items: menuRows.items.map((item) => ({ ...item, base_price_cents: cents(item.base_price_cents + 100) })) };

test("86 at the store reaches the cloud's menu and its orders, and is taken back", async () => {
  await inWorld({}, async (world) => {
    const { till, id } = world.storeAt;
    const before = await world.app.menu(id);
    done(await till.soldOut("espresso"));
    const available = async () => (await world.app.menu(id)).body.items.find((item) => item.item_id === "espresso")?.is_available;
    await world.until("the app sees it", async () => (await available()) === false);
    expect((await world.app.menu(id)).headers.get("etag")).not.toBe(before.headers.get("etag"));
    expect((await world.app.tryPlace(id)).code).toBe("item.sold_out");
    expect((await till.tryPlace()).code).toBe("item.sold_out");
    done(await till.soldOut("espresso", false));
    await world.until("it is back", async () => (await available()) === true);
    expect((await world.app.tryPlace(id)).code).toBe("ok");
  });
});

test("86 of a choice at the store reaches the cloud's menu and its orders, and is taken back", async () => {
  await inWorld({}, async (world) => {
    const { till, id } = world.storeAt;
    const before = await world.app.menu(id);
    done(await till.choiceSoldOut("oat"));
    const choices = async () => (await world.app.menu(id)).body.modifier_groups.flatMap((group) => group.modifiers);
    const available = async () => (await choices()).find((choice) => choice.modifier_id === "oat")?.is_available;
    await world.until("the app sees it", async () => (await available()) === false);
    expect((await world.app.menu(id)).headers.get("etag")).not.toBe(before.headers.get("etag"));
    const latte = { items: [{ item_id: "latte", qty: 1, modifier_ids: ["oat"], note: null }] };
    expect((await world.app.tryPlace(id, latte)).code).toBe("modifier.sold_out");
    expect((await till.tryPlace(latte)).code).toBe("modifier.sold_out");
    expect((await world.app.tryPlace(id)).code).toBe("ok");
    done(await till.choiceSoldOut("oat", false));
    await world.until("it is back", async () => (await available()) === true);
    expect((await world.app.tryPlace(id, latte)).code).toBe("ok");
    await world.quiet();
  });
});

test("several of a choice are one thing at both sides: the price, the line, and what the store makes", async () => {
  await inWorld({}, async (world) => {
    const { till, id, box } = world.storeAt;
    const rich = menuRows.modifier_groups.map((group) => ({
      ...group,
      modifiers: group.modifiers.map((choice) => ({
        ...choice,
        ...(choice.modifier_id === "shot" && { max_qty: 3, prices: [{ with_modifier_id: "large", price_delta_cents: 80 }] }),
      })),
    }));
    const version = await world.app.publishMenu(id, { ...menuRows, modifier_groups: rich });
    await world.until("the store has it", () => box.box.store.queries.menu()?.menu.version === version);
    const latte = { items: [{ item_id: "latte", qty: 1, modifier_ids: ["large", "oat", "shot", "shot"], note: null }] };
    const orders = [await till.place(latte), await world.app.place(id, latte)];
    for (const order of orders) {
      expect(order.total_cents).toBe(400 + 70 + 60 + 2 * 80);
      expect(order.lines[0]?.modifiers.at(-1)).toMatchObject({ modifier_id: "shot", price_delta_cents: 80, qty: 2 });
    }
    const [, fromApp] = orders;
    await world.until("confirmed", async () => (await till.order(fromApp?.order_id ?? ""))?.handoff === "CONFIRMED");
    for (const order of orders) await till.serve(order.order_id);
    await world.quiet();
  });
});

test("the app sells by the time of day, the counter at any time", async () => {
  await inWorld({}, async (world) => {
    const { till, id, box } = world.storeAt;
    const nowOn = new Date(world.time.clock.now()).getUTCDay();
    const weekday = (nowOn + 3) % 7;
    const dayparts = [{ daypart_id: "later", name: "Later", spans: [{ weekday, open: "07:00", close: "11:00" }] }];
    const items = menuRows.items.map((item) => (item.item_id === "espresso" ? { ...item, daypart_ids: ["later"] } : item));
    const version = await world.app.publishMenu(id, { ...menuRows, items, dayparts });
    await world.until("the store has it", () => box.box.store.queries.menu()?.menu.version === version);
    const { body } = await world.app.menu(id);
    const next = body.items.find((item) => item.item_id === "espresso")?.sold_next_at ?? "";
    expect([body.dayparts, Date.parse(next) > world.time.clock.now()]).toEqual([dayparts, true]);
    expect((await world.app.tryPlace(id)).code).toBe("item.not_now");
    expect((await world.app.tryPlace(id, { requested_for: next })).code).toBe("ok");
    expect((await till.tryPlace()).code).toBe("ok");
    await world.quiet();
  });
});

test("the app's menu has the price of the happy hour with its end, and an order costs that", async () => {
  await inWorld({}, async (world) => {
    const { id, box } = world.storeAt;
    const ends_at = new Date(world.time.clock.now() + 600_000).toISOString();
    const happy = {
      ...{ promotion_id: "happy", name: "Happy hour", code: null, kind: "PERCENT" as const, rate_ppm: 200_000, amount_cents: ZERO },
      ...{ item_ids: ["espresso"], category_ids: [], min_subtotal_cents: ZERO, starts_at: null, ends_at, channels: ["APP" as const] },
    };
    const version = await world.app.publishMenu(id, { ...menuRows, promotions: [happy] });
    await world.until("the store has it", () => box.box.store.queries.menu()?.menu.version === version);
    const priceOf = async () => (await world.app.menu(id)).body.items.find(({ item_id }) => item_id === "espresso")?.reduced;
    expect(await priceOf()).toEqual({ price_cents: 200, until: ends_at });
    const espresso = { items: [{ item_id: "espresso", qty: 1, modifier_ids: [], note: null }] };
    expect((await world.app.place(id, espresso)).total_cents).toBe(200);
    await world.pass(600_000);
    expect(await priceOf()).toBeUndefined();
    expect((await world.app.place(id, espresso)).total_cents).toBe(250);
    await world.quiet();
  });
});

test("[D1] a catalogue of nearly 4 MiB is published, reaches the store, and is sold by", async () => {
  await inWorld({}, async (world) => {
    const { till, id, box } = world.storeAt;
    const [espresso] = menuRows.items;
    const [group] = menuRows.modifier_groups;
    if (!espresso || !group) throw new Error("the menu of the world is empty");
    const text = (length: number) => "語".repeat(length);
    const many = Array.from({ length: 990 }, (_, n) => ({ ...espresso, item_id: `i${n}`, name: text(80), description: text(280) }));
    const modifiers = Array.from({ length: 60 }, (_, n) => ({ modifier_id: `m${n}`, name: text(80), price_delta_cents: 0 }));
    const groups = Array.from({ length: 150 }, (_, n) => ({ ...group, group_id: `g${n}`, default_modifier_ids: [], modifiers }));
    const rows = { ...menuRows, items: [...menuRows.items, ...many], modifier_groups: [...menuRows.modifier_groups, ...groups] };
    const size = Buffer.byteLength(JSON.stringify(rows));
    expect([size > 3.5 * 1024 * 1024, size < 4 * 1024 * 1024]).toEqual([true, true]);
    const version = await world.app.publishMenu(id, rows);
    await world.until("the store has it", () => box.box.store.queries.menu()?.menu.version === version);
    const sold = await till.place({ items: [{ item_id: "i989", qty: 1, modifier_ids: [], note: null }] });
    expect([sold.menu_version, sold.lines[0]?.name]).toEqual([version, text(80)]);
    await till.serve(sold.order_id);
    await world.quiet();
  });
});

test("[D1] [I4] a new menu arrives while orders are placed by the old one: every order is right by its own version", async () => {
  await inWorld({}, async (world) => {
    const { till, line, id, box } = world.storeAt;
    const held = line.once("hold_response", documentsWith('"version":"2"'));
    const old = await till.place();
    const version = await world.app.publishMenu(id, dearer);
    const fromApp = await world.app.place(id);
    expect([fromApp.menu_version, fromApp.total_cents]).toEqual([version, 700]);
    await world.until("the menu is on its way", () => held.isHit());
    const stillOld = await till.place();
    expect([old, stillOld].map((order) => [order.menu_version, order.total_cents])).toEqual([
      [1, 500],
      [1, 500],
    ]);
    held.release();
    await world.until("the store has it", () => box.box.store.queries.menu()?.menu.version === version);
    const changed = await till.tryPlace({ expected_total_cents: cents(500) });
    expect(changed.code).toBe("order.price_changed");
    expect((await till.place()).total_cents).toBe(700);
    for (const order of [old, stillOld]) await till.serve(order.order_id);
    await world.until("confirmed", async () => (await till.order(fromApp.order_id))?.handoff === "CONFIRMED");
    await till.serve(fromApp.order_id);
    await world.quiet();
    const { payments } = await world.cloud(id);
    expect(payments.map((payment) => payment.amount_cents).sort()).toEqual([500, 500, 700]);
  });
});

test("[D5] the line fails in the middle of a new menu: the old one stays in force, whole", async () => {
  await inWorld({}, async (world) => {
    const { till, line, id, box } = world.storeAt;
    const cut = line.once("cut_response", documentsWith('"version":"2"'), { onHit: () => line.set("up") });
    await world.app.publishMenu(id, dearer);
    await world.until("it is cut", () => cut.isHit());
    const { menu } = box.box.store.queries.menu()!;
    expect([menu.version, menu.items.length]).toEqual([1, menuRows.items.length]);
    expect((await till.place()).total_cents).toBe(500);
    await world.quiet();
    expect((await till.place()).total_cents).toBe(700);
  });
});
