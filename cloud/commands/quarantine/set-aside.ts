/**
 * A person settles that an event in quarantine is never applied. It stays as it came, with the reason. Where refunds hang
 * on it the store is told: one that it had asked for ends by it, so that staff may ask again, and behind an amendment none waits any
 * longer to be counted by the box.
 */
import type { QuarantinedEvent } from "@crema/shared/contract/quarantine";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { Id } from "@crema/shared/domain/kernel/ids";
import { z } from "zod";
import { type LogPlace, setAside } from "../../db/quarantine.ts";
import type { UnitOfWork } from "../../db/unit-of-work.ts";
import { reportOrderRefunds } from "../../payments/report-refunds.ts";
import type { Caller } from "../../ports.ts";
import { quarantinedEventOf } from "../../reports/quarantine.ts";
import type { CommandContext } from "../command-context.ts";

export function setAsideQuarantined(
  { executor, clock }: CommandContext,
  storeId: string,
  { epoch, seq }: LogPlace,
  reason: string,
  by: Caller,
): Promise<Result<QuarantinedEvent>> {
  return executor.execute(async (unit) => {
    // The same lock as a retry: an event is applied or set aside, never both.
    if (!(await unit.lockLink(storeId))) return refuse("store.not_found", `There is no store ${storeId}.`);
    const row = await setAside(unit.client, storeId, { epoch, seq }, { at: iso(clock.now()), actor: by.actor, reason });
    if (!row) {
      return refuse("quarantine.not_found", `No event ${seq} of epoch ${epoch} waits in quarantine: it was applied or set aside already.`);
    }
    const { body, ...event } = row;
    await tellOfRefunds(unit, storeId, body.toString("utf8"));
    return ok(quarantinedEventOf(event));
  });
}

/** Read as loosely as can be: what is set aside is often what this release cannot read. */
const OfRefunds = z.looseObject({ type: z.enum(["refund.requested", "order.amended"]), order_id: Id });

async function tellOfRefunds(unit: UnitOfWork, storeId: string, body: string): Promise<void> {
  const read = OfRefunds.safeParse(jsonOf(body));
  if (!read.success) return;
  const { order_id: orderId } = read.data;
  await unit.loadOrders(storeId, [orderId]);
  const { order, storeId: of } = unit.order(orderId);
  if (order && of === storeId) await reportOrderRefunds(unit, order);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
