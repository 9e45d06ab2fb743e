/** What tests of amended orders begin with: a store for each test, its amendments, and the books of its day. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { booksOf } from "@crema/cloud/reports/books/books";
import { step } from "@crema/cloud/store-events.test-fixture";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { withoutOne } from "./amended-order.ts";
import { OnlineStore } from "./online-store.ts";
import { type Paid, PaymentRig } from "./payment-rig.ts";

export class AmendedStore {
  rig!: PaymentRig;
  store!: OnlineStore;

  today = () => businessDay(this.rig.node.time.ms, "Europe/Berlin", 4);

  books = async () => {
    const { clock, database } = this.rig.node;
    const deps = { pool: database.pool, provider: this.rig.provider, clock, timers: systemTimers };
    return must(await booksOf(deps, this.store.box.storeId, this.today()));
  };

  /** 5.00 for two espressos falls to 2.50 for one. */
  amended = async ({ order_id }: Paid, ...more: EdgeEvent[]): Promise<void> => {
    must(await this.store.box.send(withoutOne(await this.rig.order(order_id), this.rig.node.time.ms), ...more));
    await this.rig.settle();
  };

  handedOver = ({ order_id }: Paid): EdgeEvent[] => [
    step(this.store.box, order_id, "order.started", 3, "PAID"),
    step(this.store.box, order_id, "order.readied", 4, "IN_PROGRESS"),
    step(this.store.box, order_id, "order.completed", 5, "READY"),
  ];
}

export function setUpAmended(): AmendedStore {
  const at = new AmendedStore();
  const dir = mkdtempSync(join(tmpdir(), "crema-amended-"));
  beforeAll(async () => {
    at.rig = await PaymentRig.open(dir);
  });
  afterAll(async () => {
    await at.rig.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(async () => {
    at.rig.sandbox.control.clearPlans();
    at.store = new OnlineStore(at.rig, await at.rig.store());
  });
  return at;
}
