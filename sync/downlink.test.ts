import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Downlink, createDownlink } from "./downlink.ts";
import { command, id, menu, profile } from "./shapes/documents.fixture.ts";
import type { DownlinkTrouble } from "./shapes/follower.ts";
import { createShapeHandler } from "./shapes/handler.ts";
import { Loopback } from "./shapes/loopback.fixture.ts";
import { Changes, ManualTime } from "./shapes/manual-time.fixture.ts";
import { MemoryDownStore } from "./shapes/memory-down-store.fixture.ts";
import { MemoryShapeSource } from "./shapes/memory-source.fixture.ts";

const MAX_ROWS = 5;

let time: ManualTime;
let changes: Changes;
let source: MemoryShapeSource;
let loop: Loopback;
let store: MemoryDownStore;
let troubles: DownlinkTrouble[];
let links: Downlink[];
/** 0: a failed stream begins again at once. */
let jitter: number;

beforeEach(async () => {
  time = new ManualTime();
  changes = new Changes();
  source = new MemoryShapeSource(time.timers, changes);
  loop = await new Loopback(createShapeHandler({ source, clock: time.clock, maxRows: MAX_ROWS }), changes).open();
  store = new MemoryDownStore(changes);
  troubles = [];
  links = [];
  jitter = 0;
});

afterEach(async () => {
  for (const link of links) await link.stop();
  // The cloud hears that its callers are gone; what is left then is ours.
  await quiet(0);
  expect(time.pending, "timers left behind").toBe(0);
  await loop.close();
});

function connect(storeId = "s1", into = store): Downlink {
  const link = createDownlink({
    cloud: loop.client(storeId),
    store: into,
    storeId,
    clock: time.clock,
    timers: time.timers,
    random: () => jitter,
    report: (trouble) => {
      troubles.push(trouble);
      changes.notify();
    },
    onApplied: changes.notify,
  });
  links.push(link);
  link.start();
  return link;
}

const fill = (from: number, to: number, storeId = "s1") => {
  for (let seq = from; seq <= to; seq++) source.append(storeId, seq, id(seq), command(seq));
};
const publish = (version: number, storeId = "s1") => source.putDocument(storeId, "menu", version, menu(storeId, version));
const seqs = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
/** Both shapes hang in a long poll: the links are quiet. */
const quiet = (held = 2) => changes.until(() => source.held === held);
const asked = (table: string) => loop.asked.filter((url) => url.searchParams.get("table") === table);

describe("the good line", () => {
  test("[I4] snapshot in parts, then live changes, positions from the messages", async () => {
    publish(1);
    source.putDocument("s1", "profile", 3, profile("s1", 3));
    fill(1, 12);
    const link = connect();
    await quiet();
    expect([store.version("menu"), store.version("profile")]).toEqual([1, 3]);
    expect(store.seqs).toEqual(seqs(1, 12));
    publish(2);
    fill(13, 13);
    await changes.until(() => store.version("menu") === 2 && store.inboxSeq === 13);
    await quiet();
    expect(store.shapePosition("store_documents")).toEqual({ handle: source.log("store_documents", "s1").handle, offset: "3_0" });
    expect(store.shapePosition("store_inbox")?.offset).toBe("13_0");
    expect(link.status()).toMatchObject({ live: true, last_exchange_age_ms: 0 });
    expect(troubles).toEqual([]);
  });

  test("an idle long poll ends, is asked again with a new cursor, and writes nothing", async () => {
    fill(1, 1);
    const link = connect();
    await quiet();
    const writes = store.writes.length;
    for (let poll = 0; poll < 3; poll++) {
      const before = loop.asked.length;
      time.advance(20_000);
      await changes.until(() => loop.asked.length === before + 2);
      await quiet();
    }
    expect(store.writes.length).toBe(writes);
    const cursors = asked("store_inbox").flatMap((url) => url.searchParams.get("cursor") || []);
    expect(new Set(cursors).size).toBe(cursors.length);
    expect(link.status().last_exchange_age_ms).toBe(0);
    time.advance(7_000);
    expect(link.status().last_exchange_age_ms).toBe(7_000);
  });

  test("[D3] a restart goes on from the saved position: no replay, no loss", async () => {
    fill(1, 7);
    publish(1);
    const first = connect();
    await quiet();
    await first.stop();
    expect(first.status().shapes.store_inbox.state).toBe("STOPPED");
    fill(8, 9);
    loop.asked.length = 0;
    const before = store.writes.length;
    connect();
    await quiet();
    expect(asked("store_inbox")[0]?.searchParams.get("offset")).toBe("7_0");
    expect(store.seqs).toEqual(seqs(1, 9));
    expect(store.writes.slice(before)).toEqual([{ table: "store_inbox", rows: 2, position: expect.objectContaining({ offset: "9_0" }) }]);
  });

  test("two stores never see each other's rows", async () => {
    const other = new MemoryDownStore(changes);
    connect("s1");
    connect("s2", other);
    await quiet(4);
    fill(1, 2, "s1");
    fill(1, 1, "s2");
    publish(4, "s2");
    await changes.until(() => store.inboxSeq === 2 && other.inboxSeq === 1 && other.version("menu") === 4);
    await quiet(4);
    expect(store.version("menu")).toBeNull();
    expect(other.documents.get("menu")?.document.store_id).toBe("s2");
    expect(troubles).toEqual([]);
  });

  test("a stream is renewed now and then, without a replay", async () => {
    fill(1, 3);
    connect();
    await quiet();
    time.advance(6 * 3_600_000);
    fill(4, 4);
    await changes.until(() => store.inboxSeq === 4);
    await quiet();
    expect(store.seqs).toEqual(seqs(1, 4));
  });
});

describe("must-refetch", () => {
  test("[D5] an outage in the middle of the new snapshot leaves the old documents in force", async () => {
    publish(1);
    connect();
    await quiet();
    let cut = 0;
    // Of the new snapshot the first part arrives, what follows it does not.
    loop.fault = ({ url, response, socket }) => {
      if (url.searchParams.get("table") !== "store_documents" || response.status !== 200) return false;
      if (url.searchParams.get("offset") === "-1") return false;
      cut += 1;
      socket.destroy();
      return true;
    };
    publish(2);
    await source.rotate("store_documents", "s1");
    await changes.until(() => cut >= 4);
    expect(store.version("menu")).toBe(1);
    expect(store.shapePosition("store_documents")?.handle).not.toBe(source.log("store_documents", "s1").handle);
    loop.fault = null;
    await changes.until(() => store.version("menu") === 2);
    await quiet();
    expect(store.shapePosition("store_documents")).toEqual({ handle: source.log("store_documents", "s1").handle, offset: "2_0" });
  });

  test("a position that this log has not reached: the log is fetched again, nothing is applied twice", async () => {
    fill(1, 3);
    store.positions.set("store_inbox", { handle: source.log("store_inbox", "s1").handle, offset: "99_0" });
    connect();
    await quiet();
    expect(store.seqs).toEqual([1, 2, 3]);
    fill(4, 4);
    await changes.until(() => store.inboxSeq === 4);
    expect(troubles).toEqual([]);
  });

  test("[D6] a box that is past the pruned start takes only what it does not have", async () => {
    fill(1, 6);
    connect();
    await quiet();
    source.prune("s1", 4);
    await source.rotate("store_inbox", "s1");
    fill(7, 8);
    await changes.until(() => store.inboxSeq === 8);
    expect(store.seqs).toEqual(seqs(1, 8));
  });

  test("a cloud that says it again and again is asked with backoff", async () => {
    fill(1, 1);
    loop.fault = ({ url, out }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      out.writeHead(409, { "content-type": "application/json", "electric-handle": `h${loop.asked.length}` });
      out.end('[{"headers":{"control":"must-refetch"}}]');
      return true;
    };
    connect();
    await changes.until(() => troubles.length > 0);
    expect(troubles[0]).toMatchObject({ table: "store_inbox", why: "link" });
    loop.fault = null;
    await changes.until(() => store.inboxSeq === 1);
  });
});

describe("the bad line", () => {
  test("[L6] a portal's page instead of an answer, then recovery by itself", async () => {
    fill(1, 3);
    let pages = 0;
    loop.fault = ({ out }) => {
      pages += 1;
      out.writeHead(200, { "content-type": "text/html" });
      out.end("<html>Welcome to the mall. Accept the terms.</html>");
      return true;
    };
    const link = connect();
    await changes.until(() => pages >= 6);
    expect(store.seqs).toEqual([]);
    expect(link.status()).toMatchObject({ live: false, last_exchange_age_ms: null });
    loop.fault = null;
    await quiet();
    expect(store.seqs).toEqual([1, 2, 3]);
    expect(link.status().shapes.store_inbox).toMatchObject({ state: "LIVE", failures: 0, trouble: null });
    expect(troubles[0]?.error.message).toContain("text/html");
  });

  test.each([400, 401, 403, 404, 407, 426, 429, 500, 502])("a run of %i is survived", async (status) => {
    fill(1, 1);
    let left = 8;
    loop.fault = ({ out }) => {
      if (left-- <= 0) return false;
      out.writeHead(status, { "content-type": "text/plain" });
      out.end("no");
      return true;
    };
    connect();
    await quiet();
    expect(store.seqs).toEqual([1]);
    expect(troubles.length).toBe(8);
  });

  test("[L6] headers of ours with a body that is not: never data, never fatal", async () => {
    publish(1);
    const bodies = ['{"error":"no"}', "[", "null", '[{"headers":{"control":"up-to-date"}}', ""];
    loop.fault = ({ url, response, out }) => {
      if (url.searchParams.get("table") !== "store_documents" || response.status !== 200) return false;
      const body = bodies.pop();
      if (body === undefined) return false;
      out.writeHead(200, Object.fromEntries(response.headers));
      out.end(body);
      return true;
    };
    connect();
    await quiet();
    expect(store.version("menu")).toBe(1);
    fill(1, 1);
    await changes.until(() => store.inboxSeq === 1);
  });

  test("the line is cut after every part of every answer, and each entry is applied once", async () => {
    fill(1, 12);
    // Answer after answer gets through only as far as a little more each time, until it is whole.
    let share = 0;
    const STEPS = 6;
    loop.fault = ({ url, response, body, out, socket }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      share = (share + 1) % (STEPS + 1);
      if (share === STEPS) return false;
      out.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": `${Buffer.byteLength(body)}` });
      out.write(body.slice(0, Math.floor((body.length * share) / STEPS)), () => socket.destroy());
      return true;
    };
    store.positions.set("store_inbox", { handle: source.log("store_inbox", "s1").handle, offset: "0_inf" });
    connect();
    await changes.until(() => store.inboxSeq === 12);
    fill(13, 14);
    await changes.until(() => store.inboxSeq === 14);
    loop.fault = null;
    await quiet();
    expect(store.seqs).toEqual(seqs(1, 14));
    expect(troubles.every((trouble) => trouble.why === "link")).toBe(true);
  });

  test("an answer that never ends is given up after 30 s, its socket closed", async () => {
    fill(1, 1);
    let closed = false;
    loop.fault = ({ url, response, out, socket }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      out.writeHead(response.status, { ...Object.fromEntries(response.headers), "content-length": "1000" });
      out.write("[");
      socket.on("close", () => {
        closed = true;
        changes.notify();
      });
      loop.fault = null;
      return true;
    };
    connect();
    await changes.until(() => asked("store_inbox").length === 1 && loop.fault === null);
    time.advance(30_000);
    await changes.until(() => store.inboxSeq === 1 && closed);
    expect(troubles.filter((trouble) => trouble.table === "store_inbox")).toHaveLength(1);
  });

  test("[L4] backoff has full jitter up to 30 s, obeys Retry-After, and a poke ends the wait", async () => {
    jitter = 0.5;
    let retryAfter = "";
    let refused = 0;
    loop.fault = ({ url, out }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      refused += 1;
      out.writeHead(503, { "content-type": "text/plain", ...(retryAfter ? { "retry-after": retryAfter } : {}) });
      out.end("busy");
      return true;
    };
    const link = connect();
    const inbox = () => troubles.filter((trouble) => trouble.table === "store_inbox");
    const delays: number[] = [];
    for (let failure = 1; failure <= 8; failure++) {
      await changes.until(() => inbox().length === failure);
      delays.push(inbox().at(-1)?.retry_in_ms ?? -1);
      if (failure < 8) time.advance(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000]);

    link.reconnect();
    time.advance(5_000);
    retryAfter = "120";
    link.reconnect();
    await changes.until(() => inbox().length === 9);
    expect(inbox().at(-1)?.retry_in_ms).toBe(120_000);
    expect(refused).toBe(9);

    loop.fault = null;
    time.advance(60_000);
    link.reconnect();
    time.advance(59_999);
    expect(link.status().shapes.store_inbox).toMatchObject({ state: "WAITING", failures: 9 });
    time.advance(1);
    await changes.until(() => link.status().shapes.store_inbox.state === "LIVE");
  });

  test("stop ends at once: in a wait, in a long poll, and before anything has come", async () => {
    const early = connect();
    await early.stop();
    jitter = 1;
    loop.fault = ({ url, socket }) => url.searchParams.get("table") === "store_inbox" && socket.destroy().destroyed;
    const waiting = connect();
    await changes.until(() => waiting.status().shapes.store_inbox.state === "WAITING" && source.held === 1);
    await waiting.stop();
    await changes.until(() => source.held === 0);
    expect(time.pending).toBe(0);
  });
});

describe("what comes is wrong, or cannot be stored", () => {
  test("a disk that is full for a while loses no row", async () => {
    fill(1, 3);
    publish(1);
    store.full = 3;
    const link = connect();
    await quiet();
    expect(troubles.map((trouble) => trouble.why)).toEqual(["not_applied", "not_applied", "not_applied"]);
    store.full = 1;
    fill(4, 4);
    await changes.until(() => store.inboxSeq === 4);
    await quiet();
    expect(store.seqs).toEqual([1, 2, 3, 4]);
    expect(link.status().shapes.store_inbox.trouble).toBeNull();
  });

  test("a command of a newer cloud stops the inbox there: nothing skipped, nothing past it, documents go on", async () => {
    fill(1, 2);
    const link = connect();
    await quiet();
    jitter = 1;
    fill(3, 3);
    await changes.until(() => store.inboxSeq === 3);
    await quiet();
    // The box is away while three entries come, the middle one of a kind that it does not know.
    await link.stop();
    fill(4, 4);
    source.append("s1", 5, id(5), { kind: "order.teleported", at: "2026-11-02T08:00:00.000Z" });
    fill(6, 6);
    const old = connect();
    await changes.until(() => troubles.length === 1);
    expect(troubles[0]).toMatchObject({ table: "store_inbox", why: "unreadable" });
    expect(store.seqs).toEqual([1, 2, 3, 4]);
    expect(store.shapePosition("store_inbox")?.offset).toBe("4_0");
    time.advance(500);
    await changes.until(() => troubles.length === 2);
    expect(troubles[1]).toMatchObject({ failures: 2, retry_in_ms: 1000 });
    old.reconnect();
    publish(1);
    await changes.until(() => store.version("menu") === 1);
    expect(store.seqs).toEqual([1, 2, 3, 4]);
    expect(old.status().live).toBe(false);
  });

  test("[D4] a hole in the inbox: the position is forgotten and all is fetched again", async () => {
    fill(1, 3);
    connect();
    await quiet();
    const log = source.log("store_inbox", "s1");
    const kept = log.rows;
    fill(4, 5);
    // The cloud shows 5 without 4, once.
    log.rows = log.rows.filter((row) => row.key[1] !== "4");
    await changes.until(() => troubles.length === 1);
    expect(troubles[0]?.why).toBe("hole");
    expect(kept.length).toBe(3);
    log.rows = [];
    log.lsn = 0;
    fill(1, 5);
    await changes.until(() => store.inboxSeq === 5);
    expect(store.seqs).toEqual(seqs(1, 5));
  });

  test("[D6] deletes take nothing away; duplicates and a shuffled snapshot change nothing", async () => {
    fill(1, 4);
    publish(2);
    const row = (table: string, key: string) => `"public"."${table}"/"s1"/"${key}"`;
    loop.fault = ({ url, response, body, out }) => {
      const messages = JSON.parse(body) as { key?: string; headers: Record<string, unknown> }[];
      const table = url.searchParams.get("table") ?? "";
      const changed = messages.filter((message) => message.key);
      const control = messages.filter((message) => !message.key);
      const gone = table === "store_inbox" ? row(table, "1") : row(table, "menu");
      const deletion = { key: gone, value: {}, headers: { operation: "delete" } };
      const answer = response.status === 200 ? [...changed, ...changed.reverse(), deletion, ...control] : messages;
      out.writeHead(response.status, Object.fromEntries(response.headers));
      out.end(JSON.stringify(answer));
      return true;
    };
    connect();
    await quiet();
    expect(store.seqs).toEqual([1, 2, 3, 4]);
    expect(store.version("menu")).toBe(2);
    expect(troubles).toEqual([]);
  });

  test("a row of another store is never applied, whoever sent it", async () => {
    jitter = 1;
    fill(1, 1);
    loop.fault = ({ response, body, out }) => {
      out.writeHead(response.status, Object.fromEntries(response.headers));
      out.end(body.replaceAll('"store_id":"s1"', '"store_id":"s2"'));
      return true;
    };
    connect();
    await changes.until(() => troubles.length === 1);
    expect(troubles[0]?.why).toBe("unreadable");
    expect(store.seqs).toEqual([]);
  });
});
