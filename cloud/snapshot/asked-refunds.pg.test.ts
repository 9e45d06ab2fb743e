/** What headquarters has asked a store to refund, as the store's next box is handed it. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { refundOf } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNode, must, openStore, operatorBy, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { replaceBox } from "../replaced-box.test-fixture.ts";
import { life, paid, posOrder } from "../store-events.test-fixture.ts";

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

test("[K1] of two that are asked for with the same words, the one that a refund names is answered, and a refund that answers none leaves both", async () => {
  const old = await openStore(node);
  const order = posOrder(old);
  must(await old.send(...life(old, order)));
  const ask = async (key: string) => {
    const asked = { amount_cents: cents(100), reason: "cold", without_cancelling: false };
    return must(await node.commands.refund(order.order_id, asked, key, operatorBy)).request_id;
  };
  const [first, second] = [await ask("a"), await ask("b")];
  const tender = paid(old, order.order_id, order.total_cents);
  if (tender.type !== "payment.captured") throw new Error("a tender is a capture");
  const refund = (request_id: string | null): EdgeEvent => ({
    ...{ event_id: randomUUID(), store_id: old.storeId, at: tender.at, actor: tender.actor, type: "refund.succeeded" },
    ...{ order_id: order.order_id, request_id },
    refund: refundOf(tender.payment, 50, { refund_id: randomUUID(), order_id: order.order_id, store_id: old.storeId, reason: "cold" }),
  });
  must(await old.send(refund(null), refund(second)));
  const { snapshot } = await replaceBox(node, old.storeId, "key-two");
  expect(snapshot.refund_requests.map(({ request_id }) => request_id)).toEqual([first]);
});
