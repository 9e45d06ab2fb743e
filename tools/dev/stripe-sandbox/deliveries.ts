/**
 * What each webhook endpoint is still owed, and the plans of a test to lose, delay, double, hold or forge it. A delivery is
 * ended only after its response: a kill between the two sends it again, as Stripe would.
 */
import { z } from "zod";
import { takePlan } from "./outcomes.ts";
import type { SandboxEvent, Store } from "./store.ts";

export const FORGERIES = ["wrong_secret", "old_timestamp", "no_signature", "die_after_send"] as const;
export type Forgery = (typeof FORGERIES)[number];

export const WebhookPlan = z.strictObject({
  /** hold keeps it until it is released, which is how a test puts events in another order. */
  action: z.enum(["drop", "delay", "duplicate", "hold", ...FORGERIES]),
  /** Event type; a trailing * stands for anything. */
  type: z.string().optional(),
  /** The PaymentIntent that it is about. */
  intent: z.string().optional(),
  account: z.string().optional(),
  endpoint: z.string().optional(),
  /** For delay. */
  ms: z.int().min(0).default(0),
  /** For duplicate: how many in all. */
  copies: z.int().min(2).max(20).default(2),
  times: z.int().min(1).default(1),
});
export type WebhookPlan = z.infer<typeof WebhookPlan>;

export type DeliveryState = "due" | "held" | "dropped" | "delivered" | "failed";

export interface Delivery {
  readonly seq: number;
  readonly event: string;
  readonly endpoint: string;
  readonly state: DeliveryState;
  readonly due_at: number;
  readonly attempts: number;
  readonly forge: Forgery | null;
  readonly last_answer: string | null;
}

export function planDelivery(store: Store, event: SandboxEvent, account: string, endpoint: string): WebhookPlan | null {
  const intent = intentOf(event);
  return takePlan<WebhookPlan>(
    store,
    "webhook",
    (plan) =>
      (plan.type === undefined || matches(plan.type, event.type)) &&
      (plan.intent === undefined || plan.intent === intent) &&
      (plan.account === undefined || plan.account === account) &&
      (plan.endpoint === undefined || plan.endpoint === endpoint),
  );
}

const matches = (pattern: string, type: string) => (pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type);

function intentOf(event: SandboxEvent): string | null {
  const object = event.data.object as { id?: unknown; object?: unknown; payment_intent?: unknown };
  const id = object.object === "payment_intent" ? object.id : object.payment_intent;
  return typeof id === "string" ? id : null;
}

export function queueDelivery(store: Store, event: string, endpoint: string, now: number, plan: Partial<WebhookPlan> | null): void {
  const action = plan?.action;
  const state: DeliveryState = action === "drop" ? "dropped" : action === "hold" ? "held" : "due";
  const forge = FORGERIES.find((name) => name === action) ?? null;
  const copies = action === "duplicate" ? (plan?.copies ?? 2) : 1;
  const insert = store.prepare("INSERT INTO deliveries (event, endpoint, state, due_at, attempts, forge) VALUES (?, ?, ?, ?, 0, ?)");
  for (let copy = 0; copy < copies; copy += 1) insert.run(event, endpoint, state, now + (action === "delay" ? (plan?.ms ?? 0) : 0), forge);
}

/** What is due by then and not among those on their way, the oldest first. */
export function dueDeliveries(store: Store, endpoint: string, now: number, underWay: ReadonlySet<number>, most: number): Delivery[] {
  const found = store
    .prepare("SELECT * FROM deliveries WHERE endpoint = ? AND state = 'due' AND due_at <= ? ORDER BY due_at, seq LIMIT ?")
    .all(endpoint, now, most + underWay.size) as Delivery[];
  return found.filter(({ seq }) => !underWay.has(seq)).slice(0, most);
}

export function nextDelivery(store: Store, endpoint: string): Delivery | undefined {
  return store.prepare("SELECT * FROM deliveries WHERE endpoint = ? AND state = 'due' ORDER BY due_at, seq LIMIT 1").get(endpoint) as
    | Delivery
    | undefined;
}

/** Ended, or due again. `pending_webhooks` of the event follows. */
export function recordAttempt(store: Store, delivery: Delivery, state: DeliveryState, dueAt: number, result: string): void {
  store.transaction(() => {
    store
      .prepare("UPDATE deliveries SET state = ?, due_at = ?, attempts = attempts + 1, last_answer = ? WHERE seq = ?")
      .run(state, dueAt, result, delivery.seq);
    const event = store.anywhere("event", delivery.event);
    if (event && state === "delivered") store.update(event, { pending_webhooks: Math.max(0, event.body.pending_webhooks - 1) });
  });
}

export function stopDying(store: Store, delivery: Delivery): void {
  store.prepare("UPDATE deliveries SET forge = NULL WHERE seq = ?").run(delivery.seq);
}

export function deliveries(store: Store): Delivery[] {
  return store.prepare("SELECT * FROM deliveries ORDER BY seq").all() as Delivery[];
}

/** The held ones go out in the order of `events`; those not named after them, as they were made. */
export function release(store: Store, now: number, order: (held: readonly Delivery[]) => readonly Delivery[]): number {
  return store.transaction(() => {
    const held = store.prepare("SELECT * FROM deliveries WHERE state = 'held' ORDER BY seq").all() as Delivery[];
    const ordered = order(held);
    const remove = store.prepare("DELETE FROM deliveries WHERE seq = ?");
    for (const delivery of held) remove.run(delivery.seq);
    for (const delivery of ordered) queueDelivery(store, delivery.event, delivery.endpoint, now, null);
    return ordered.length;
  });
}
