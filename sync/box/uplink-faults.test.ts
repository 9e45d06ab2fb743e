import { pause } from "@crema/shared/domain/kernel/clock";
import { type Refusal, refuse } from "@crema/shared/domain/kernel/errors";
import { describe, expect, test } from "vitest";
import type { HttpResponse } from "../ports.ts";
import { JOIN_PATH } from "../protocol/join.ts";
import type { UpBatch } from "../protocol/up.ts";
import { jsonResponse, orderLife, refusalResponse, UpRig } from "../testing/up-rig.test-fixture.ts";
import { EXCHANGE_MS } from "./exchange.ts";

const GOOD = { protocol_version: 1, last_seq: 5, generation: 1, inbox_head: 0, cloud_time: "2026-05-04T08:00:00.000Z" };
const PORTAL = "<html><body>Welcome to Free WiFi</body></html>";
const problem = (refusal: Refusal) => refusalResponse(refusal);

describe("a response that is not ours [L6]", () => {
  test.each<[string, HttpResponse]>([
    ["a portal's page", { status: 200, contentType: "text/html", retryAfter: null, body: PORTAL }],
    ["a portal's page that claims to be JSON", { status: 200, contentType: "application/json", retryAfter: null, body: PORTAL }],
    ["no content type", { ...jsonResponse(200, GOOD), contentType: null }],
    ["a redirect", { status: 302, contentType: "text/html", retryAfter: null, body: "" }],
    ["truncated JSON", { ...jsonResponse(200, GOOD), body: JSON.stringify(GOOD).slice(0, -7) }],
    ["an empty body", { ...jsonResponse(200, GOOD), body: "" }],
    ["somebody else's JSON", jsonResponse(200, { ok: true })],
    ["null", jsonResponse(200, null)],
    ["a last_seq above the head", jsonResponse(200, { ...GOOD, last_seq: 6 })],
    ["a last_seq below what was sent", jsonResponse(200, { ...GOOD, last_seq: 4 })],
    ["a last_seq that is no number", jsonResponse(200, { ...GOOD, last_seq: "5" })],
    ["a negative last_seq", jsonResponse(200, { ...GOOD, last_seq: -1 })],
    ["a problem with status 200", jsonResponse(200, { code: "sync.fenced", detail: "" })],
    ["a proxy's 403", { status: 403, contentType: "text/html", retryAfter: null, body: "Forbidden" }],
    ["a fence under another status", { ...problem(refuse("sync.fenced", "").refusal), status: 409 }],
    ["an unknown code", jsonResponse(409, { code: "sync.elsewhere", detail: "" })],
    ["a gap without a place", problem(refuse("sync.gap", "").refusal)],
    ["a gap ahead", problem(refuse("sync.gap", "", { extra: { expected_seq: 99 } }).refusal)],
    ["a bad gateway", { status: 502, contentType: "text/html", retryAfter: null, body: "Bad Gateway" }],
    ["our own bug", problem(refuse("internal", "Something broke.").refusal)],
    ["our refusal of the batch", problem(refuse("request.invalid", "What is this?").refusal)],
  ])("%s is a failed exchange: nothing acknowledged, tried again", async (_, response) => {
    const rig = new UpRig();
    rig.log.append(...orderLife(1));
    rig.network.tamper = () => response;
    await rig.live();
    expect(rig.state).toBe("OFFLINE");
    expect(rig.log.acked()).toBe(0);
    expect(rig.reports).toHaveLength(1);
    rig.network.tamper = null;
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.state).toBe("LIVE");
    expect(rig.log.acked()).toBe(5);
    expect(rig.cloud.state.applied).toEqual([1, 2, 3, 4, 5]);
  });

  test("[L4] 429 with Retry-After: not before it is over", async () => {
    const rig = new UpRig();
    rig.network.tamper = () => refusalResponse(refuse("request.rate_limited", "Slowly.", { retry_after_s: 20 }).refusal);
    await rig.live();
    rig.network.tamper = null;
    await rig.time.advance(20_000);
    expect(rig.network.exchanges).toBe(2);
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.state).toBe("LIVE");
  });

  test("[L1] a box that the cloud does not know says so, with the cloud's reason, and is live again by itself", async () => {
    const rig = new UpRig();
    rig.log.append(...orderLife(1));
    rig.network.tamper = () => problem(refuse("sync.challenge_failed", "Unknown node.").refusal);
    await rig.live();
    expect(rig.state).toBe("UNKNOWN_BOX");
    expect(rig.uplink.lastError()).toMatchObject({ detail: "unknown_box: sync.challenge_failed: Unknown node." });
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.state).toBe("UNKNOWN_BOX");
    expect(rig.log.acked()).toBe(0);
    rig.network.tamper = null;
    await rig.time.advance(30_000);
    await rig.flush();
    expect(rig.state).toBe("LIVE");
    expect(rig.uplink.lastError()).toBeNull();
    expect(rig.log.acked()).toBe(5);
  });

  test("[L4] an outage is asked about less and less often, at least every 30 s", async () => {
    const rig = new UpRig({ random: () => 0.999 });
    rig.network.server = () => Promise.reject(new Error("unreachable"));
    rig.uplink.start();
    for (let s = 0; s < 600; s++) {
      if (rig.network.messages.length > 0) rig.network.cut();
      await rig.time.advance(1_000);
    }
    expect(rig.network.exchanges).toBeGreaterThanOrEqual(20);
    expect(rig.network.exchanges).toBeLessThanOrEqual(30);
    expect(rig.uplink.status()).toMatchObject({ state: "OFFLINE", last_exchange_at: null });
  });
});

describe("a line that fails", () => {
  test("[L2] a server that never answers: the exchange ends after ten seconds", async () => {
    const rig = new UpRig();
    rig.log.append(...orderLife(1));
    rig.uplink.start();
    await rig.time.advance(EXCHANGE_MS - 1);
    expect(rig.state).toBe("CONNECTING");
    await rig.time.advance(1);
    expect(rig.state).toBe("OFFLINE");
    rig.network.drop();
    await rig.time.advance(1_000);
    await rig.flush();
    expect(rig.log.acked()).toBe(5);
  });

  test("[L2] on a line too slow for a full batch the log gets up in smaller ones, each a heartbeat, and in full ones when it can again", async () => {
    const rig = new UpRig();
    for (let n = 1; n <= 120; n++) rig.log.append(...orderLife(n));
    let seen = 0;
    const sizes: number[] = [];
    const slow = { ...rig.network.client };
    slow.post = async (path, body) => {
      if (path === JOIN_PATH) return rig.serve(JSON.stringify(body), path);
      const { events } = body as UpBatch;
      sizes.push(events.length);
      // 20 events in 8 s; a hundred would take 40.
      await pause(rig.time.timers, 400 * events.length);
      seen += 1;
      return rig.serve(JSON.stringify(body));
    };
    rig.boot({ cloud: slow }).start();
    await rig.time.advance(60_000);
    expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(25);
    expect(rig.log.acked()).toBeGreaterThan(50);
    expect(seen).toBeGreaterThan(3);
    expect(rig.state).not.toBe("OFFLINE");
    slow.post = async (_path, body) => {
      sizes.push((body as UpBatch).events.length);
      return rig.serve(JSON.stringify(body));
    };
    await rig.time.advance(20_000);
    expect(rig.log.acked()).toBe(600);
    expect(Math.max(...sizes.slice(-8))).toBe(100);
    expect(rig.cloud.state.applied).toEqual(rig.log.entries.map((entry) => entry.seq));
  });

  test("[L2] a client that ignores its signal does not hold the link up", async () => {
    const rig = new UpRig();
    const never = { baseUrl: "", fetch: () => new Promise<never>(() => undefined), post: () => new Promise<never>(() => undefined) };
    rig.boot({ cloud: never }).start();
    await rig.time.advance(EXCHANGE_MS);
    expect(rig.state).toBe("OFFLINE");
  });

  test("[L6] a client that throws at once is a failed exchange", async () => {
    const rig = new UpRig();
    const broken = {
      ...rig.network.client,
      post: () => {
        throw new Error("no such host");
      },
    };
    rig.boot({ cloud: broken }).start();
    await rig.time.settle();
    expect(rig.state).toBe("OFFLINE");
    expect(rig.reports).toEqual(["an exchange with the cloud failed: no such host"]);
  });

  test.each(["read", "acknowledge", "heartbeat"] as const)("the box's disk fails in %s once: reported, and it goes on", async (port) => {
    const rig = new UpRig();
    await rig.live();
    rig.log.append(...orderLife(1));
    rig.log.failNext = port;
    rig.uplink.appended();
    await rig.flush();
    await rig.time.advance(2_000);
    await rig.flush();
    expect(rig.reports.join()).toContain(`the disk failed in ${port}`);
    expect(rig.state).toBe("LIVE");
    expect(rig.log.acked()).toBe(5);
    expect(rig.cloud.state.applied).toEqual([1, 2, 3, 4, 5]);
  });

  test("a screen that throws does not stop the link", async () => {
    const rig = new UpRig({
      onStatus: () => {
        throw new Error("screen");
      },
    });
    rig.log.append(...orderLife(1));
    await rig.live();
    expect(rig.log.acked()).toBe(5);
  });

  test.each(["lock", "apply", "flush", "commit", "seen"] as const)(
    "[U6] the cloud's database fails at %s: the batch goes again, once in effect",
    async (point) => {
      const rig = new UpRig();
      rig.log.append(...orderLife(1));
      rig.cloud.failAt = point;
      await rig.live();
      expect(rig.state).toBe("OFFLINE");
      await rig.time.advance(1_000);
      await rig.flush();
      expect(rig.log.acked()).toBe(5);
      expect(rig.cloud.state.applied).toEqual([1, 2, 3, 4, 5]);
    },
  );

  test("stop in the middle of an exchange: cut, nothing left, and the next start goes on where it was", async () => {
    const rig = new UpRig();
    await rig.live();
    await rig.append(...orderLife(1));
    await rig.deliver();
    await rig.uplink.stop();
    expect(rig.time.pending()).toBe(0);
    expect(rig.state).toBe("OFFLINE");
    await rig.append(...orderLife(2));
    await rig.flush();
    expect(rig.log.acked()).toBe(0);
    rig.boot();
    await rig.live();
    expect(rig.log.acked()).toBe(10);
    expect(rig.cloud.state.applied).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

/** A join, three batches and two heartbeats: what goes over the line when nothing goes wrong. */
async function story(rig: UpRig, spoil: (rig: UpRig, message: number) => Promise<boolean>): Promise<number> {
  for (let n = 1; n <= 50; n++) rig.log.append(...orderLife(n));
  rig.uplink.start();
  let message = 0;
  for (let round = 0; round < 60; round++) {
    await rig.time.settle();
    while (rig.network.messages.length > 0) {
      if (!(await spoil(rig, message++))) await rig.network.deliver();
      await rig.time.settle();
    }
    await rig.time.advance(1_000);
  }
  return message;
}

describe("the link spoilt at each single message [I7]", () => {
  const faults: Record<string, (rig: UpRig) => Promise<void>> = {
    cut: async (rig) => rig.network.cut(),
    dropped: async (rig) => rig.network.drop(),
    delivered: async (rig) => rig.network.duplicate(),
  };
  const MESSAGES = 14;

  test("the story has that many messages before it is quiet", async () => {
    expect(await story(new UpRig(), async () => false)).toBeGreaterThanOrEqual(MESSAGES);
  });

  test.each(
    Object.keys(faults).flatMap((fault) =>
      Array.from({ length: MESSAGES }, (_, at) => [fault === "delivered" ? "copied" : fault, at, fault] as const),
    ),
  )("[I1] %s at message %i: everything arrives, once", async (_, at, fault) => {
    const rig = new UpRig();
    await story(rig, async (_rig, message) => {
      if (message !== at) return false;
      await faults[fault]?.(rig);
      return true;
    });
    expect(rig.state).toBe("LIVE");
    expect(rig.log.acked()).toBe(250);
    expect(rig.cloud.state.applied).toEqual(rig.log.entries.map((entry) => entry.seq));
    expect(rig.cloud.state.conflicts).toEqual([]);
    await rig.uplink.stop();
    expect(rig.time.pending()).toBe(0);
  });
});
