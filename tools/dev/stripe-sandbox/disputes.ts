/** Disputes: the customer's bank takes the money back without asking, and perhaps returns it later. */
import { type Call, seconds } from "./call.ts";
import { emit } from "./events.ts";
import { buildDispute } from "./objects/dispute.ts";
import type { Row } from "./store.ts";

export function openDispute(call: Call, charge: Row<"charge">, amount: number, reason: string): Row<"dispute"> {
  call.store.update(charge, { disputed: true });
  const body = buildDispute({ id: call.newId("du"), created: seconds(call), charge: charge.body, amount, reason });
  const row = call.store.insert({ kind: "dispute", account: call.account, body, facts: {}, dueAt: null });
  emit(call, "charge.dispute.created", row.body, charge.facts);
  emit(call, "charge.dispute.funds_withdrawn", row.body, charge.facts);
  return row;
}

export function closeDispute(call: Call, dispute: Row<"dispute">, status: "won" | "lost"): Row<"dispute"> {
  const row = call.store.update(dispute, { status });
  emit(call, "charge.dispute.closed", row.body, { before: dispute.body });
  if (status === "won") emit(call, "charge.dispute.funds_reinstated", row.body);
  return row;
}
