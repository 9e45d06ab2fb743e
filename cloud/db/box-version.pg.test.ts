import { randomUUID } from "node:crypto";
import { ok } from "@crema/shared/domain/kernel/errors";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, openStore, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "./database.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const confirmed = (look_first?: true): InboxCommand => ({
  kind: "order.confirmed",
  at: "2026-05-04T08:00:00.000Z",
  event_id: randomUUID(),
  order_id: randomUUID(),
  order_seq: 2,
  status: "PLACED",
  ...(look_first && { look_first }),
});

test("[L8] a command that the store's box would not read is in no inbox: the commit fails and names both versions", async () => {
  const box = await openStore(node);
  const { storeId } = box;
  // Upgraded cloud first: the box has never joined.
  await db.database.pool.query("UPDATE store_links SET join_number = 0 WHERE store_id = $1", [storeId]);
  await box.deliver({ ...box.batch(), protocol_version: 4, join_token: null });
  const send = (command: InboxCommand) =>
    node.executor.execute(async (unit) => {
      await unit.lockLink(storeId);
      unit.appendInbox(command);
      return ok(null);
    });
  const commands = async () => (await db.database.pool.query("SELECT 1 FROM store_inbox WHERE store_id = $1", [storeId])).rowCount;
  await expect(send(confirmed(true))).rejects.toThrow(`a command for ${storeId} needs version 5 of the wire, and its box speaks 4`);
  expect(await commands()).toBe(0);
  expect((await send(confirmed())).ok).toBe(true);
  expect(await commands()).toBe(1);
});
