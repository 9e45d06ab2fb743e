/** A box of a release before drawers of tills in the place of one that has some open: their cash would be in no count. */
import { randomUUID } from "node:crypto";
import { openDrawer } from "@crema/shared/domain/drawer/drawer-spec.test-fixture";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createTestNode, must, openStore, START_MS, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

test("[L8] an older release is refused while a till's drawer is open, and the code stays good for the present one", async () => {
  const box = await openStore(node);
  const at = new Date(START_MS).toISOString();
  const till = { device_id: randomUUID(), name: "Till 2" };
  const session = { ...openDrawer(), store_id: box.storeId, till };
  must(await box.send({ event_id: randomUUID(), store_id: box.storeId, at, actor: ana, type: "drawer.opened", session }));
  const { code } = must(await node.commands.createEnrollCode(box.storeId, true));
  const asked = { code, publicKey: "another", storeId: null };
  expect(codeOf(await node.commands.enroll({ ...asked, protocolVersion: 5 }))).toBe("enroll.box_too_old");
  must(await node.commands.enroll({ ...asked, protocolVersion: 6 }));
});
