/**
 * [M1] A node's reading or call takes longer than its lease, and others go on meanwhile: a new key follows only from a reading that began
 * after the old one had come to nothing, and a node ends no lease but its own.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTestNode, espressos, guestBy, must } from "@crema/cloud/cloud-node.test-fixture";
import { claimDue, PATIENT, URGENT } from "@crema/cloud/payments/operations/claim";
import type { ClaimedOperation, PaymentDeps } from "@crema/cloud/payments/operations/operation";
import { carryOut } from "@crema/cloud/payments/operations/worker";
import type { PaymentProvider } from "@crema/cloud/payments/provider";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { gateOf } from "./gate.ts";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-lost-leases-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});
beforeEach(async () => {
  rig.line.setMode("up");
  store = new OnlineStore(rig, await rig.store());
});

const REFUSED = { kind: "refused", code: "charge_disputed", message: "no" } as const;
const BROKEN = { kind: "server_error", replayed: false } as const;
const BROKEN_AGAIN = { kind: "server_error", replayed: true } as const;

const passLease = () => (rig.node.time.ms += 16_000);
const by = (claimed: ClaimedOperation, changes: Partial<PaymentProvider>) =>
  carryOut({ ...rig.deps, provider: { ...rig.provider, ...changes } }, claimed);

/** Takes what is due of the order; null: nothing is, or another node has it. */
async function dueOf({ order_id }: Pick<Paid, "order_id">): Promise<ClaimedOperation | null> {
  const due = await claimDue(rig.deps, [...URGENT, ...PATIENT], 20);
  return due.find((claimed) => claimed.order_id === order_id) ?? null;
}

async function take(order: Pick<Paid, "order_id">): Promise<ClaimedOperation> {
  const taken = await dueOf(order);
  if (!taken) throw new Error("nothing is due, or another node has it");
  return taken;
}

async function toRefund(): Promise<Paid> {
  const order = await store.paid();
  must(await store.headquartersRefunds(order, 200, `a refund of ${order.order_id}`));
  return order;
}

/** The provider says again that it has failed under the first key, so that the next try reads first. */
async function toReadFirst(): Promise<Paid> {
  const order = await toRefund();
  await by(await take(order), { refund: async () => BROKEN });
  rig.node.time.ms += 1_000;
  await by(await take(order), { refund: async () => BROKEN_AGAIN });
  rig.node.time.ms += 1_000;
  return order;
}

/** It has read, and what it has read comes only once the gate opens. */
function slowlyReading() {
  const [read, gate] = [gateOf(), gateOf()];
  const readIntent: PaymentProvider["readIntent"] = async (...asked) => {
    const seen = await rig.provider.readIntent(...asked);
    read.resolve();
    await gate.promise;
    return seen;
  };
  return { readIntent, hasRead: read.promise, go: gate.resolve };
}

async function isRefundedOnce(order: Paid): Promise<void> {
  for (let round = 0; round < 3; round += 1) await rig.later(61);
  expect(rig.books(order.intent_id)).toMatchObject({ refunded_cents: 200 });
  expect((await rig.money(order.order_id)).refunds).toMatchObject([{ status: "SUCCEEDED", amount_cents: 200 }]);
}

test("a reading that began before another node's call gives no further key: the money is given back once", async () => {
  const order = await toReadFirst();
  const [early, late] = [slowlyReading(), slowlyReading()];
  const refund: PaymentProvider["refund"] = async (...asked) => {
    await rig.provider.refund(...asked);
    return BROKEN;
  };
  const first = by(await take(order), { readIntent: early.readIntent, refund });
  passLease();
  const second = by(await take(order), { readIntent: late.readIntent });
  await late.hasRead;
  early.go();
  await first;
  rig.node.time.ms += 1_500;
  await by(await take(order), { refund: async () => BROKEN_AGAIN });
  late.go();
  await second;
  await isRefundedOnce(order);
});

test("a reading that began before the key had come to nothing gives no further key either", async () => {
  const order = await toRefund();
  const call = gateOf();
  const calling = by(await take(order), {
    refund: async (...asked) => {
      await call.promise;
      await rig.provider.refund(...asked);
      return BROKEN_AGAIN;
    },
  });
  // The key is old by now, so that the next node reads, though nobody has heard of the call.
  rig.node.time.ms += 21 * 3_600_000;
  const slow = slowlyReading();
  const reading = by(await take(order), { readIntent: slow.readIntent });
  await slow.hasRead;
  call.resolve();
  await calling;
  slow.go();
  await reading;
  await isRefundedOnce(order);
});

test("what an older key has come to, heard of late, proves nothing of the call under the present one", async () => {
  const order = await toRefund();
  const [late, call] = [gateOf(), gateOf()];
  const first = by(await take(order), { refund: async () => late.promise.then(() => REFUSED) });
  passLease();
  await by(await take(order), { refund: async () => REFUSED });
  passLease();
  const called = gateOf();
  const third = by(await take(order), {
    refund: async (...asked) => {
      called.resolve();
      await call.promise;
      return rig.provider.refund(...asked);
    },
  });
  await called.promise;
  late.resolve();
  await first;
  passLease();
  const fourth = await dueOf(order);
  if (fourth) await by(fourth, {});
  call.resolve();
  await third;
  await isRefundedOnce(order);
});

test("an outcome that comes late leaves the lease of the node that has it by now", async () => {
  const order = await toRefund();
  const [late, call] = [gateOf(), gateOf()];
  const first = by(await take(order), { refund: async () => late.promise.then(() => BROKEN) });
  passLease();
  const second = by(await take(order), { refund: async (...asked) => call.promise.then(() => rig.provider.refund(...asked)) });
  late.resolve();
  await first;
  rig.node.time.ms += 2_000;
  expect(await dueOf(order)).toBeNull();
  call.resolve();
  await second;
  await isRefundedOnce(order);
});

test("a node whose reading took longer than its lease has another for its call", async () => {
  const order = await toReadFirst();
  const slow = slowlyReading();
  const [called, call] = [gateOf(), gateOf()];
  const refunding = by(await take(order), {
    readIntent: slow.readIntent,
    refund: async (...asked) => {
      called.resolve();
      await call.promise;
      return rig.provider.refund(...asked);
    },
  });
  await slow.hasRead;
  passLease();
  slow.go();
  await called.promise;
  expect(await dueOf(order)).toBeNull();
  call.resolve();
  await refunding;
  await isRefundedOnce(order);
});

test("a node that dawdles after its reading makes no call beside that of the node that has gone on", async () => {
  const order = await toReadFirst();
  const [applied, go] = [gateOf(), gateOf()];
  const executor: PaymentDeps["executor"] = {
    ...rig.deps.executor,
    execute: async (...asked) => {
      const done = await rig.deps.executor.execute(...asked);
      applied.resolve();
      await go.promise;
      return done;
    },
  };
  const keys: string[] = [];
  const refund: PaymentProvider["refund"] = async (asked, key) => {
    keys.push(key);
    return rig.provider.refund(asked, key);
  };
  const dawdling = carryOut({ ...rig.deps, executor, provider: { ...rig.provider, refund } }, await take(order));
  await applied.promise;
  passLease();
  const [called, call] = [gateOf(), gateOf()];
  const calling = by(await take(order), {
    refund: async (...asked) => {
      called.resolve();
      await call.promise;
      return refund(...asked);
    },
  });
  await called.promise;
  go.resolve();
  await dawdling;
  expect(keys).toEqual([]);
  expect(await dueOf(order)).toBeNull();
  call.resolve();
  await calling;
  await isRefundedOnce(order);
});

test("a creation that two nodes are to try anew is tried under one new key", async () => {
  const createIntent = async () => Promise.reject(new Error("the node dies"));
  const dying = createTestNode(rig.node.database, rig.node.time, { ...rig.provider, createIntent });
  const placing = dying.commands.place(espressos(store.box.storeId, { payment_method: "ONLINE" }), randomUUID(), guestBy);
  await expect(placing).rejects.toThrow("the node dies");
  const found = await rig.node.database.pool.query<Pick<Paid, "order_id">>("SELECT order_id FROM orders WHERE store_id = $1", [
    store.box.storeId,
  ]);
  const order = found.rows[0] ?? { order_id: "none" };
  passLease();
  await by(await take(order), { createIntent: async () => ({ kind: "key_used", message: "no" }) });
  rig.node.time.ms += 1_000;

  const keys: string[] = [];
  const create: PaymentProvider["createIntent"] = async (asked, key) => {
    keys.push(key);
    return rig.provider.createIntent(asked, key);
  };
  const [called, gate] = [gateOf(), gateOf()];
  const slow = await take(order);
  passLease();
  const quick = await take(order);
  const creating = by(quick, {
    createIntent: async (...asked) => {
      called.resolve();
      await gate.promise;
      return create(...asked);
    },
  });
  await called.promise;
  await by(slow, { createIntent: create });
  gate.resolve();
  await creating;
  expect(keys).toMatchObject([expect.stringMatching(/:2$/)]);
  expect((await rig.money(order.order_id)).payment.intent_id).not.toBeNull();
});
