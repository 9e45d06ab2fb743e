import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { profile } from "../testing/documents.test-fixture.ts";
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

describe("the good line", () => {
  test("[I4] snapshot in parts, then live changes, positions from the messages", async () => {
    rig.publish(1);
    rig.source.putDocument("s1", "profile", 3, profile("s1", 3));
    rig.fill(1, 12);
    const link = rig.connect();
    await rig.quiet();
    expect([rig.store.version("menu"), rig.store.version("profile")]).toEqual([1, 3]);
    expect(rig.store.seqs).toEqual(seqs(1, 12));
    rig.publish(2);
    rig.fill(13, 13);
    await rig.changes.until(() => rig.store.version("menu") === 2 && rig.store.inboxSeq === 13);
    await rig.quiet();
    expect(rig.store.shapePosition("store_documents")).toEqual({ handle: rig.source.log("store_documents", "s1").handle, offset: "3_0" });
    expect(rig.store.shapePosition("store_inbox")?.offset).toBe("13_0");
    expect(link.status()).toMatchObject({ live: true, last_exchange_age_ms: 0 });
    expect(rig.troubles).toEqual([]);
  });

  test("an idle long poll ends, is sent again with a new cursor, and writes nothing", async () => {
    rig.fill(1, 1);
    const link = rig.connect();
    await rig.quiet();
    const writes = rig.store.writes.length;
    for (let poll = 0; poll < 3; poll++) {
      const before = rig.loop.asked.length;
      rig.time.advance(20_000);
      await rig.changes.until(() => rig.loop.asked.length === before + 2);
      await rig.quiet();
    }
    expect(rig.store.writes.length).toBe(writes);
    const cursors = rig.asked("store_inbox").flatMap((url) => url.searchParams.get("cursor") || []);
    expect(new Set(cursors).size).toBe(cursors.length);
    expect(link.status().last_exchange_age_ms).toBe(0);
    rig.time.advance(7_000);
    expect(link.status().last_exchange_age_ms).toBe(7_000);
  });

  test("[D3] a restart goes on from the saved position: no replay, no loss", async () => {
    rig.fill(1, 7);
    rig.publish(1);
    const first = rig.connect();
    await rig.quiet();
    await first.stop();
    expect(first.status().shapes.store_inbox.state).toBe("STOPPED");
    rig.fill(8, 9);
    rig.loop.asked.length = 0;
    const before = rig.store.writes.length;
    rig.connect();
    await rig.quiet();
    expect(rig.asked("store_inbox")[0]?.searchParams.get("offset")).toBe("7_0");
    expect(rig.store.seqs).toEqual(seqs(1, 9));
    expect(rig.store.writes.slice(before)).toEqual([
      { table: "store_inbox", rows: 2, position: expect.objectContaining({ offset: "9_0" }) },
    ]);
  });

  test("two stores never see each other's rows", async () => {
    const other = new MemoryDownStore(rig.changes);
    rig.connect("s1");
    rig.connect("s2", other);
    await rig.quiet(4);
    rig.fill(1, 2, "s1");
    rig.fill(1, 1, "s2");
    rig.publish(4, "s2");
    await rig.changes.until(() => rig.store.inboxSeq === 2 && other.inboxSeq === 1 && other.version("menu") === 4);
    await rig.quiet(4);
    expect(rig.store.version("menu")).toBeNull();
    expect(other.documents.get("menu")?.document.store_id).toBe("s2");
    expect(rig.troubles).toEqual([]);
  });

  test("a stream is renewed now and then, without a replay", async () => {
    rig.fill(1, 3);
    rig.connect();
    await rig.quiet();
    rig.time.advance(6 * 3_600_000);
    rig.fill(4, 4);
    await rig.changes.until(() => rig.store.inboxSeq === 4);
    await rig.quiet();
    expect(rig.store.seqs).toEqual(seqs(1, 4));
  });
});

describe("must-refetch", () => {
  test("[D5] an outage in the middle of the new snapshot leaves the old documents in force", async () => {
    rig.publish(1);
    rig.connect();
    await rig.quiet();
    let cut = 0;
    // The first part of the new snapshot arrives, the rest does not.
    rig.loop.fault = ({ url, response, socket }) => {
      if (url.searchParams.get("table") !== "store_documents" || response.status !== 200) return false;
      if (url.searchParams.get("offset") === "-1") return false;
      cut += 1;
      socket.destroy();
      return true;
    };
    rig.publish(2);
    await rig.source.rotate("store_documents", "s1");
    await rig.changes.until(() => cut >= 4);
    expect(rig.store.version("menu")).toBe(1);
    expect(rig.store.shapePosition("store_documents")?.handle).not.toBe(rig.source.log("store_documents", "s1").handle);
    rig.loop.fault = null;
    await rig.changes.until(() => rig.store.version("menu") === 2);
    await rig.quiet();
    expect(rig.store.shapePosition("store_documents")).toEqual({ handle: rig.source.log("store_documents", "s1").handle, offset: "2_0" });
  });

  test("a position that this log has not reached: the log is fetched again, nothing is applied twice", async () => {
    rig.fill(1, 3);
    rig.store.positions.set("store_inbox", { handle: rig.source.log("store_inbox", "s1").handle, offset: "99_0" });
    rig.connect();
    await rig.quiet();
    expect(rig.store.seqs).toEqual([1, 2, 3]);
    rig.fill(4, 4);
    await rig.changes.until(() => rig.store.inboxSeq === 4);
    expect(rig.troubles).toEqual([]);
  });

  test("[D6] a box that is past the pruned start takes only what it does not have", async () => {
    rig.fill(1, 6);
    rig.connect();
    await rig.quiet();
    rig.source.prune("s1", 4);
    await rig.source.rotate("store_inbox", "s1");
    rig.fill(7, 8);
    await rig.changes.until(() => rig.store.inboxSeq === 8);
    expect(rig.store.seqs).toEqual(seqs(1, 8));
  });

  test("a cloud that says it again and again is asked with backoff", async () => {
    rig.fill(1, 1);
    rig.loop.fault = ({ url, out }) => {
      if (url.searchParams.get("table") !== "store_inbox") return false;
      out.writeHead(409, { "content-type": "application/json", "electric-handle": `h${rig.loop.asked.length}` });
      out.end('[{"headers":{"control":"must-refetch"}}]');
      return true;
    };
    rig.connect();
    await rig.changes.until(() => rig.troubles.length > 0);
    expect(rig.troubles[0]).toMatchObject({ table: "store_inbox", why: "link" });
    rig.loop.fault = null;
    await rig.changes.until(() => rig.store.inboxSeq === 1);
  });
});

describe("a box that joins [J1]", () => {
  test("nothing is asked for before it has joined", async () => {
    rig.fill(1, 3);
    rig.gate().close();
    rig.connect();
    rig.time.advance(60_000);
    expect(rig.loop.asked).toEqual([]);
    rig.join();
    await rig.quiet();
    expect(rig.store.seqs).toEqual(seqs(1, 3));
    expect(rig.troubles).toEqual([]);
  });

  test("the cloud's 409 is no must-refetch: it ends the way down until the next join, which goes on from the saved position", async () => {
    rig.fill(1, 3);
    rig.connect();
    await rig.quiet();
    rig.source.join();
    await expect.poll(() => rig.gate().token).toBeNull();
    const asked = rig.loop.asked.length;
    rig.fill(4, 4);
    rig.time.advance(60_000);
    rig.join();
    await rig.changes.until(() => rig.store.inboxSeq === 4);
    expect(rig.store.seqs).toEqual(seqs(1, 4));
    expect(rig.loop.asked.slice(asked).map((url) => url.searchParams.get("offset"))).not.toContain("-1");
    await rig.quiet();
  });

  test("a response that was asked for with the token of an earlier join is dropped", async () => {
    rig.fill(1, 3);
    let joins = 0;
    rig.loop.fault = ({ url }) => {
      if (url.searchParams.get("table") !== "store_inbox" || joins > 0) return false;
      joins += 1;
      rig.source.join();
      rig.join();
      return false;
    };
    rig.connect();
    await rig.quiet();
    expect(rig.asked("store_inbox").filter((url) => url.searchParams.get("offset") === "-1")).toHaveLength(2);
    expect(rig.store.seqs).toEqual(seqs(1, 3));
  });
});
