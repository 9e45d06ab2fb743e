/** A store that cannot be reached, a box that is deaf, clocks that are wrong: what the app says, and what the store can do. */
import { describe, expect, test } from "vitest";
import { post, shape } from "../world/message.ts";
import { inWorld } from "../world/world.ts";

const DAY_MS = 24 * 3_600_000;

test("[L3] a silent store takes no app orders and says so; its menu stays readable; an offer that it never answers is withdrawn", async () => {
  await inWorld({ stores: 2 }, async (world) => {
    const [silent, other] = world.allStores;
    silent!.line.set("blackhole");
    const offered = await world.app.place(silent!.id);
    await world.pass(16_000);
    const refused = await world.app.tryPlace(silent!.id);
    expect([refused.status, refused.code, refused.headers.get("retry-after")]).toEqual([503, "store.offline", "10"]);
    expect((await world.app.menu(silent!.id)).body.items.map((item) => item.item_id)).toContain("espresso");
    expect((await world.app.tryPlace(other!.id)).code).toBe("ok");
    await world.pass(20_000);
    expect(await world.app.order(offered.order_id)).toMatchObject({ status: "CANCELLED", cancel_cause: "NO_ANSWER" });
    await world.quiet();
    expect((await silent!.till.order(offered.order_id))?.status).toBe("CANCELLED");
    expect((await world.app.tryPlace(silent!.id)).code).toBe("ok");
  });
});

test("[L3] a box that talks but is deaf is offline", async () => {
  await inWorld({}, async (world) => {
    const { line, till, id } = world.storeAt;
    line.silence(shape("store_inbox"));
    const offered = await world.app.place(id);
    await world.pass(12_000);
    expect((await world.app.tryPlace(id)).code).toBe("store.offline");
    const [seen] = await world.query<{ age: number }>(
      "SELECT extract(epoch from $1::timestamptz - last_seen_at)::float AS age FROM store_link_seen",
      [new Date(world.time.clock.now()).toISOString()],
    );
    expect(seen?.age).toBeLessThan(15);
    expect((await till.tryPlace()).code).toBe("ok");
    await world.pass(25_000);
    expect((await world.app.order(offered.order_id)).status).toBe("CANCELLED");
  });
});

test("[L3] [D4] a box that hears but cannot talk is offline; what it has applied meanwhile is told later", async () => {
  await inWorld({}, async (world) => {
    const { line, till, id } = world.storeAt;
    line.silence(post);
    const offered = await world.app.place(id);
    await world.until("the store has it", async () => (await till.order(offered.order_id))?.handoff === "ACCEPTED");
    expect((await till.step(offered.order_id, "PLACED", "IN_PROGRESS")).code).toBe("order.unconfirmed");
    await world.pass(16_000);
    expect((await world.app.tryPlace(id)).code).toBe("store.offline");
    line.calm();
    await world.until("confirmed", async () => (await till.order(offered.order_id))?.handoff === "CONFIRMED");
  });
});

describe.each([
  ["three days behind", -3 * DAY_MS],
  ["three days ahead", 3 * DAY_MS],
])("a box whose clock is %s", (_name, error) => {
  test("[L7] has the right business day, the right order, and shows a warning", async () => {
    await inWorld({}, async (world) => {
      const { box, till, line, id } = world.storeAt;
      box.clockErrorMs = error;
      await till.signIn();
      const written = () => box.box.store.tables.box.box().clock_offset_ms ?? 0;
      await world.until("the offset is measured and written down", () => Math.abs(written() + error) < 60_000);
      expect(box.box.link.status().clock_suspect).toBe(true);
      line.set("reset");
      await box.crash();
      await box.open();
      const offlineSale = await till.place();
      expect([offlineSale.business_day, box.box.link.status().clock_suspect]).toEqual(["2026-05-04", true]);
      await till.serve(offlineSale.order_id);
      line.set("up");
      const offered = await world.until("the app may order again", async () => {
        const response = await world.app.tryPlace(id);
        return response.code === "ok" ? response.body : null;
      });
      await world.until("confirmed", async () => (await till.order(offered.order_id))?.handoff === "CONFIRMED");
      await till.serve(offered.order_id);
      await world.quiet();
      const days = await world.query("SELECT DISTINCT business_day FROM payments");
      expect(days).toEqual([{ business_day: "2026-05-04" }]);
      const links = await world.app.hq<{ stores: { reported: { clock_offset_ms: number } }[] }>("GET", "/stores");
      expect(Math.abs((links.body.stores[0]?.reported.clock_offset_ms ?? 0) + error)).toBeLessThan(60_000);
    });
  });
});

test("[D1] a cold start with the line down sells from the documents on the disk", async () => {
  await inWorld({}, async (world) => {
    const { box, till, line } = world.storeAt;
    line.set("reset");
    await box.crash();
    await box.open();
    expect(world.linkOf(world.storeAt)).not.toBe("LIVE");
    const menu = await till.call<{ version: number }>("GET", `/v1/stores/${box.storeId}/menu`, undefined, {}, null);
    expect([menu.code, menu.body.version]).toEqual(["ok", 1]);
    const sale = await till.place();
    await till.serve(sale.order_id);
    await box.stop();
    await box.open();
    expect((await till.order(sale.order_id))?.status).toBe("COMPLETED");
  });
});

test("[L6] a portal's page in the place of every response is never data", async () => {
  await inWorld({}, async (world) => {
    const { line, till, box, id } = world.storeAt;
    line.set("portal");
    const sale = await till.place();
    await world.pass(30_000);
    const { acked_seq, head_seq } = box.box.store.tables.box.position();
    expect([acked_seq < head_seq, box.box.store.queries.menu()?.menu.version]).toEqual([true, 1]);
    await world.app.publishMenu(id);
    await world.quiet();
    expect(box.box.store.queries.menu()?.menu.version).toBe(2);
    await till.serve(sale.order_id);
  });
});

test("[I1] [I7] 500 orders of an outage arrive in a bound, once, with their money", async () => {
  await inWorld({}, async (world) => {
    const { line, till, id } = world.storeAt;
    line.set("reset");
    const placed = await Promise.all(Array.from({ length: 500 }, () => till.place()));
    for (const order of placed.slice(0, 50)) await till.serve(order.order_id);
    line.set("up");
    const back = world.time.clock.monotonic();
    await world.quiet();
    expect(world.time.clock.monotonic() - back).toBeLessThan(90_000);
    const { orders, payments } = await world.cloud(id);
    expect([orders.length, payments.length]).toEqual([500, 50]);
  });
});
