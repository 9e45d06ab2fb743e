/**
 * A question about a line of an order that was paid online, over the real sync, with the payment sandbox: outages between question and
 * answer, a power cut at each commit, a cloud that is put back, and the store's next box. It is settled once, and given back once.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderView } from "@crema/shared/domain/order/order";
import type { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { sdk } from "@crema/tools/dev/stripe-sandbox/sandbox.test-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { cutAtCommit } from "../world/cut-at-commit.ts";
import { replaceBox } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { World } from "../world/world.ts";
import { WorldSandbox } from "./world-payments.ts";

const PATIENCE_MS = 120_000;

let sandbox: WorldSandbox;
beforeAll(async () => {
  sandbox = await WorldSandbox.open();
});
afterAll(() => sandbox.close());

/** `isReplaced`: the logs of two boxes are not compared as one. */
async function inStore(ownPostgres: boolean, work: (world: World) => Promise<void>, isReplaced = false): Promise<void> {
  const { payments } = sandbox.payments();
  const world = await World.create({ ownPostgres, payments });
  let left: string[] = [];
  try {
    await work(world);
    await world.quiet();
    if (!isReplaced) await world.check();
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

interface Paid {
  readonly orderId: string;
  readonly intentId: string;
}

/** Two espressos, 5.00, paid in the app and handed to the store. */
async function paid(world: World): Promise<Paid> {
  const { app, storeAt } = world;
  const order = await app.place(storeAt.id, { payment_method: "ONLINE" });
  const { order_id } = order;
  const intentId = await sandbox.pay(world, order);
  await world.until("confirmed", async () => (await storeAt.till.order(order_id))?.handoff === "CONFIRMED");
  return { orderId: order_id, intentId };
}

const atStore = async (world: World, { orderId }: Paid): Promise<OrderView> => {
  const order = await world.storeAt.till.order(orderId);
  if (!order) throw new Error("the store does not have it");
  return order;
};
const inApp = (world: World, { orderId }: Paid): Promise<OrderResponse> => world.app.order(orderId);

/** One of the two cannot be made. */
async function ask(world: World, of: Paid) {
  const order = await atStore(world, of);
  const body = {
    ...{ line_id: order.lines[0]?.line_id, qty: 1, options: [] },
    shown: { amendments: order.amendments, total_cents: order.total_cents },
  };
  return world.storeAt.till.call<OrderView>("POST", `/v1/orders/${of.orderId}/question`, body);
}

async function seen(world: World, of: Paid): Promise<string> {
  await world.until("the app shows the question", async () => (await inApp(world, of)).question !== null);
  return (await inApp(world, of)).question?.question_id ?? "";
}

const choose = ({ app }: World, { orderId }: Paid, question_id: string, choice: SubstituteChoice) =>
  app.call<OrderResponse>("POST", `/v1/orders/${orderId}/question/choice`, app.tokenOf(orderId), { question_id, choice });

/** Settled once, and what was paid above the total is given back once. */
async function endsWith(world: World, of: Paid, settled_by: "CUSTOMER" | "TIME"): Promise<void> {
  await world.until("given back", async () => {
    const order = await inApp(world, of);
    return order.question === null && order.balance_cents === 0 && order.refund_state === "NONE";
  });
  await world.until("the store knows what is paid", async () => (await atStore(world, of)).paid_cents === 250);
  for (const order of [await inApp(world, of), await atStore(world, of)])
    expect(order).toMatchObject({
      ...{ status: "PAID", total_cents: 250, paid_cents: 250, refunded_cents: 0, amendments: 1 },
      settled_questions: [{ choice: { kind: "REMOVE" }, settled_by }],
    });
  const refunds = (await world.time.pump(sdk(sandbox.sandbox).refunds.list({ payment_intent: of.intentId }))).data;
  expect(refunds.map(({ amount, status }) => [amount, status])).toEqual([[250, "succeeded"]]);
}

describe("an outage between the question and the answer", () => {
  test.each([
    ["the line is back in time: the wish settles it", 60_000, "CUSTOMER"],
    ["the line is back too late: the clock has settled it, and the customer sees that", 400_000, "TIME"],
  ] as const)("%s", { timeout: PATIENCE_MS }, async (_what, outageMs, settledBy) => {
    await inStore(false, async (world) => {
      const order = await paid(world);
      done(await ask(world, order));
      const question = await seen(world, order);
      world.storeAt.line.set("blackhole");
      expect((await choose(world, order, question, { kind: "REMOVE" })).status).toBe(200);
      expect((await choose(world, order, question, { kind: "REMOVE" })).status).toBe(200);
      expect((await inApp(world, order)).question).toMatchObject({ chosen: { kind: "REMOVE" } });
      expect((await atStore(world, order)).question).toMatchObject({ chosen: null });
      await world.pass(outageMs);
      world.storeAt.line.calm();
      await endsWith(world, order, settledBy);
      expect((await choose(world, order, question, { kind: "CANCEL" })).code).toBe("order.question_closed");
    });
  });
});

test.each(casesOf([1, 2, 3, 4, 5, 6, 7, 8], 2))(
  "the power is cut at commit %i after the question: settled once",
  { timeout: PATIENCE_MS },
  async (nth) => {
    await inStore(false, async (world) => {
      const order = await paid(world);
      done(await ask(world, order));
      const question = await seen(world, order);
      const rest = async () => {
        expect((await choose(world, order, question, { kind: "REMOVE" })).status).toBe(200);
        await world.pass(5_000);
      };
      await cutAtCommit(world, world.storeAt.box, nth, rest());
      await endsWith(world, order, "CUSTOMER");
    });
  },
);

test("the power is cut at the very commit of the question: it is asked once, or not at all", { timeout: PATIENCE_MS }, async () => {
  await inStore(false, async (world) => {
    const order = await paid(world);
    const asked = ask(world, order).then(
      () => true,
      () => false,
    );
    await cutAtCommit(world, world.storeAt.box, 1, asked);
    if ((await atStore(world, order)).question === null) done(await ask(world, order));
    expect((await ask(world, order)).code).toBe("order.question_open");
    await choose(world, order, await seen(world, order), { kind: "REMOVE" });
    await endsWith(world, order, "CUSTOMER");
  });
});

describe("a cloud that is put back", () => {
  test("to before the wish, which the store had not heard: the question is open again, and answered again", {
    timeout: PATIENCE_MS,
  }, async () => {
    await inStore(true, async (world) => {
      const order = await paid(world);
      done(await ask(world, order));
      const question = await seen(world, order);
      await world.copyDatabase();
      world.storeAt.line.set("blackhole");
      expect((await choose(world, order, question, { kind: "CANCEL" })).status).toBe(200);
      await world.putDatabaseBack();
      world.storeAt.line.calm();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      expect((await inApp(world, order)).question).toMatchObject({ question_id: question, chosen: null });
      await world.until("taken", async () => (await choose(world, order, question, { kind: "REMOVE" })).status === 200);
      await endsWith(world, order, "CUSTOMER");
    });
  });

  test("to before the amendment, whose money the provider had given back: it is known again, and not given twice", {
    timeout: PATIENCE_MS,
  }, async () => {
    await inStore(true, async (world) => {
      const order = await paid(world);
      await world.copyDatabase();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      done(await ask(world, order));
      await choose(world, order, await seen(world, order), { kind: "REMOVE" });
      await endsWith(world, order, "CUSTOMER");
      await world.putDatabaseBack();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      await world.pass(5_000);
      await endsWith(world, order, "CUSTOMER");
    });
  });
});

test("the store's next box settles by the wish that the one before had not heard, once somebody has looked", {
  timeout: PATIENCE_MS,
}, async () => {
  await inStore(
    false,
    async (world) => {
      const order = await paid(world);
      done(await ask(world, order));
      const question = await seen(world, order);
      world.storeAt.line.set("blackhole");
      expect((await choose(world, order, question, { kind: "REMOVE" })).status).toBe(200);
      await world.storeAt.box.stop();
      await replaceBox(world);
      expect(await atStore(world, order)).toMatchObject({ look_first: true, question: { chosen: { kind: "REMOVE" } } });
      done(await world.storeAt.till.look(order.orderId, false));
      // Long before its time is over.
      await world.pass(5_000);
      expect(await atStore(world, order)).toMatchObject({ question: null, amendments: 1 });
      await endsWith(world, order, "CUSTOMER");
    },
    true,
  );
});
