/** The times that an order may be requested for; the same at the counter and in the app. */
import { ok, type Result, refuse } from "../kernel/errors.ts";

/** How far ahead, and how long ago: a time that has only just passed counts as "now". */
const AHEAD_MS = 7 * 24 * 3_600_000;
export const JUST_PASSED_MS = 60_000;

/** The moment for which it is wanted, in milliseconds; without one, now. */
export function wantedTime(requestedFor: string | null, nowMs: number): Result<number> {
  if (requestedFor === null) return ok(nowMs);
  const wanted = Date.parse(requestedFor);
  if (wanted >= nowMs - JUST_PASSED_MS && wanted <= nowMs + AHEAD_MS) return ok(wanted);
  const message = "from now on, and within seven days";
  return refuse("request.invalid", `/requested_for: ${message}`, { fields: [{ field: "/requested_for", message }] });
}
