/**
 * What can go wrong with one call, and the plans that a test makes for the next ones. A plan is used up in a
 * transaction of its own before the call begins; otherwise a sandbox that is to die would die again at every restart.
 */
import { z } from "zod";
import type { Store } from "./store.ts";

/**
 * - error_500_before, error_500_after: a 500 without or with the work done; kept under the key, and given again.
 * - bad_gateway_before, bad_gateway_after: a 502 from in front of the API; the key keeps nothing, or the true response.
 * - rate_limited, lock_timeout: 429, nothing done, nothing kept; of too many calls, or of one object that is in use.
 * - balance_insufficient: 400 for a refund that the account's balance does not cover; nothing done, and the key keeps it.
 * - cut_before, cut_after: the connection is closed without a response.
 * - late_work: waits first and works then. late_answer: works, and waits before the response.
 * - die_before_commit, die_after_commit: the sandbox's process is killed at that very step.
 */
export const OUTCOMES = [
  "ok",
  "error_500_before",
  "error_500_after",
  "bad_gateway_before",
  "bad_gateway_after",
  "rate_limited",
  "lock_timeout",
  "balance_insufficient",
  "cut_before",
  "cut_after",
  "late_work",
  "late_answer",
  "die_before_commit",
  "die_after_commit",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const CallPlan = z.strictObject({
  /** Like "payment_intents.capture", "refunds.create"; "*" is any call. */
  operation: z.string(),
  outcome: z.enum(OUTCOMES).default("ok"),
  /** The call goes as if the customer had paid with this test card. */
  as_card: z.string().optional(),
  /** How late, for late_work and late_answer; else the sandbox's `lateMs`. */
  ms: z.int().min(0).optional(),
  account: z.string().optional(),
  /** The id in the call's path. */
  object: z.string().optional(),
  times: z.int().min(1).default(1),
});
export type CallPlan = z.infer<typeof CallPlan>;

export interface Planned {
  readonly outcome: Outcome;
  readonly card: string | null;
  readonly ms: number | null;
}

export function addPlan(store: Store, kind: "call" | "webhook", plan: { times: number }): void {
  store.prepare("INSERT INTO plans (kind, remaining, body) VALUES (?, ?, ?)").run(kind, plan.times, JSON.stringify(plan));
}

export function clearPlans(store: Store): void {
  store.prepare("DELETE FROM plans").run();
}

/** The oldest plan that fits, with one of its times used up; null when none does. */
export function takePlan<P>(store: Store, kind: "call" | "webhook", fits: (plan: P) => boolean): P | null {
  const rows = store.prepare("SELECT seq, body FROM plans WHERE kind = ? AND remaining > 0 ORDER BY seq").all(kind) as {
    seq: number;
    body: string;
  }[];
  for (const row of rows) {
    const plan = JSON.parse(row.body) as P;
    if (!fits(plan)) continue;
    store.prepare("UPDATE plans SET remaining = remaining - 1 WHERE seq = ?").run(row.seq);
    return plan;
  }
  return null;
}

export function plannedFor(store: Store, operation: string, account: string, object: string | null): Planned | null {
  const plan = takePlan<CallPlan>(
    store,
    "call",
    (candidate) =>
      (candidate.operation === "*" || candidate.operation === operation) &&
      (candidate.account === undefined || candidate.account === account) &&
      (candidate.object === undefined || candidate.object === object),
  );
  return plan && { outcome: plan.outcome, card: plan.as_card ?? null, ms: plan.ms ?? null };
}
