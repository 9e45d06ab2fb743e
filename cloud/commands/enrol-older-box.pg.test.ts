/** A box of an older release in the place of another one: never where it would misread what that one has done (L8). */
import { randomUUID } from "node:crypto";
import { openDrawer } from "@crema/shared/domain/drawer/drawer-spec.test-fixture";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, createTestNode, must, openStore, START_MS, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { placedAt, posOrder, step } from "../store-events.test-fixture.ts";

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

test("[L8] no older release follows a box of this one", async () => {
  const box = await openStore(node);
  must(await box.send());
  const { code } = must(await node.commands.createEnrollCode(box.storeId, true));
  const asked = { code, publicKey: "older", protocolVersion: 5, storeId: null };
  expect(codeOf(await node.commands.enroll(asked))).toBe("enroll.box_too_old");
});

test("[L8] the next box of an older release is told of no voids, which it cannot read; one of this release is", async () => {
  const kinds = async (protocolVersion: number) => {
    const box = await openStore(node);
    const order = posOrder(box);
    must(await box.send(placedAt(box, order), step(box, order.order_id, "order.cancelled", 2, "PLACED")));
    await box.wasHeardAs(5);
    const { code } = must(await node.commands.createEnrollCode(box.storeId, true));
    const { snapshot } = must(await node.commands.enroll({ code, publicKey: `next-${protocolVersion}`, protocolVersion, storeId: null }));
    const { uncovered } = JSON.parse(snapshot ?? "") as { uncovered: { kind: string }[] };
    return uncovered.map(({ kind }) => kind);
  };
  expect([await kinds(5), await kinds(6)]).toEqual([[], ["VOID"]]);
});
