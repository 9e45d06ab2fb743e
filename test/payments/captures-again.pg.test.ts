/** A capture that failed is tried again when it is due: its customer waits, and has a minute in all. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { createExecutor } from "@crema/cloud/executor";
import { createPipeline } from "@crema/cloud/payments/operations/pipeline";
import type { PaymentProvider } from "@crema/cloud/payments/provider";
import { accepted } from "@crema/cloud/store-events.test-fixture";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

const dir = mkdtempSync(join(tmpdir(), "crema-captures-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
  store = new OnlineStore(rig, await rig.store());
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

test("a capture that has failed is tried again by its own time, and not by the look of each second", async () => {
  const order = await store.authorized();
  must(await store.box.send(accepted(store.box, await rig.order(order.order_id))));
  const waits: number[] = [];
  const after: Timers["after"] = (ms, run) => {
    waits.push(ms);
    return systemTimers.after(ms, run);
  };
  const { database, clock } = rig.node;
  const newId = () => crypto.randomUUID();
  const executor = createExecutor({ database, clock, newId, onCommitted: () => undefined, takeOpened: (unit) => pipeline.take(unit) });
  const failing: PaymentProvider = { ...rig.provider, capture: async () => ({ kind: "server_error", replayed: false }) };
  const pipeline = createPipeline({ ...rig.deps, executor, provider: failing }, { ...systemTimers, after }, () => undefined);
  pipeline.start();
  await vi.waitUntil(() => waits.includes(500), { timeout: 20_000 });
  await pipeline.stop();
  expect((await rig.order(order.order_id)).status).toBe("PLACED");
  // Nobody's any more: the other tests have a provider that works.
  rig.node.time.ms += 1_000;
  await rig.settle();
  expect((await rig.order(order.order_id)).status).toBe("PAID");
});
