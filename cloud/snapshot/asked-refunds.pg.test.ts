/** What headquarters has asked a store to refund, as the store's next box is handed it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore, operatorBy, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { replaceBox } from "../replaced-box.test-fixture.ts";
import { life, posOrder } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

test("[K1] a refund that was asked for by line is handed over with its lines", async () => {
  const old = await openStore(node);
  const asked = posOrder(old);
  must(await old.send(...life(old, asked)));
  const lines = [{ line_id: asked.lines[0]?.line_id ?? "", qty: 1 }];
  must(
    await node.commands.refund(
      asked.order_id,
      { amount_cents: null, lines, reason: "cold", without_cancelling: false },
      "refund-l",
      operatorBy,
    ),
  );
  const { snapshot } = await replaceBox(node, old.storeId, "key-l");
  expect(snapshot.refund_requests).toMatchObject([{ order_id: asked.order_id, lines }]);
});
