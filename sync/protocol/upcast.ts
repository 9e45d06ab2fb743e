/**
 * Reads what older peers wrote (L5): the event bodies and batches of the two versions before, brought to today's shape.
 * Total by version: a new version does not compile until it has its row. Easy to get wrong: this comes after the hash
 * check, never before (U5), and a body's version is its own, since a box sends what it wrote before it was upgraded.
 */
import { isSupported, type SupportedVersion } from "./version.ts";

/** From that version to the next one; the newest has nothing to do. */
type Step = (value: unknown) => unknown;

// Versions 2 and 3 added event types, and members that have a default: a body of an older one is one of today's, and none writes `v`.
const BODY_STEPS: Readonly<Record<SupportedVersion, Step>> = { 1: unchanged, 2: unchanged, 3: unchanged };
const BATCH_STEPS: Readonly<Record<SupportedVersion, Step>> = { 1: unchanged, 2: unchanged, 3: unchanged };

function unchanged(value: unknown): unknown {
  return value;
}

/** The version in which an event's body was written: its member `v`; without it, version 1. Not always one that we know. */
export function bodyVersion(body: unknown): number {
  const version = typeof body === "object" && body !== null && "v" in body ? body.v : 1;
  return typeof version === "number" ? version : Number.NaN;
}

/** A body of a supported version as today's; the caller has checked the version. */
export function upcastBody(version: SupportedVersion, body: unknown): unknown {
  return climb(BODY_STEPS, version, body);
}

/** A whole batch of a supported version as today's. */
export function upcastBatch(version: SupportedVersion, batch: unknown): unknown {
  return climb(BATCH_STEPS, version, batch);
}

function climb(steps: Readonly<Record<SupportedVersion, Step>>, from: SupportedVersion, value: unknown): unknown {
  let result = value;
  for (let version: number = from; isSupported(version); version += 1) result = steps[version](result);
  return result;
}
