/** A cloud that was put back, and the end of a store's freeze. */
import { randomUUID } from "node:crypto";
import { must } from "@crema/cloud/cloud-node.test-fixture";
import { endFreeze, mayEndFreeze } from "@crema/cloud/freeze/end-freeze";
import { tendFreezes } from "@crema/cloud/freeze/job";
import { setBackByHand } from "@crema/cloud/incarnation/begin";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import type { OnlineStore } from "./online-store.ts";
import type { PaymentRig } from "./payment-rig.ts";

/** As `crema-cloud set-back` does. */
export async function setBackCloud(rig: PaymentRig, putBackTo: string | null = null): Promise<void> {
  const client = await rig.db.database.pool.connect();
  try {
    await setBackByHand(client, { newId: randomUUID, now: () => iso(rig.node.time.ms) }, putBackTo);
  } finally {
    client.release();
  }
}

export const tendOf = (rig: PaymentRig) => tendFreezes({ ...rig.deps, provider: rig.provider });

/** As a join or a revocation does, once the provider has been read. */
export async function endFreezeOf(rig: PaymentRig, { box }: OnlineStore, by: "JOINED" | "REVOKED"): Promise<void> {
  await tendOf(rig);
  must(
    await rig.node.executor.execute(async (unit) => {
      await unit.lockLink(box.storeId);
      if (!(await mayEndFreeze(unit))) return refuse("store.rejoining", "the provider was not read");
      await endFreeze(unit, by);
      return ok(null);
    }),
  );
  await tendOf(rig);
  await rig.settle();
}
