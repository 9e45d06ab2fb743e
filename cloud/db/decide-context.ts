/** The context in which the cloud itself decides: it mints the numbers of what it confirms, withdraws and cancels. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { DecideContext } from "@crema/shared/domain/order/decide-context";
import type { UnitOfWork } from "./unit-of-work.ts";

export function contextOf(unit: UnitOfWork): DecideContext {
  return {
    at: iso(unit.clock.now()),
    newId: unit.newId,
    actor: { kind: "cloud", id: null, name: null },
    asker: "system",
    node: "cloud",
    managerApproved: false,
    recallWindowS: 0,
    businessDay: null,
    newReceipt: () => null,
    drawerSessionId: null,
    isOpenTender: () => false,
    payments: [],
    refunds: [],
  };
}
