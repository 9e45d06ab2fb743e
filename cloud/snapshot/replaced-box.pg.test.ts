/** A store's next box: what it is handed, on a real Postgres, and what becomes of the box before. */
import { randomUUID } from "node:crypto";
import type { DrawerMovement } from "@crema/shared/domain/drawer/drawer";
import { openDrawer } from "@crema/shared/domain/drawer/drawer-spec.test-fixture";
import type { EventRequest } from "@crema/shared/domain/event-envelope";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { iso } from "@crema/shared/domain/kernel/clock";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { cents } from "@crema/shared/domain/kernel/money";
import { ana } from "@crema/shared/domain/order/order.test-fixture";
import { systemRandomBytes } from "@crema/shared/server/system";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBoxSessions } from "../auth/box-session.ts";
import {
  codeOf,
  createTestNode,
  enrol,
  guestBy,
  must,
  openStore,
  operatorBy,
  orderNow,
  placed,
  START_MS,
  type TestBox,
  type TestNode,
} from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { importEpochs } from "../register/import-epochs.ts";
import { replaceBox } from "../replaced-box.test-fixture.ts";
import { accepted, choiceSoldOut, life, paid, placedAt, posOrder, soldOut, step } from "../store-events.test-fixture.ts";

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
});
afterAll(() => db.drop());

const newId = createIdSource({ now: () => START_MS, monotonic: () => START_MS }, systemRandomBytes);
const at = iso(START_MS);
const envelope = (box: TestBox) => ({ event_id: newId(), store_id: box.storeId, at, actor: ana });
const opened = (box: TestBox): Extract<EdgeEvent, { type: "drawer.opened" }> => ({
  ...envelope(box),
  type: "drawer.opened",
  session: { ...openDrawer(), store_id: box.storeId, session_id: randomUUID() },
});
const moved = (box: TestBox, session_id: string): Extract<EdgeEvent, { type: "drawer.moved" }> => {
  const movement: DrawerMovement = {
    movement_id: randomUUID(),
    store_id: box.storeId,
    session_id,
    kind: "PAID_OUT",
    amount_cents: cents(250),
    currency: "EUR",
    reason: "milk\u0000",
    actor: ana,
    at,
    business_day: "2026-05-04",
  };
  return { ...envelope(box), type: "drawer.moved", movement };
};
const requestOf = (key: string): EventRequest => ({ principal: "device:till", key, request_hash: "a".repeat(64) });
const fresh = (event: EdgeEvent, key: string): EdgeEvent => ({ ...event, event_id: newId(), request: requestOf(key) });

describe("a box is replaced", () => {
  test("[D8] a dead box is replaced by a code that says so, and the old one is fenced at its next word", async () => {
    const old = await openStore(node);
    expect(codeOf(await node.commands.createEnrollCode(old.storeId, false))).toBe("enroll.store_has_box");
    const { box } = await replaceBox(node, old.storeId, "second-key");
    expect([old.epoch, box.epoch]).toEqual([1, 2]);
    expect(codeOf(await old.send(placedAt(old, posOrder(old))))).toBe("sync.fenced");
    must(await box.send(placedAt(box, posOrder(box))));
  });

  test("[K1] an order that was confirmed and not known to be begun is to be looked at; one that was begun is not", async () => {
    const old = await openStore(node);
    const offered = await placed(old, "the-key-of-not-begun-1");
    must(await old.send(accepted(old, offered)));
    const begun = await placed(old, "the-key-of-begun-1");
    must(await old.send(accepted(old, begun), step(old, begun.order_id, "order.started", 2, "PLACED")));
    const waiting = await placed(old, "the-key-of-still-offered-1");
    const { snapshot, box } = await replaceBox(node, old.storeId, "key-2");
    const of = (id: string) => snapshot.orders.find((order) => order.order_id === id);
    expect(of(offered.order_id)).toMatchObject({ handoff: "CONFIRMED", authority: "edge", look_first: true, ticket_number: "A1" });
    expect(of(begun.order_id)).toMatchObject({ status: "IN_PROGRESS", look_first: false });
    expect((await orderNow(node, offered.order_id)).look_first).toBe(true);
    // Nobody has accepted it, so it is put before the new box, behind the place that the snapshot stands for.
    expect(of(waiting.order_id)).toBeUndefined();
    box.log.down = { ...box.log.down, inbox_seq: snapshot.inbox.seq, inbox_id: snapshot.inbox.id };
    expect(await box.receive()).toMatchObject([{ kind: "order.offered", order: { order_id: waiting.order_id } }]);
    must(await box.send(accepted(box, waiting)));
    expect(await orderNow(node, waiting.order_id)).toMatchObject({ handoff: "CONFIRMED", look_first: false });
    // What was found goes up as any other event.
    must(await box.send({ ...envelope(box), type: "order.looked", order_id: offered.order_id, made: false }));
    expect((await orderNow(node, offered.order_id)).look_first).toBe(false);
  });

  test("[K1] a cancellation that the box before has not answered is put to the new one", async () => {
    const old = await openStore(node);
    const order = await placed(old, "the-key-of-to-be-cancelled-1");
    must(await old.send(accepted(old, order)));
    expect(must(await node.commands.cancel(order.order_id, null, guestBy)).outcome).toBe("REQUESTED");
    const { box, snapshot } = await replaceBox(node, old.storeId, "key-c");
    box.log.down = { ...box.log.down, inbox_seq: snapshot.inbox.seq, inbox_id: snapshot.inbox.id };
    expect((await box.receive()).map((command) => command.kind)).toEqual(["order.cancel_requested"]);
  });

  test("[K1] money, drawer and what no Z covers go over, and what one covers does not", async () => {
    const old = await openStore(node);
    const drawer = opened(old);
    const movement = moved(old, drawer.session.session_id);
    const sold = posOrder(old);
    const open = posOrder(old);
    must(
      await old.send(
        drawer,
        movement,
        ...life(old, sold),
        placedAt(old, open),
        paid(old, open.order_id, 100),
        soldOut(old, "latte", true, 3),
        choiceSoldOut(old, "oat", true, 4),
      ),
    );
    const { snapshot } = await replaceBox(node, old.storeId, "key-m");
    expect(snapshot.uncovered.map((fact) => fact.kind)).toEqual(["MOVEMENT", "PAYMENT", "SALE", "PAYMENT"]);
    expect(snapshot.drawer).toMatchObject({
      session: { session_id: drawer.session.session_id, status: "OPEN" },
      movements: [movement.movement],
    });
    expect(snapshot.payments.map((payment) => payment.amount_cents).sort()).toEqual([100, sold.total_cents].sort());
    expect(snapshot.orders.map((order) => [order.order_id, order.status, order.look_first]).sort()).toEqual(
      [
        [sold.order_id, "COMPLETED", false],
        [open.order_id, "PLACED", true],
      ].sort(),
    );
    expect(snapshot.availability).toMatchObject({ revision: 4, sold_out_item_ids: ["latte"], sold_out_modifier_ids: ["oat"] });
    expect(snapshot.documents.map(({ kind, version }) => [kind, version])).toEqual([
      ["menu", 1],
      ["profile", 1],
    ]);
  });

  test("[K1] the tablets, and the requests that were answered, with what they made", async () => {
    const old = await openStore(node);
    const device = { device_id: randomUUID(), kind: "pos", name: "Till 1", token_hash: "f".repeat(64), paired_at: at } as const;
    const lost = { ...device, device_id: randomUUID(), token_hash: "e".repeat(64) };
    const order = posOrder(old);
    must(
      await old.send(
        { ...envelope(old), type: "device.paired", device },
        { ...envelope(old), type: "device.paired", device: lost },
        { ...envelope(old), type: "device.revoked", device_id: lost.device_id },
        fresh(placedAt(old, order), "place-1"),
        fresh(paid(old, order.order_id, 200), "pay-1"),
        fresh(step(old, order.order_id, "order.cancelled", 2, "PLACED"), "cancel-1"),
      ),
    );
    const { snapshot } = await replaceBox(node, old.storeId, "key-d");
    expect(snapshot.devices).toEqual([device]);
    expect(snapshot.requests.map(({ key, order_id, is_birth, facts }) => [key, order_id, is_birth, facts.length])).toEqual([
      ["place-1", order.order_id, true, 0],
      ["pay-1", order.order_id, false, 1],
      ["cancel-1", order.order_id, false, 1],
    ]);
  });

  test("[K1] a refund that headquarters has asked for and nobody has answered", async () => {
    const old = await openStore(node);
    const [asked, answered] = [posOrder(old), posOrder(old)];
    must(await old.send(...life(old, asked), ...life(old, answered)));
    const wish = { amount_cents: cents(100), reason: "cold", without_cancelling: false };
    const first = must(await node.commands.refund(asked.order_id, wish, "refund-1", operatorBy));
    const second = must(await node.commands.refund(answered.order_id, wish, "refund-2", operatorBy));
    must(
      await old.send({
        ...envelope(old),
        type: "refund.refused",
        order_id: answered.order_id,
        request_id: second.request_id,
        code: "staff",
        detail: "No.",
      }),
    );
    const { snapshot } = await replaceBox(node, old.storeId, "key-r");
    expect(snapshot.refund_requests).toMatchObject([
      { request_id: first.request_id, order_id: asked.order_id, amount_cents: 100, reason: "cold" },
    ]);
  });
});

describe("a code", () => {
  test("[D8] a response that was lost is given again, byte for byte, and counts as one enrolment", async () => {
    const old = await openStore(node);
    const { code } = must(await node.commands.createEnrollCode(old.storeId, true));
    const first = must(await enrol(node, code, "the-key"));
    must(await old.node.commands.publishMenu(old.storeId, null));
    expect(must(await enrol(node, code, "the-key"))).toEqual(first);
  });

  test("that was made to replace one box does not replace the next one, and is good once", async () => {
    const old = await openStore(node);
    const [first, second] = [
      must(await node.commands.createEnrollCode(old.storeId, true)),
      must(await node.commands.createEnrollCode(old.storeId, true)),
    ];
    must(await enrol(node, first.code, "one"));
    expect(codeOf(await enrol(node, first.code, "two"))).toBe("enroll.code_unknown");
    expect(codeOf(await enrol(node, second.code, "two"))).toBe("enroll.store_has_box");
  });

  test("of another store is refused to a disk that has a history, and stays good", async () => {
    const [here, there] = [await openStore(node), await openStore(node)];
    const { code } = must(await node.commands.createEnrollCode(there.storeId, true));
    const asked = { code, publicKey: "moved", protocolVersion: 6, storeId: here.storeId };
    expect(codeOf(await node.commands.enroll(asked))).toBe("enroll.foreign_store");
    must(await node.commands.enroll({ ...asked, storeId: there.storeId }));
  });

  test("is no use to a release that cannot go on from another box, and stays good", async () => {
    const old = await openStore(node);
    const { code } = must(await node.commands.createEnrollCode(old.storeId, true));
    const asked = { code, publicKey: "new", protocolVersion: null, storeId: null };
    expect(codeOf(await node.commands.enroll(asked))).toBe("enroll.box_too_old");
    must(await node.commands.enroll({ ...asked, protocolVersion: 6 }));
  });
});

describe("the register", () => {
  test("[K1] gives no number twice, also where the database has forgotten one", async () => {
    const old = await openStore(node);
    // As after a set-back: the register knows a box of which the database has never heard.
    await node.register.reserve(old.storeId, { number: 2, kind: "ENROLLED", node_id: randomUUID(), at });
    const { box } = await replaceBox(node, old.storeId, "third");
    expect(box.epoch).toBe(3);
    const entries = await node.register.entriesOf(old.storeId);
    expect(entries.map(({ number, in_force }) => [number, in_force])).toEqual([
      [1, true],
      [2, false],
      [3, true],
    ]);
  });

  test("[K1] a node that dies between the commit and the register: the same key gets the same response, and the next start puts it in force", async () => {
    const [one, two] = [await openStore(node), await openStore(node)];
    const codes = [];
    for (const { storeId } of [one, two]) codes.push(must(await node.commands.createEnrollCode(storeId, true)).code);
    const [first = "", second = ""] = codes;
    node.register.diesBeforeInForce = true;
    try {
      expect(codeOf(await enrol(node, first, "unheard"))).toBe("enroll.register_away");
      expect(codeOf(await enrol(node, second, "unheard-too"))).toBe("enroll.register_away");
    } finally {
      node.register.diesBeforeInForce = false;
    }
    const inForce = async (storeId: string) => (await node.register.entriesOf(storeId)).map((entry) => entry.in_force);
    expect([await inForce(one.storeId), await inForce(two.storeId)]).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(must(await enrol(node, first, "unheard")).epoch).toBe(2);
    await importEpochs(node.database.pool, node.register);
    expect([await inForce(one.storeId), await inForce(two.storeId)]).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  test("that is away: no box is enrolled or revoked, and everything else goes on", async () => {
    const old = await openStore(node);
    const { code } = must(await node.commands.createEnrollCode(old.storeId, true));
    node.register.isAway = true;
    try {
      expect(codeOf(await enrol(node, code, "x"))).toBe("enroll.register_away");
      expect(codeOf(await node.commands.revokeBox(old.storeId))).toBe("enroll.register_away");
      must(await old.send(placedAt(old, posOrder(old))));
    } finally {
      node.register.isAway = false;
    }
    must(await enrol(node, code, "x"));
  });
});

test("[K3] a stolen box is revoked: it changes nothing any more, the store has none, and the next one goes on", async () => {
  const old = await openStore(node);
  const order = posOrder(old);
  must(await old.send(placedAt(old, order)));
  expect(must(await node.commands.revokeBox(old.storeId))).toEqual({ node_id: old.nodeId, epoch: 1 });
  expect(codeOf(await node.commands.revokeBox(old.storeId))).toBe("enroll.no_box");
  expect(codeOf(await old.send(step(old, order.order_id, "order.started", 2, "PLACED")))).toBe("sync.fenced");
  const boxes = createBoxSessions(node.database.pool, systemRandomBytes, { verify: async () => null });
  expect(codeOf(await boxes.open(old.nodeId, await boxes.challenge(old.nodeId), "x"))).toBe("sync.challenge_failed");
  expect(await node.queries.isOnline(old.storeId)).toBe(false);
  const { code } = must(await node.commands.createEnrollCode(old.storeId, false));
  const next = must(await enrol(node, code, "after-the-theft"));
  expect(next).toMatchObject({ epoch: 3, snapshot: expect.stringContaining(order.order_id) });
});
