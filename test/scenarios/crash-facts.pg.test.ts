/**
 * The cloud was put back further than the store's log reaches, and the store tells its orders whole, in pages (*facts*). Whatever comes in
 * between (the power, the cloud, a page that is late, a prune, another restore): every order and payment is there in the end, once.
 */
import { FACTS_PATH } from "@crema/sync/protocol/hand-back";
import { afterAll, beforeAll, expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { CommitCuts } from "../world/commit-cuts.ts";
import { cutAtCommit } from "../world/cut-at-commit.ts";
import { PATIENT } from "../world/menu.ts";
import { at } from "../world/message.ts";
import { done } from "../world/reply.ts";
import { boxFacts } from "../world/store-facts.ts";
import { World } from "../world/world.ts";

/** In `npm test` one of the commits, in `npm run test:long` each. */
const cutsOf = (last: number, first: number) =>
  casesOf(
    Array.from({ length: last }, (_, index) => index + 1),
    first - 1,
    last,
  );
/** More than one page has, with the orders of the test in the first and in the last one. */
const EARLIER = 150;

const facts = at(FACTS_PATH);
let world: World;
beforeAll(async () => {
  world = await World.create({ store: PATIENT, breaksAtCommit: true });
  const { till } = world.storeAt;
  const { order_id } = await till.place();
  done(await till.cancel(order_id));
  sellLongAgo(order_id);
});
afterAll(async () => {
  const errors = [...world.errors];
  expect([await world.close(), errors]).toEqual([[], []]);
});

/** As many orders of months ago, whose log is gone; they sort before and behind those of today. */
function sellLongAgo(template: string): void {
  const { db } = world.storeAt.box.box.store;
  for (const table of ["orders", "order_lines"]) {
    const rows = db.prepare<[string], Record<string, unknown>>(`SELECT * FROM ${table} WHERE order_id = ?`).all(template);
    for (const row of rows) {
      const columns = Object.keys(row);
      const insert = db.prepare(
        `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((column) => `@${column}`).join(", ")})`,
      );
      for (let n = 0; n < 2 * EARLIER; n += 1) {
        const order_id = `${n < EARLIER ? "00000000" : "ffffffff"}${template.slice(8, 24)}${String(n).padStart(12, "0")}`;
        insert.run({
          ...row,
          order_id,
          ...(table === "orders" ? { idempotency_key: `long-ago-${n}`, request_hash: null, answer: null } : {}),
        });
      }
    }
  }
}

const prune = (upTo: number) => void world.storeAt.box.box.store.db.prepare("DELETE FROM events WHERE seq <= ?").run(upTo);
const head = () => world.storeAt.box.box.store.tables.box.position().head_seq;
const isLive = () => world.until("live again", () => world.storeAt.box.isUp && world.linkOf(world.storeAt) === "LIVE");

/** The store has sold, the log of that is gone but for its end, and the cloud knows nothing of it. Its line is down. */
async function forget(): Promise<{ open: string }> {
  const { till, line } = world.storeAt;
  await world.quiet();
  await world.copyDatabase();
  await world.quiet();
  const open = await till.place();
  await till.serve((await till.place()).order_id);
  await world.quiet();
  const pruned = head();
  await till.serve((await till.place()).order_id);
  await world.quiet();
  prune(pruned);
  line.set("reset");
  await world.putDatabaseBack();
  return { open: open.order_id };
}

/** What each order was paid, as the order itself says. */
async function paid(): Promise<unknown[][]> {
  const { db } = world.storeAt.box.box.store;
  const sql = (column: string) => `SELECT order_id, ${column} AS paid FROM orders WHERE status <> 'CANCELLED' ORDER BY 1`;
  const there = await world.query<{ order_id: string; paid: number }>(sql("(state->>'paid_cents')::int"));
  return [db.prepare(sql("paid_cents")).all(), there];
}

async function isWhole(): Promise<void> {
  await world.quiet();
  const { box, id } = world.storeAt;
  const [here, there] = [boxFacts(box), await world.cloud(id)];
  expect(there.orders).toEqual(here.orders);
  expect([there.payments, there.refunds, there.soldOut, there.quarantined]).toEqual([here.payments, here.refunds, here.soldOut, 0]);
  const [paidHere, paidThere] = await paid();
  expect(paidThere).toEqual(paidHere);
  expect(await world.query("SELECT * FROM store_facts")).toEqual([]);
  expect(await world.query("SELECT 1 FROM store_links WHERE frozen_by IS NOT NULL")).toEqual([]);
  const raised = await world.query<{ kind: string }>("SELECT DISTINCT kind FROM exceptions WHERE resolved_at IS NULL");
  expect(raised.map((row) => row.kind)).toEqual(["cloud.set_back"]);
}

test("[J2] [K2] the power goes at any commit of the box: it tells its orders again, and each counts once", async () => {
  for (const nth of cutsOf(3, 2)) {
    await forget();
    world.storeAt.line.set("up");
    await cutAtCommit(world, world.storeAt.box, nth, isLive());
    await isWhole();
  }
});

test("[J2] [K2] the cloud dies at any COMMIT of it, lost or done: the box tells the rest, and each counts once", async () => {
  const cuts = new CommitCuts(world);
  let struck = 0;
  for (const nth of cutsOf(10, 5)) {
    await forget();
    world.storeAt.line.set("up");
    if (await cuts.during(Math.ceil(nth / 2), nth % 2 === 0, isLive())) struck += 1;
    await isWhole();
  }
  expect(struck).toBeGreaterThan(0);
});

test("[J2] [U1] responses to pages are lost, and what the log still had is pruned between two of them: it is in a page, and counts once", async () => {
  const { till, line } = world.storeAt;
  const { open } = await forget();
  line.once("drop_response", facts);
  const held = line.once("hold_response", facts);
  const last = line.once("drop_response", (message) => facts(message) && message.request.includes('"drawers":'));
  line.set("up");
  await world.until("the first page is taken", () => held.isHit());
  done(await till.step(open, "PLACED", "IN_PROGRESS"));
  prune(head() - 1);
  held.release();
  await isLive();
  expect(last.isHit()).toBe(true);
  await isWhole();
});

test("[J2] [K2] the cloud is put back again between two pages: the first one is told again", async () => {
  const { line } = world.storeAt;
  await forget();
  const held = line.once("hold_request", facts, { skip: 1 });
  line.set("up");
  await world.until("the first page is taken", () => held.isHit());
  await world.putDatabaseBack();
  held.release();
  await isWhole();
});

test("[J2] [I2] a page that comes late, after its order was told as it is since, takes nothing back, and nothing counts twice", async () => {
  const { till, line } = world.storeAt;
  await forget();
  const order = await till.place();
  done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
  const pruned = head();
  await till.place();
  prune(pruned);
  line.once("echo", facts);
  const lost = line.once("drop_response", facts);
  line.set("up");
  await world.until("the first page is taken", () => lost.isHit());
  const held = line.once("hold_request", facts, { skip: 1 });
  done(await till.pay(order.order_id));
  await world.until("it was told again", () => held.isHit());
  await world.pass(5_000);
  held.release();
  await isWhole();
});
