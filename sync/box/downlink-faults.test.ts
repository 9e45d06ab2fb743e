import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { id } from "../testing/documents.test-fixture.ts";
import { DownlinkRig, seqs } from "../testing/downlink-rig.test-fixture.ts";
import { MemoryDownStore } from "../testing/memory-down-store.test-fixture.ts";

let rig: DownlinkRig;

beforeEach(async () => {
  rig = new DownlinkRig();
  await rig.loop.open();
});

afterEach(async () => {
  expect(await rig.close(), "timers left behind").toBe(0);
});

describe("the bad line", () => {
  test("[L6] a portal's page instead of a response, then recovery by itself", async () => {
    rig.fill(1, 3);
    let pages = 0;
    rig.loop.fault = ({ out }) => {
      pages += 1;
      out.writeHead(200, { "content-type": "text/html" });
      out.end("<html>Welcome to the mall. Accept the terms.</html>");
      return true;
    };
    const link = rig.connect();
    await rig.changes.until(() => pages >= 6);
    expect(rig.store.seqs).toEqual([]);
    expect(link.status()).toMatchObject({ live: false, last_exchange_age_ms: null });
    rig.loop.fault = null;
    await rig.quiet();
    expect(rig.store.seqs).toEqual([1, 2, 3]);
    expect(link.status().shapes.store_inbox).toMatchObject({ state: "LIVE", failures: 0, trouble: null });
    expect(rig.troubles[0]?.error.message).toContain("text/html");
  });

  test.each([400, 401, 403, 404, 407, 426, 429, 500, 502])("a run of %i is survived", async (status) => {
    rig.fill(1, 1);
    let left = 8;
    rig.loop.fault = ({ out }) => {
      if (left-- <= 0) return false;
      out.writeHead(status, { "content-type": "text/plain" });
      out.end("no");
      return true;
    };
    rig.connect();
    await rig.quiet();
    expect(rig.store.seqs).toEqual([1]);
    // After a 401 the box signs in again, and asks once more before it gives up.
    expect(rig.troubles.length).toBe(status === 401 ? 4 : 8);
  });

  const notOurs = [
    "",
    " ",
    "[",
    "null",
    '{"error":"no"}',
    '[{"headers":{"control":"up-to-date"}}',
    '[{"headers":{"control":"up-to-date"}]',
  ];

  test.each(notOurs)("[L6] headers of ours with a body that is not, first, second or third: %j", async (forged) => {
    rig.publish(1);
    for (const nth of [1, 2, 3]) {
      let responses = 0;
      rig.loop.fault = ({ url, response, out }) => {
        if (url.searchParams.get("table") !== "store_documents" || response.status !== 200) return false;
        responses += 1;
        if (responses !== nth) return false;
        out.writeHead(200, Object.fromEntries(response.headers));
        out.end(forged);
        return true;
      };
      const store = new MemoryDownStore(rig.changes);
      const link = rig.connect("s1", store);
      await rig.changes.until(() => rig.source.held === 2 && store.version("menu") === nth);
      rig.publish(nth + 1);
      await rig.changes.until(() => store.version("menu") === nth + 1);
      await link.stop();
      await rig.quiet(0);
    }
    expect(rig.troubles).toHaveLength(3);
  });

  test("the line is cut after every part of every response, and each entry is applied once", async () => {
    rig.fill(1, 12);
    // Each response is cut a little later than the one before, until one is complete.
    let share = 0;
    const STEPS = 6;
    rig.loop.fault = ({ url, response, body, out, socket }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      share = (share + 1) % (STEPS + 1);
      if (share === STEPS) return false;
      out.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": `${Buffer.byteLength(body)}` });
      out.write(body.slice(0, Math.floor((body.length * share) / STEPS)), () => socket.destroy());
      return true;
    };
    rig.store.positions.set("store_inbox", { handle: rig.source.log("store_inbox", "s1").handle, offset: "0_inf" });
    rig.connect();
    await rig.changes.until(() => rig.store.inboxSeq === 12);
    rig.fill(13, 14);
    await rig.changes.until(() => rig.store.inboxSeq === 14);
    rig.loop.fault = null;
    await rig.quiet();
    expect(rig.store.seqs).toEqual(seqs(1, 14));
    expect(rig.troubles.every((trouble) => trouble.why === "link")).toBe(true);
  });

  test("[L2] a response that goes silent is given up, its socket closed", async () => {
    rig.fill(1, 1);
    let closed = false;
    rig.loop.fault = ({ url, response, out, socket }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      out.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": "1000" });
      out.write("[");
      socket.on("close", () => {
        closed = true;
        rig.changes.notify();
      });
      rig.loop.fault = null;
      return true;
    };
    rig.connect();
    await rig.changes.until(() => rig.asked("store_inbox").length === 1 && rig.loop.fault === null);
    rig.time.advance(30_000);
    await rig.changes.until(() => rig.store.inboxSeq === 1 && closed);
    expect(rig.troubles.filter((trouble) => trouble.table === "store_inbox")).toHaveLength(1);
  });

  test("[L4] backoff has full jitter up to 30 s, comes on top of a Retry-After, and a poke ends the wait", async () => {
    rig.jitter = 0.5;
    let retryAfter = "";
    let refused = 0;
    rig.loop.fault = ({ url, out }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      refused += 1;
      out.writeHead(503, { "content-type": "text/plain", ...(retryAfter ? { "retry-after": retryAfter } : {}) });
      out.end("busy");
      return true;
    };
    const link = rig.connect();
    const inbox = () => rig.troubles.filter((trouble) => trouble.table === "store_inbox");
    const delays: number[] = [];
    for (let failure = 1; failure <= 8; failure++) {
      await rig.changes.until(() => inbox().length === failure);
      delays.push(inbox().at(-1)?.retry_in_ms ?? -1);
      if (failure < 8) rig.time.advance(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);

    link.reconnect();
    rig.time.advance(5_000);
    retryAfter = "120";
    link.reconnect();
    await rig.changes.until(() => inbox().length === 9);
    expect(inbox().at(-1)?.retry_in_ms).toBe(135_000);
    expect(refused).toBe(9);

    rig.loop.fault = null;
    rig.time.advance(60_000);
    link.reconnect();
    rig.time.advance(74_999);
    expect(link.status().shapes.store_inbox).toMatchObject({ state: "WAITING", failures: 9 });
    rig.time.advance(1);
    await rig.changes.until(() => link.status().shapes.store_inbox.state === "LIVE");
  });

  test("stop ends at once: in a wait, in a long poll, and before anything has come", async () => {
    const early = rig.connect();
    await early.stop();
    rig.jitter = 1;
    rig.loop.fault = ({ url, socket }) => url.searchParams.get("table") === "store_inbox" && socket.destroy().destroyed;
    const waiting = rig.connect();
    await rig.changes.until(() => waiting.status().shapes.store_inbox.state === "WAITING" && rig.source.held === 1);
    await waiting.stop();
    await rig.changes.until(() => rig.source.held === 0);
    expect(rig.time.pending).toBe(0);
  });
});

describe("what comes is wrong, or cannot be stored", () => {
  test("a disk that is full for a while loses no row", async () => {
    rig.fill(1, 3);
    rig.publish(1);
    rig.store.full = 3;
    const link = rig.connect();
    await rig.quiet();
    expect(rig.troubles.map((trouble) => trouble.why)).toEqual(["not_applied", "not_applied", "not_applied"]);
    rig.store.full = 1;
    rig.fill(4, 4);
    await rig.changes.until(() => rig.store.inboxSeq === 4);
    await rig.quiet();
    expect(rig.store.seqs).toEqual([1, 2, 3, 4]);
    expect(link.status().shapes.store_inbox.trouble).toBeNull();
  });

  test("a command of a newer cloud stops the inbox there: nothing skipped, nothing past it, documents go on", async () => {
    rig.fill(1, 2);
    const link = rig.connect();
    await rig.quiet();
    rig.jitter = 1;
    rig.fill(3, 3);
    await rig.changes.until(() => rig.store.inboxSeq === 3);
    await rig.quiet();
    // The box is away while three entries come, the middle one of a kind that it does not know.
    await link.stop();
    rig.fill(4, 4);
    rig.source.append("s1", 5, id(5), { kind: "order.teleported", at: "2026-11-02T08:00:00.000Z" });
    rig.fill(6, 6);
    const old = rig.connect();
    await rig.changes.until(() => rig.troubles.length === 1);
    expect(rig.troubles[0]).toMatchObject({ table: "store_inbox", why: "unreadable" });
    expect(rig.store.seqs).toEqual([1, 2, 3, 4]);
    expect(rig.store.shapePosition("store_inbox")?.offset).toBe("4_0");
    rig.time.advance(500);
    await rig.changes.until(() => rig.troubles.length === 2);
    expect(rig.troubles[1]).toMatchObject({ failures: 2, retry_in_ms: 1000 });
    old.reconnect();
    rig.publish(1);
    await rig.changes.until(() => rig.store.version("menu") === 1);
    expect(rig.store.seqs).toEqual([1, 2, 3, 4]);
    expect(old.status().live).toBe(false);
  });

  test("[D4] a hole in the inbox: the position is forgotten and all is fetched again", async () => {
    rig.fill(1, 3);
    rig.connect();
    await rig.quiet();
    const log = rig.source.log("store_inbox", "s1");
    const kept = log.rows;
    rig.fill(4, 5);
    // The cloud shows 5 without 4, once.
    log.rows = log.rows.filter((row) => row.key[1] !== "4");
    await rig.changes.until(() => rig.troubles.length === 1);
    expect(rig.troubles[0]?.why).toBe("hole");
    expect(kept.length).toBe(3);
    log.rows = [];
    log.lsn = 0;
    rig.fill(1, 5);
    await rig.changes.until(() => rig.store.inboxSeq === 5);
    expect(rig.store.seqs).toEqual(seqs(1, 5));
  });

  test("[D6] deletes take nothing away; duplicates and a shuffled snapshot change nothing", async () => {
    rig.fill(1, 4);
    rig.publish(2);
    const row = (table: string, key: string) => `"public"."${table}"/"s1"/"${key}"`;
    rig.loop.fault = ({ url, response, body, out }) => {
      const messages = JSON.parse(body) as { key?: string; headers: Record<string, unknown> }[];
      const table = url.searchParams.get("table") ?? "";
      const changed = messages.filter((message) => message.key);
      const control = messages.filter((message) => !message.key);
      const gone = table === "store_inbox" ? row(table, "1") : row(table, "menu");
      const deletion = { key: gone, value: {}, headers: { operation: "delete" } };
      const reply = response.status === 200 ? [...changed, ...changed.reverse(), deletion, ...control] : messages;
      out.writeHead(response.status, Object.fromEntries(response.headers));
      out.end(JSON.stringify(reply));
      return true;
    };
    rig.connect();
    await rig.quiet();
    expect(rig.store.seqs).toEqual([1, 2, 3, 4]);
    expect(rig.store.version("menu")).toBe(2);
    expect(rig.troubles).toEqual([]);
  });

  test("a row of another store is never applied, whoever sent it", async () => {
    rig.jitter = 1;
    rig.fill(1, 1);
    rig.loop.fault = ({ response, body, out }) => {
      out.writeHead(response.status, Object.fromEntries(response.headers));
      out.end(body.replaceAll('"store_id":"s1"', '"store_id":"s2"'));
      return true;
    };
    rig.connect();
    await rig.changes.until(() => rig.troubles.length === 1);
    expect(rig.troubles[0]?.why).toBe("unreadable");
    expect(rig.store.seqs).toEqual([]);
  });
});
