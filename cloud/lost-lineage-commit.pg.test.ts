/**
 * The connection to Postgres breaks at a COMMIT with which a box is enrolled, revoked, joined, or its history put together: before it has
 * arrived, and when it is done and its reply is under way. Whoever asks again gets what was committed, or it is done then; once.
 */
import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import type { Order } from "@crema/shared/domain/order/order";
import type { InboxCommand } from "@crema/sync/protocol/down";
import type { HandIn } from "@crema/sync/protocol/hand-back";
import { chainInbox } from "@crema/sync/protocol/inbox-chain";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  codeOf,
  createTestNode,
  enrol,
  must,
  openStore,
  orderNow,
  placed,
  type TestBox,
  type TestNode,
} from "./cloud-node.test-fixture.ts";
import { CommitLine, type Cut } from "./db/commit-line.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./db/database.test-fixture.ts";
import { classifyDatabaseError, type Database, openDatabase } from "./db/database.ts";
import { replaceBox } from "./replaced-box.test-fixture.ts";
import { placedAt, posOrder } from "./store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
let through: Database;
let line: CommitLine;
beforeAll(async () => {
  db = await createTestDatabase();
  line = await CommitLine.to(db.url);
  through = openDatabase({ url: line.url, max: 4, name: "through", onError: () => undefined });
  node = createTestNode(through);
});
afterAll(async () => {
  await through.close();
  await line.close();
  await db.drop();
});

/** Cuts `ask` at its n-th COMMIT, for each n that it has, and asks again each time. Returns how many it has. */
async function atEachCommit(how: Cut, run: (cut: <T>(ask: () => Promise<Result<T>>) => Promise<T>) => Promise<void>): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    let isCut = false;
    await run(async (ask) => {
      const before = line.cuts;
      line.cutAt(nth, how);
      const first = await ask().catch((error: unknown) => {
        if (classifyDatabaseError(error)?.code !== "service.unavailable") throw error;
        return null;
      });
      line.calm();
      isCut = line.cuts > before;
      expect(first === null).toBe(isCut);
      return must(first ?? (await ask()));
    });
    if (!isCut) return nth - 1;
  }
}

const rows = async (sql: string, storeId: string) => (await db.database.pool.query(sql, [storeId])).rows;
const nodesOf = (storeId: string) =>
  rows("SELECT epoch, revoked_at IS NULL AS is_present FROM edge_nodes WHERE store_id = $1 ORDER BY epoch", storeId);
const inForce = async (storeId: string) =>
  (await node.register.entriesOf(storeId)).filter((entry) => entry.in_force).map((entry) => entry.number);

describe.each<Cut>(["done", "lost"])("a COMMIT is %s and not answered", (how) => {
  test("[D8] [K1] the first box of a store, and the next one: one node, one number in force, the same response", async () => {
    const commits = await atEachCommit(how, async (cut) => {
      const old = await openStore(node);
      const order = posOrder(old);
      must(await old.send(placedAt(old, order)));
      const { code } = must(await node.commands.createEnrollCode(old.storeId, true));
      const given = await cut(() => enrol(node, code, `key of ${old.storeId}`));
      expect(must(await enrol(node, code, `key of ${old.storeId}`))).toEqual(given);
      expect(Snapshot.parse(JSON.parse(given.snapshot ?? "")).orders).toMatchObject([{ order_id: order.order_id, look_first: true }]);
      expect((await nodesOf(old.storeId)).map((row) => row.is_present)).toEqual([false, true]);
      expect(await inForce(old.storeId)).toEqual([1, given.epoch]);
      expect(codeOf(await old.send(placedAt(old, posOrder(old))))).toBe("sync.fenced");
      expect(codeOf(await enrol(node, code, "somebody else's key"))).toBe("enroll.code_unknown");
    });
    expect(commits).toBeGreaterThan(0);
  });

  test("[K3] a revocation: the box changes nothing any more, and the second word says that there is none or takes it away", async () => {
    const old = await openStore(node);
    line.cutAt(1, how);
    await expect(node.commands.revokeBox(old.storeId)).rejects.toSatisfy(
      (error) => classifyDatabaseError(error)?.code === "service.unavailable",
    );
    const again = await node.commands.revokeBox(old.storeId);
    expect(again.ok || again.refusal.code === "enroll.no_box").toBe(true);
    expect(codeOf(await old.send(placedAt(old, posOrder(old))))).toBe("sync.fenced");
    const { code } = must(await node.commands.createEnrollCode(old.storeId, false));
    expect(must(await enrol(node, code, `after the theft of ${old.storeId}`)).epoch).toBeGreaterThan(old.epoch);
  });

  test("[J1] a join: the same one again, and no other disk is suspected", async () => {
    const commits = await atEachCommit(how, async (cut) => {
      const box = await openStore(node);
      const asked = box.joinRequest();
      const planned = await cut(() => box.ask(asked));
      if (!("join" in planned)) throw new Error(`the plan is ${planned.plan}`);
      const { join, inbox_chain, epoch_certificate, generation } = planned;
      const name = { number: join.number, nonce: asked.nonce };
      await box.joins.joined({ name, inbox_seq: asked.inbox.seq, inbox_chain, epoch_certificate, generation });
      box.joinToken = join.token;
      must(await box.send(placedAt(box, posOrder(box))));
      await box.join();
      expect(await rows("SELECT kind FROM exceptions WHERE store_id = $1", box.storeId)).toEqual([]);
    });
    expect(commits).toBeGreaterThan(0);
  });

  test("[K1] what an old disk has applied is handed in: it counts once", async () => {
    const commits = await atEachCommit(how, async (cut) => {
      const old = await openStore(node);
      const order = await placed(old, `a key of ${old.storeId}`);
      const handed = await disk(old, order);
      const { box } = await replaceBox(node, old.storeId, `key of ${old.storeId}`);
      const by = { node_id: box.nodeId, store_id: box.storeId, epoch: box.epoch };
      await cut(() => node.handIn(handed, by));
      expect(await orderNow(node, order.order_id)).toMatchObject({ handoff: "CONFIRMED", look_first: true });
      const confirmations = "SELECT FROM order_events WHERE store_id = $1 AND type = 'order.confirmed'";
      expect(await rows(confirmations, old.storeId)).toHaveLength(1);
    });
    expect(commits).toBeGreaterThan(0);
  });
});

/** What the disk had applied after the place at which the database was put back: the order's confirmation. */
async function disk({ storeId, nodeId, epoch, joins }: TestBox, order: Order): Promise<HandIn> {
  const [after] = await rows("SELECT inbox_head AS seq, inbox_chain AS chain FROM store_links WHERE store_id = $1", storeId);
  const { order_id } = order;
  const confirmed: InboxCommand = {
    kind: "order.confirmed",
    at: iso(node.time.ms),
    event_id: randomUUID(),
    order_id,
    order_seq: 1,
    status: "PLACED",
  };
  const [id, command] = [randomUUID(), JSON.stringify(confirmed)];
  const entry = { seq: after.seq + 1, id, chain: chainInbox(after.chain, id, command), command };
  return { store_id: storeId, node_id: nodeId, epoch, epoch_certificate: joins.cert, inbox: { after, entries: [entry], is_all: false } };
}
