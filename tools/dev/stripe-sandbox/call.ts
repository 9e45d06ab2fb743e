/** What one call works with: whose books, what time it is, and where ids come from. Also what happens by itself (sweep.ts) is one. */
import { type Card, cardOf } from "./cards.ts";
import type { Store } from "./store.ts";

export interface Endpoint {
  readonly url: string;
  readonly secret: string;
  /** Events of the platform's own account, of connected accounts, or (default) both. */
  readonly listens?: "platform" | "connect" | "both";
  /** Only these event types; default: all. */
  readonly types?: readonly string[];
}

export interface Settings {
  readonly apiVersion: string;
  /** Changes when a test adds an endpoint. */
  readonly endpoints: readonly Endpoint[];
  readonly holdMs: number;
  readonly shortHoldMs: number;
  /** How long a refund that does not end at once stays as it is. */
  readonly settleMs: number;
  readonly lateMs: number;
  /** Before the second, third … try of a webhook; after the last it is given up. */
  readonly retryDelaysMs: readonly number[];
  readonly webhookTimeoutMs: number;
  /** Webhooks on their way to one endpoint at most. 1: one after the other, in the order of their making. */
  readonly webhooksAtOnce: number;
  /** Of this server, for the page of 3-D Secure. Known once it listens. */
  readonly publicUrl: () => string;
}

export interface Call {
  readonly store: Store;
  readonly settings: Settings;
  readonly account: string;
  /** ms by the sandbox's clock, which the control interface can move on. */
  readonly now: number;
  /** ms by the clock that was handed in: webhooks are sent and signed by it. */
  readonly sendingNow: number;
  /** null when no request caused it. */
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** The test card that a plan put in the place of the customer's. */
  readonly card: string | null;
  readonly newId: (prefix: string) => string;
}

export const seconds = (call: Call): number => Math.floor(call.now / 1000);

/** The card that decides, and its name in the table. */
export function decidingCard(call: Call, name: string | undefined): { name: string; card: Card } {
  const deciding = call.card ?? name;
  return { name: deciding ?? "", card: cardOf(deciding) };
}
