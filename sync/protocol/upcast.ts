/**
 * Reads what older peers wrote (L5): event bodies of every version there has been, and batches of the three before, brought to
 * today's shape. Total by version: a new version does not compile until it has its row. This comes after the hash check,
 * never before (U5), and a body's version is its own, since a box sends what it wrote before it was upgraded.
 */
import { type BodyVersion, isBodyVersion, isSupported, type SupportedVersion } from "./version.ts";

/** From that version to the next one; the newest has nothing to do. */
type Step = (value: unknown) => unknown;

// Versions 3 to 7 added event types, and members that have a default; a comment at each step says what else it does.
const BODY_STEPS: Readonly<Record<BodyVersion, Step>> = { 3: refundsHaveKinds, 4: unchanged, 5: unchanged, 6: unchanged, 7: unchanged };
const BATCH_STEPS: Readonly<Record<SupportedVersion, Step>> = { 4: unchanged, 5: unchanged, 6: unchanged, 7: unchanged };

/** A refund reopened the debt then, so a tender that came after it says that it was a correction (events.ts). */
function refundsHaveKinds(body: unknown): unknown {
  return typeof body === "object" && body !== null && "type" in body && body.type === "payment.captured"
    ? { ...body, corrects_refunds: true }
    : body;
}

function unchanged(value: unknown): unknown {
  return value;
}

/** The version in which an event's body was written: its member `v`; without it, at most version 3. Not always one that we know. */
export function bodyVersion(body: unknown): number {
  const version = typeof body === "object" && body !== null && "v" in body ? body.v : 3;
  return typeof version === "number" ? version : Number.NaN;
}

/** A body of a known version as today's; the caller has checked the version. */
export function upcastBody(version: BodyVersion, body: unknown): unknown {
  let result = body;
  for (let from: number = version; isBodyVersion(from); from += 1) result = BODY_STEPS[from](result);
  return result;
}

/** A whole batch of a supported version as today's. */
export function upcastBatch(version: SupportedVersion, batch: unknown): unknown {
  let result = batch;
  for (let from: number = version; isSupported(from); from += 1) result = BATCH_STEPS[from](result);
  return result;
}
