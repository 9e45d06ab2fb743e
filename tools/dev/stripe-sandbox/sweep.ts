/**
 * What happens by itself when its time has come: holds run out, refunds settle, keys are forgotten. It runs before every call,
 * so that a response never depends on whether a timer was late.
 */
import type { Call } from "./call.ts";
import { expireHold } from "./holds.ts";
import { forgetOldKeys } from "./idempotency.ts";
import { settleRefund } from "./refunds.ts";
import type { Row, Store } from "./store.ts";

/** In a transaction. */
export function sweep(callFor: (account: string) => Call, store: Store, now: number): void {
  for (const row of store.due(now)) happen(callFor(row.account), row);
  forgetOldKeys(store, now);
}

export function happen(call: Call, row: Row): void {
  if (row.kind === "charge") expireHold(call, row as Row<"charge">);
  else if (row.kind === "refund") settleRefund(call, row as Row<"refund">, row.facts.settles_to ?? "succeeded");
}
