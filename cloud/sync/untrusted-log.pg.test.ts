import { randomUUID } from "node:crypto";
import { EdgeEvent, type EventOf } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { PricedOrder } from "@crema/shared/domain/order/order";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf, createTestNode, must, openStore, operatorBy, orderNow, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { life, paid, placedAt, posOrder } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const rows = async <T>(text: string, ...values: unknown[]): Promise<T[]> => (await db.database.pool.query(text, values)).rows as T[];
const raised = async (box: TestBox) =>
  (await rows<{ kind: string }>("SELECT kind FROM exceptions WHERE store_id = $1 ORDER BY raised_at, exception_id", box.storeId)).map(
    (row) => row.kind,
  );
const refusedEvents = async (box: TestBox) =>
  (await rows<{ code: string }>("SELECT code FROM quarantine WHERE store_id = $1 ORDER BY seq", box.storeId)).map((row) => row.code);
const known = (box: TestBox) => rows("SELECT last_seq, last_hash FROM store_links WHERE store_id = $1", box.storeId);

describe("a log that does not fit", () => {
  test("[U5] another hash at a known place: conflict kept, one exception, nothing overwritten, offers stop", async () => {
    const box = await openStore(node);
    must(await box.send(...life(box, posOrder(box))));
    const clone = box.log.copy();
    const before = await known(box);
    box.log.entries = clone.entries.slice(0, 3);
    box.log.ackedSeq = 3;
    const events = life(box, posOrder(box));
    expect(codeOf(await box.send(...events))).toBe("sync.conflict");
    expect(codeOf(await box.send())).toBe("sync.conflict");
    expect(await known(box)).toEqual(before);
    expect(await rows("SELECT conflict LIKE 'Event%' AS is_told FROM store_links WHERE store_id = $1", box.storeId)).toEqual([
      { is_told: true },
    ]);
    expect(await raised(box)).toEqual(["sync.conflict"]);
    expect(await node.queries.isOnline(box.storeId)).toBe(false);
  });

  test("[U5] a batch that was garbled on its way: once a person has looked, the store is online again; what does not fit is raised again", async () => {
    const box = await openStore(node);
    box.log.append(...life(box, posOrder(box)));
    const batch = box.batch();
    const [first] = batch.events;
    const garbled = { ...batch, events: [{ ...(first as NonNullable<typeof first>), body: "{}" }] };
    const isOnline = () => node.queries.isOnline(box.storeId);
    for (let times = 0; times < 2; times++) {
      expect(codeOf(await box.deliver(garbled))).toBe("sync.conflict");
      must(await box.send());
      expect(await isOnline()).toBe(false);
      expect(must(await node.commands.resolveConflict(box.storeId, operatorBy)).resolved).toContain("Event 1");
      expect(await isOnline()).toBe(true);
    }
    expect(await raised(box)).toEqual(["sync.conflict", "sync.conflict"]);
    expect(must(await node.commands.resolveConflict(box.storeId, operatorBy))).toEqual({ resolved: null });
    expect(codeOf(await node.commands.resolveConflict("nowhere", operatorBy))).toBe("store.not_found");
  });
});

describe("a box in the wrong hands", () => {
  test("puts no order into a customer's list, and no provider's money into the books", async () => {
    const box = await openStore(node);
    const victim = randomUUID();
    const [order, own] = [posOrder(box, { user_id: victim }), posOrder(box)];
    must(
      await box.send(
        placedAt(box, order),
        placedAt(box, own),
        paid(box, own.order_id, 900, { provider: "stripe", provider_ref: "ch_1" }),
        paid(box, own.order_id, 900, { provider: "stripe", provider_ref: "ch_1" }),
        paid(box, own.order_id, 900),
      ),
    );
    expect(await node.queries.ordersOfUser(victim, null, 10)).toEqual([]);
    expect(await refusedEvents(box)).toEqual(["order.invalid_transition", "request.invalid", "request.invalid"]);
    expect(await orderNow(node, own.order_id)).toMatchObject({ paid_cents: 900 });
  });

  test("changes no order to a price that contradicts itself, nor to one in another currency", async () => {
    const box = await openStore(node);
    const contradictions: readonly Partial<PricedOrder>[] = [
      { total_cents: cents(1) },
      { subtotal_cents: cents(901) },
      { tax_cents: cents(0) },
      { discount_cents: cents(900) },
      { currency: "USD" },
    ];
    for (const wrong of contradictions) {
      const order = posOrder(box);
      const priced = PricedOrder.parse(order);
      const { order: _order, ...envelope } = placedAt(box, order) as EventOf<"order.placed">;
      const change = (type: "order.amended" | "order.discounted", of: PricedOrder) =>
        EdgeEvent.parse({
          ...{ ...envelope, event_id: randomUUID(), type, amendment: 1, priced: of },
          ...{ reason: "cold", discount_cents: 0 },
        });
      must(await box.send(placedAt(box, order), change("order.amended", priced), change("order.discounted", { ...priced, ...wrong })));
      const other = posOrder(box);
      const amended = change("order.amended", { ...priced, ...wrong });
      must(await box.send(placedAt(box, other), { ...amended, order_id: other.order_id } as EdgeEvent));
      for (const { order_id } of [order, other])
        expect(await orderNow(node, order_id)).toMatchObject({
          ...{ currency: "EUR", subtotal_cents: 900, discount_cents: 0, tax_cents: 82, total_cents: 900 },
          amendments: order_id === order.order_id ? 1 : 0,
        });
    }
    expect(await refusedEvents(box)).toEqual(contradictions.flatMap(() => ["request.invalid", "request.invalid"]));
  });

  test("places no order at a price that contradicts itself, nor in another currency than the store's; its money and what follows count", async () => {
    const box = await openStore(node);
    const contradictions: readonly Partial<PricedOrder>[] = [
      { total_cents: cents(1) },
      { subtotal_cents: cents(901) },
      { tax_cents: cents(0) },
      { discount_cents: cents(900) },
      { currency: "USD" },
    ];
    for (const wrong of contradictions) {
      const [order, next] = [posOrder(box, wrong), posOrder(box)];
      const [, begun] = life(box, order);
      must(await box.send(placedAt(box, order), begun as EdgeEvent, paid(box, order.order_id, 900), placedAt(box, next)));
      expect(await rows("SELECT order_id FROM orders WHERE order_id = $1", order.order_id)).toEqual([]);
      expect(await rows("SELECT order_id FROM payments WHERE order_id = $1", order.order_id)).toHaveLength(1);
      expect((await orderNow(node, next.order_id)).total_cents).toBe(900);
    }
    expect(await refusedEvents(box)).toEqual(contradictions.flatMap(() => ["request.invalid", "event.waits"]));
    // Priced with a profile that a database which was put back has forgotten: nothing here contradicts it.
    const forgotten = posOrder(box, { currency: "USD", profile_version: 99 });
    must(await box.send(placedAt(box, forgotten)));
    expect((await orderNow(node, forgotten.order_id)).currency).toBe("USD");
  });

  test("cannot pass another store's order off under the same id in capitals, nor stop its own log by that", async () => {
    const [mine, theirs] = [await openStore(node), await openStore(node)];
    const [order, own] = [posOrder(theirs), posOrder(mine)];
    must(await theirs.send(placedAt(theirs, order)));
    const capitals = order.order_id.toUpperCase();
    const first = placedAt(mine, own);
    must(await mine.send(placedAt(mine, posOrder(mine, { order_id: capitals })), first));
    must(await mine.send({ ...first, event_id: first.event_id.toUpperCase() }));
    expect(await rows("SELECT store_id FROM orders WHERE order_id = $1", order.order_id)).toEqual([{ store_id: theirs.storeId }]);
    expect(await refusedEvents(mine)).toEqual(["order.not_found"]);
  });
});
