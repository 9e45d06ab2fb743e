import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { chainFault, FRAME_BYTES, fitsLog, hashEvent } from "./log-hash.ts";
import { GENESIS_HASH, type LoggedEvent, MAX_EVENT_BYTES } from "./up.ts";

function chain(...bodies: string[]): LoggedEvent[] {
  let prev_hash = GENESIS_HASH;
  return bodies.map((body, index) => {
    const entry = { seq: index + 1, prev_hash, hash: hashEvent(prev_hash, body), body };
    prev_hash = entry.hash;
    return entry;
  });
}

describe("the hash chain", () => {
  test("[U5] is sha256 over the previous hash, a line feed and the bytes of the body", () => {
    const body = '{"name":"Zoë"}';
    expect(hashEvent(GENESIS_HASH, body)).toBe(
      createHash("sha256")
        .update(Buffer.from(`${GENESIS_HASH}\n${body}`))
        .digest("hex"),
    );
  });

  test("[U5] a whole run holds together, an empty one too", () => {
    expect(chainFault([])).toBeNull();
    expect(chainFault(chain("a", "b", "c"))).toBeNull();
    expect(chainFault(chain("a", "b", "c").slice(1))).toBeNull();
  });

  test("[U5] another byte in a body is found at its place", () => {
    const events = chain("a", "b", "c").map((event) => (event.seq === 2 ? { ...event, body: "B" } : event));
    expect(chainFault(events)?.seq).toBe(2);
  });

  test("[U5] an event that was taken out or put elsewhere is found", () => {
    const [first, second, third] = chain("a", "b", "c");
    expect(chainFault([first!, third!])?.seq).toBe(3);
    expect(chainFault([second!, first!])?.seq).toBe(1);
  });

  test("[U1] the limit of an event counts bytes, not characters", () => {
    const room = MAX_EVENT_BYTES - FRAME_BYTES;
    expect(fitsLog("x".repeat(room))).toBe(true);
    expect(fitsLog("x".repeat(room + 1))).toBe(false);
    expect(fitsLog("ë".repeat(room / 2 + 1))).toBe(false);
  });
});
