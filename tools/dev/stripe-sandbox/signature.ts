/** Signs a webhook as Stripe does: `t=<seconds>,v1=<HMAC-SHA256 of "<t>.<raw body>">`. Forged ones are for tests of the receiver. */
import { createHmac } from "node:crypto";
import type { Forgery } from "./deliveries.ts";

/** Twice the age that Stripe's SDK tolerates. */
const OLD_S = 600;

/** null: no signature header at all. */
export function sign(body: string, secret: string, nowMs: number, forge: Forgery | null): string | null {
  if (forge === "no_signature") return null;
  const at = Math.floor(nowMs / 1000) - (forge === "old_timestamp" ? OLD_S : 0);
  const key = forge === "wrong_secret" ? `${secret}_of_somebody_else` : secret;
  return `t=${at},v1=${createHmac("sha256", key).update(`${at}.${body}`).digest("hex")}`;
}
