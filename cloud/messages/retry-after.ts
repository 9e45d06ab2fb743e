/** When a provider wants to be asked again: seconds or an HTTP date (RFC 9110, Retry-After), within bounds. */
const LEAST_MS = 1_000;
const MOST_MS = 3_600_000;
const OTHERWISE_MS = 30_000;

/** Milliseconds from `now`. */
export function retryAfterMs(header: string | null, now: number): number {
  const asked = header === null ? Number.NaN : /^\d{1,9}$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now;
  return Number.isNaN(asked) ? OTHERWISE_MS : Math.min(Math.max(asked, LEAST_MS), MOST_MS);
}
