/** Which entries of the inbox stand after a rebuild, and what goes above them. */
import { randomUUID } from "node:crypto";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { chainInbox } from "@crema/sync/protocol/inbox-chain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore, placed, type TestNode } from "../../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import { rebuildStore } from "./rebuild.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

test.each([
  ["has applied nothing since", false],
  ["has applied more since", true],
])("[K4] what was told since at the place that a box was enrolled with goes above it, where the box %s", async (_, hasMore) => {
  const box = await openStore(node);
  // Offered since the database was put back, at the very number that the box's enrolment stands for.
  const own = await placed(box, "offered since it was put back");
  const enrolledAt = { seq: 1, id: randomUUID(), chain: "d".repeat(64) };
  const command: InboxCommand = {
    kind: "order.confirmed",
    at: iso(node.time.ms),
    event_id: randomUUID(),
    order_id: own.order_id,
    order_seq: 1,
    status: "PLACED",
  };
  const [id, text] = [randomUUID(), JSON.stringify(command)];
  const entries = hasMore ? [{ seq: 2, id, chain: chainInbox(enrolledAt.chain, id, text), command: text }] : [];
  const last = entries[0] ?? enrolledAt;
  const rebuilt = must(
    await node.executor.execute(async (unit) => {
      await unit.lockLink(box.storeId);
      const run = { after: { seq: 1, chain: null }, entries, is_all: true };
      const inbox = { seq: last.seq, id: last.id, chain: last.chain };
      return rebuildStore(unit, box.storeId, run, { inbox, begun_at: iso(0), documents: { menu: null, profile: null } });
    }),
  );
  expect(rebuilt).toMatchObject({ kind: "rebuilt", back: { inbox_entries: entries.length } });
  const rows = await db.database.pool.query<{ seq: number; id: string; chain: string }>(
    "SELECT seq, id, chain FROM store_inbox WHERE store_id = $1 ORDER BY seq",
    [box.storeId],
  );
  expect(rows.rows.slice(0, -1)).toEqual([{ seq: last.seq, id: last.id, chain: last.chain }]);
  expect(rows.rows.at(-1)?.seq).toBe(last.seq + 1);
  box.log.down = { ...box.log.down, inbox_seq: last.seq, inbox_id: last.id };
  expect(await box.receive()).toMatchObject([{ kind: "order.offered", order: { order_id: own.order_id } }]);
});
