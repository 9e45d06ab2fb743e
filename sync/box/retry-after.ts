/** How long the cloud asks the box to wait (L4); used by both the way up and the way down. */

/** A longer one is cut: it may come from a captive portal. */
export const RETRY_AFTER_MAX_MS = 300_000;

/** Seconds, in milliseconds; null for none. A date counts as none: it would be read by the box's own clock (L7). */
export function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,9}$/.test(header.trim()) ? Math.min(RETRY_AFTER_MAX_MS, Number(header.trim()) * 1000) : null;
}
