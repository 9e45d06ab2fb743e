/** The disk of a box that is gone: what it has and nobody else enters the store's log, once, while the store sells (U8, K1, K4). */
import { existsSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { backUp } from "@crema/edge/disk/backup";
import { restore } from "@crema/edge/disk/restore";
import type { Result } from "@crema/shared/domain/kernel/errors";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { espressos } from "../world/menu.ts";
import { relog } from "../world/old-disk.ts";
import { done, readResponse } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import type { Till } from "../world/till.ts";
import { World } from "../world/world.ts";

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

const AT = "2026-05-04T12:00:00.000Z";

/** A store whose box has died with things that nobody else knows; its next box runs. */
async function died(world: World, before: (till: Till) => Promise<void>): Promise<{ next: StoreBox; at: Till; disk: string }> {
  const { box, till, line, id } = world.storeAt;
  await world.until("sent", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
  line.set("reset");
  await before(till);
  // The machine is dead; what was in its log beside the database is on the disk.
  const disk = box.copyDisk();
  await box.stop();
  const next = await world.anotherBox(id);
  done(await world.enrollNext(next));
  const at = await till.movedTo(next);
  await world.until("live", () => next.box.link.status().state === "LIVE");
  return { next, at, disk };
}

async function inStore(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

const heard = (world: World, box: StoreBox) =>
  world.until("heard", async () => (await world.cloud(box.storeId)).link.last_seq === box.box.store.tables.box.position().head_seq);
const exceptions = (world: World) =>
  world.query<{ kind: string; order_id: string | null; detail: string }>(
    "SELECT kind, order_id, detail FROM exceptions WHERE resolved_at IS NULL AND kind NOT LIKE 'sync.%' ORDER BY raised_at",
  );

test("[U8] [K1] unsent orders and money of a dead box come in whole under their old ids; a second time changes nothing", () =>
  inStore(async (world) => {
    const { id } = world.storeAt;
    const { store_id: _store, payment_method: _pay, expected_total_cents: _total, ...ticket } = espressos(id, { customer_name: "Ana" });
    let sold = "";
    let open = "";
    let begun = "";
    const known = await world.storeAt.till.place();
    const { next, at, disk } = await died(world, async (till) => {
      sold = (await till.serve((await till.place()).order_id)).order_id;
      open = (await till.place()).order_id;
      begun = (await till.place()).order_id;
      done(await till.call("POST", "/v1/drafts", ticket, { "idempotency-key": "hold-1" }));
      // What a guest held by phone is over by the time that anybody has the disk.
      const guest = { fulfillment_type: ticket.fulfillment_type, items: ticket.items };
      const { commands } = world.storeAt.box.box.store;
      const phone = commands.holdForGuest(guest, "a-phones-own-key-1", { network: "192.0.2.1", mayHold: 3 });
      expect(await world.time.pump(phone)).toMatchObject({ ok: true });
      // One that a till has put back on hold is the till's, and comes along.
      const there = done(await till.call<{ drafts: { draft_id: string; guest_number?: string }[] }>("GET", "/v1/drafts")).drafts;
      const guest_draft_id = there.find(({ guest_number }) => guest_number)?.draft_id;
      done(await till.call("POST", "/v1/drafts", { ...ticket, customer_name: "Bo", guest_draft_id }, { "idempotency-key": "hold-2" }));
      done(await till.step(begun, "PLACED", "IN_PROGRESS"));
      // Of an order that the next box has: begun, and nobody else knows.
      done(await till.step(known.order_id, "PLACED", "IN_PROGRESS"));
    });
    expect(await at.order(sold)).toBeNull();
    expect(await at.order(known.order_id)).toMatchObject({ status: "PLACED", look_first: true });
    const before = await world.cloud(id);
    const dry = done(await relog(world, next, disk, { dry_run: true }));
    expect(dry).toMatchObject({
      dry_run: true,
      orders: 3,
      payments_cents: 500,
      entered: { "order.placed": 3, "payment.captured": 1, "order.completed": 1 },
    });
    await heard(world, next);
    expect(await world.cloud(id)).toEqual(before);

    // It sells meanwhile.
    const [report, meanwhile] = await Promise.all([relog(world, next, disk), at.place()]);
    expect(done(report)).toMatchObject({ orders: 3, payments_cents: 500, not_applied: 0, drafts: 2 });
    const held = done(await at.call<{ drafts: { draft_id: string; customer_name: string }[] }>("GET", "/v1/drafts")).drafts;
    expect(held.map((draft) => draft.customer_name).toSorted()).toEqual(["Ana", "Bo"]);
    for (const { draft_id } of held) done(await at.call("POST", `/v1/drafts/${draft_id}/discard`, {}));
    expect(meanwhile.ticket_number).toMatch(/^B/);
    expect(await at.order(sold)).toMatchObject({ status: "COMPLETED", balance_cents: 0, ticket_number: expect.stringMatching(/^A/) });
    expect(await at.order(begun)).toMatchObject({ status: "IN_PROGRESS", look_first: false });
    expect(await at.order(known.order_id)).toMatchObject({ status: "IN_PROGRESS", look_first: false });
    // Nobody knows whether it was made before the box died.
    expect(await at.order(open)).toMatchObject({ status: "PLACED", look_first: true });
    await heard(world, next);
    const cloud = await world.cloud(id);
    const statusOf = (order: string) => cloud.orders.find((each) => each.order_id === order)?.status;
    expect([sold, open, begun, known.order_id].map(statusOf)).toEqual(["COMPLETED", "PLACED", "IN_PROGRESS", "IN_PROGRESS"]);
    expect(cloud.payments.map((payment) => payment.amount_cents)).toEqual([500]);
    expect(cloud.quarantined).toBe(0);
    expect(await exceptions(world)).toEqual([]);

    expect(done(await relog(world, next, disk))).toMatchObject({ entered: {}, orders: 0, drafts: 0 });
    await heard(world, next);
    expect(await world.cloud(id)).toEqual(cloud);
    // And it goes on from there on both sides.
    done(await at.step(begun, "IN_PROGRESS", "READY"));
    await heard(world, next);
    expect((await world.cloud(id)).quarantined).toBe(0);
  }));

test("[U8] [J4] what an order has moved on from changes nothing, and is an exception that names it; money counts all the same", () =>
  inStore(async (world) => {
    const { id } = world.storeAt;
    const order = await world.storeAt.till.place();
    const { next, at, disk } = await died(world, async (till) => void (await till.serve(order.order_id)));
    // The next box looked, found nothing, and made and sold it again.
    done(await at.call("POST", `/v1/orders/${order.order_id}/look`, { made: false }));
    await at.serve(order.order_id);
    const report = done(await relog(world, next, disk));
    expect(report).toMatchObject({ not_applied: 3, payments_cents: 500 });
    await heard(world, next);
    const cloud = await world.cloud(id);
    expect(cloud.orders).toMatchObject([{ status: "COMPLETED" }]);
    expect(cloud.payments).toHaveLength(2);
    expect(cloud.quarantined).toBe(0);
    const raised = await exceptions(world);
    expect(raised.map(({ kind, order_id }) => [kind, order_id])).toEqual([
      ["order.relogged", order.order_id],
      ["order.relogged", order.order_id],
      ["order.relogged", order.order_id],
    ]);
    expect(raised[0]?.detail).toMatch(
      new RegExp(`The order ${order.ticket_number} over 5.00 EUR had been begun by the box before.* completed now`),
    );
    // The books of the counter: both payments are in the next report.
    const x = await at.call<{ days: { tenders: { amount_cents: number }[] }[] }>("GET", "/v1/drawer/x-report");
    expect(x.body.days[0]?.tenders[0]?.amount_cents).toBe(1000);
    expect(done(await relog(world, next, disk)).entered).toEqual({});
    expect(await exceptions(world)).toHaveLength(3);
  }));

test("[U8] [K3] what the next box has said of a tablet since counts: a stolen one stays signed out, and an old token stays old", () =>
  inStore(async (world) => {
    const { id } = world.storeAt;
    const { next, disk } = await died(world, async () => undefined);
    const operate = (path: string, body: object) =>
      next.lan("POST", `/v1/devices${path}`, next.box.operatorToken, body).then((response) => readResponse<{ token: string }>(response));
    const devices = () =>
      world.query<{ device: { device_id: string; token_hash: string }; revoked_at: Date | null }>(
        `SELECT device, revoked_at FROM store_devices WHERE store_id = '${id}' ORDER BY device_id`,
      );
    const [till] = await devices();
    done(await operate(`/${till?.device.device_id}/rotate`, {}));
    await heard(world, next);
    const rotated = await devices();
    expect(rotated[0]?.device.token_hash).not.toBe(till?.device.token_hash);
    const report = done(await relog(world, next, disk));
    expect(report.entered).toEqual({});
    await heard(world, next);
    expect(await devices()).toEqual(rotated);

    done(await operate(`/${till?.device.device_id}/revoke`, {}));
    await heard(world, next);
    const revoked = await devices();
    expect(revoked[0]?.revoked_at).not.toBeNull();
    done(await relog(world, next, disk));
    await heard(world, next);
    expect(await devices()).toEqual(revoked);
  }));

test("[U8] [K4] a torn log beside the database is read as far as it was committed; another store's disk, and one that was altered, are refused", () =>
  inStore(async (world) => {
    const orders: string[] = [];
    const { next, at, disk } = await died(world, async (till) => {
      for (let n = 0; n < 6; n += 1) orders.push((await till.place()).order_id);
    });
    const wal = join(disk, `${DATABASE_FILE}-wal`);
    expect(existsSync(wal)).toBe(true);
    truncateSync(wal, Math.floor(statSync(wal).size * 0.9));
    const report = done(await relog(world, next, disk));
    expect(report.orders).toBeGreaterThan(0);
    expect(report.orders).toBeLessThan(6);
    const here = await Promise.all(orders.map((order) => at.order(order)));
    expect(here.map((order) => order !== null)).toEqual(orders.map((_, n) => n < report.orders));
    const alter = (sql: string) => {
      const db = new Database(join(disk, DATABASE_FILE));
      db.exec(sql);
      db.close();
    };
    alter("UPDATE events SET body = replace(body, 'espresso', 'expresso') WHERE seq = (SELECT max(seq) FROM events)");
    const altered = await relog(world, next, disk);
    expect(altered).toMatchObject({ status: 422, code: "disk.tampered" });
    alter("UPDATE box SET store_id = 'store-2'");
    expect(await relog(world, next, disk)).toMatchObject({ status: 409, code: "disk.foreign_store" });
  }));

test("[U8] [K1] a kill between any two of its commits leaves what was entered, and it goes on from there", () =>
  inStore(async (world) => {
    const { id } = world.storeAt;
    const { next, disk } = await died(world, async (till) => {
      await till.serve((await till.place()).order_id);
      await till.serve((await till.place()).order_id);
    });
    const { db } = next.box.store;
    const entered = () => db.prepare<[], { n: number }>("SELECT COUNT(*) AS n FROM relogged_events").get()?.n ?? 0;
    const all = Object.values(done(await relog(world, next, disk, { dry_run: true })).entered).reduce((sum, n) => sum + n, 0);
    for (let stop = 1; stop < all; stop += 1) {
      // The disk refuses the next commit but one, as if the machine had died there.
      db.exec(`CREATE TEMP TRIGGER stop BEFORE INSERT ON relogged_events WHEN (SELECT COUNT(*) FROM relogged_events) >= ${stop}
               BEGIN SELECT RAISE(ABORT, 'the power is gone'); END`);
      await relog(world, next, disk);
      expect(entered()).toBe(stop);
      db.exec("DROP TRIGGER stop");
    }
    done(await relog(world, next, disk));
    expect(entered()).toBe(all);
    await heard(world, next);
    const cloud = await world.cloud(id);
    expect(cloud.orders.map((order) => order.status)).toEqual(["COMPLETED", "COMPLETED"]);
    expect(cloud.payments).toHaveLength(2);
    expect([cloud.quarantined, await exceptions(world)]).toEqual([0, []]);
    world.errors.length = 0;
  }));

test("[K4] [U8] [J2] a restored backup joins as a fork, sells on with other numbers, and after the enrolment all that was set aside comes back by itself", () =>
  inStore(async (world) => {
    const { box, till, line, id } = world.storeAt;
    const first = await till.place();
    await heard(world, box);
    const backups = `${box.dataDir}-backups`;
    const databasePath = join(box.dataDir, DATABASE_FILE);
    const made = must(backUp({ databasePath, dir: backups, at: AT, keep: 3 }));
    // Sold after the backup: one that the cloud has, one that nobody else has.
    const second = await till.place();
    await heard(world, box);
    line.set("reset");
    const third = await till.serve((await till.place()).order_id);
    await box.stop();
    const restored = must(restore({ databasePath, from: made.file, storeId: null, at: AT, randomBytes: (n) => new Uint8Array(n) }));
    expect(restored).toMatchObject({ orders: 1, look_first: 1 });
    line.set("up");
    await box.open();
    await world.until("the fork is found", () => box.box.link.status().state === "CONFLICT");
    expect([second.ticket_number, (await till.place({}, "after-the-restore")).ticket_number]).toEqual(["A2", "A2RCCCC"]);

    expect(done(await world.enrollNext(box))).toMatchObject({ epoch: 2 });
    const at = await till.movedTo(box);
    await world.until("re-logged", async () => (await at.order(third.order_id))?.status === "COMPLETED");
    await world.until("the restored suffix too", async () => (await at.queue()).some((order) => order.ticket_number === "A2RCCCC"));
    await heard(world, box);
    const cloud = await world.cloud(id);
    expect(cloud.orders).toHaveLength(4);
    expect(cloud.payments.map((payment) => payment.amount_cents)).toEqual([500]);
    expect(cloud.quarantined).toBe(0);
    expect((await at.queue()).map((order) => [order.ticket_number, order.look_first])).toEqual([
      [first.ticket_number, true],
      ["A2", true],
      ["A2RCCCC", true],
    ]);
    expect((await at.place({}, "in-the-next-epoch")).ticket_number).toBe("B1");
    await heard(world, box);
  }));
