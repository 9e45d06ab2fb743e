/**
 * A node's way to the provider, on which a test breaks one call: the node dies before or after it, or the call is held
 * on its way and arrives when nobody waits for it any more. A late call is still made.
 */
import type { PaymentProvider, ProviderResult } from "@crema/cloud/payments/provider";

export const STRIKES = ["dies_before", "dies_after", "late", "late_after_502"] as const;
export type Strike = (typeof STRIKES)[number];

/** The node is gone in the middle of a call. What it had committed is there, and nothing else of it. */
export class NodeDied extends Error {}

export interface Shaky {
  readonly provider: PaymentProvider;
  /** The next call that changes something. */
  strike(how: Strike): void;
  /** Calls that were held go out now. */
  letThrough(): Promise<void>;
  calm(): void;
}

export function shaky(provider: PaymentProvider): Shaky {
  let armed: Strike | null = null;
  let held: (() => Promise<unknown>)[] = [];
  async function carry<T>(call: () => Promise<ProviderResult<T>>): Promise<ProviderResult<T>> {
    const how = armed;
    armed = null;
    if (how === "dies_before") throw new NodeDied();
    if (how === "late" || how === "late_after_502") {
      held.push(call);
      // Somebody in between has given up, and the call has not.
      if (how === "late_after_502") return { kind: "server_error", replayed: false };
      return { kind: "no_answer", message: "held on its way" };
    }
    const result = await call();
    if (how === "dies_after") throw new NodeDied();
    return result;
  }
  return {
    provider: {
      ...provider,
      capture: (...asked) => carry(() => provider.capture(...asked)),
      cancel: (...asked) => carry(() => provider.cancel(...asked)),
      refund: (...asked) => carry(() => provider.refund(...asked)),
    },
    strike: (how) => {
      armed = how;
    },
    async letThrough() {
      const going = held;
      held = [];
      for (const call of going) await call();
    },
    calm: () => {
      armed = null;
    },
  };
}
