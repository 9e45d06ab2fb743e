/**
 * Idempotency keys as Stripe treats them: the first response, whatever it was, for 24 hours, per account. Pitfall: a
 * stored 500 is sent again too, so repeating with the same key never tells a client whether the work was done.
 */
import { createHash } from "node:crypto";
import { canonical, type FormTree } from "./form.ts";
import { refuseEarly, type SandboxResult } from "./results.ts";
import type { Store } from "./store.ts";

export const KEY_LIFE_MS = 24 * 3_600_000;
export const MAX_KEY = 255;

export interface KeyUse {
  readonly account: string;
  readonly key: string;
  readonly path: string;
  readonly fingerprint: string;
}

export interface Replay {
  readonly result: SandboxResult;
  /** Of the request that was answered first. */
  readonly requestId: string;
}

interface StoredKey {
  path: string;
  fingerprint: string;
  status: number;
  body: string;
  request_id: string;
  created_at: number;
}

export const fingerprint = (tree: FormTree): string => createHash("sha256").update(canonical(tree)).digest("hex");

/** The stored response, an error for a key that was used for something else, or null when the key is free. */
export function recall(store: Store, use: KeyUse, now: number): Replay | SandboxResult | null {
  const stored = store.prepare("SELECT * FROM idempotency_keys WHERE account = ? AND key = ?").get(use.account, use.key) as
    | StoredKey
    | undefined;
  if (!stored || stored.created_at <= now - KEY_LIFE_MS) return null;
  if (stored.path !== use.path) {
    return mismatch(
      `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${use.path}' vs '${stored.path}'). Try using a key other than '${use.key}' if you meant to execute a different request.`,
    );
  }
  if (stored.fingerprint !== use.fingerprint) {
    return mismatch(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${use.key}' if you meant to execute a different request.`,
    );
  }
  return { result: { status: stored.status, body: JSON.parse(stored.body), remember: true }, requestId: stored.request_id };
}

const mismatch = (message: string): SandboxResult => refuseEarly(400, { type: "idempotency_error", message });

export function inUse(key: string): SandboxResult {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return refuseEarly(409, { type: "idempotency_error", code: "idempotency_key_in_use", message });
}

/** In the transaction of the work itself. */
export function remember(store: Store, use: KeyUse, result: SandboxResult, requestId: string, now: number): void {
  store
    .prepare("INSERT OR REPLACE INTO idempotency_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    .run(use.account, use.key, use.path, use.fingerprint, result.status, JSON.stringify(result.body), requestId, now);
}

export function forgetOldKeys(store: Store, now: number): void {
  store.prepare("DELETE FROM idempotency_keys WHERE created_at <= ?").run(now - KEY_LIFE_MS);
}
