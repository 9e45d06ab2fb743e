/** What is asked twice: the first call is refused with a confirmation, which is good for exactly that, by whoever asked, for ten minutes. */
import { createHmac, timingSafeEqual } from "node:crypto";

const CONFIRM_WITHIN_MS = 10 * 60_000;

export interface Confirmations {
  give(what: readonly unknown[]): string;
  isGood(given: string | null, what: readonly unknown[]): boolean;
}

export function confirmations(key: Uint8Array, now: number): Confirmations {
  const sign = (what: readonly unknown[], until: number) =>
    `${until}.${createHmac("sha256", key)
      .update(JSON.stringify([...what, until]))
      .digest("base64url")}`;
  return {
    give: (what) => sign(what, now + CONFIRM_WITHIN_MS),
    isGood(given, what) {
      const until = Number(given?.split(".")[0] ?? Number.NaN);
      return until > now && isSame(given ?? "", sign(what, until));
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
