/**
 * The hash chain of a store's log (U5). The hash is over the stored bytes, not over what they parse to: an event is never
 * serialised a second time between its commit and the check in the cloud.
 */
import { hash } from "node:crypto";
import { type LoggedEvent, MAX_EVENT_BYTES } from "./up.ts";

/** sha256 in hex over the previous hash, a line feed and the body. Before the first event of an epoch comes GENESIS_HASH. */
export function hashEvent(prevHash: string, body: string): string {
  return hash("sha256", `${prevHash}\n${body}`, "hex");
}

/** What is put in front of an event as it is written: version and clock (protocol/write-body.ts). */
export const FRAME_BYTES = 128;

/** Whether a log may take the body, to which its frame is added (U1): what is larger could never be sent. Bytes of UTF-8. */
export function fitsLog(body: string): boolean {
  return Buffer.byteLength(body) <= MAX_EVENT_BYTES - FRAME_BYTES;
}

/** The first seq at which a run of the log does not hold together, with what is wrong; null when it does. */
export function chainFault(events: readonly LoggedEvent[]): { seq: number; detail: string } | null {
  let before: LoggedEvent | null = null;
  for (const event of events) {
    if (before && event.prev_hash !== before.hash) {
      return { seq: event.seq, detail: `Event ${event.seq} does not follow event ${before.seq}.` };
    }
    if (hashEvent(event.prev_hash, event.body) !== event.hash) {
      return { seq: event.seq, detail: `Event ${event.seq} is not what was hashed when it was written.` };
    }
    before = event;
  }
  return null;
}
