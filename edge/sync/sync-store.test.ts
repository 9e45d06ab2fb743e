import { appOrder, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxEntry } from "@crema/sync/protocol/down";
import { type ChainedEntry, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
import { chainFault } from "@crema/sync/protocol/log-hash";
import { GENESIS_HASH, Heartbeat, LoggedEvent } from "@crema/sync/protocol/up";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PRUNED_AT_ONCE } from "../db/sync.ts";
import { cashier, codeOf, espressos, NODE_ID, openTestStore, STORE_ID, type TestStore, testMenu } from "../store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const DAY_MS = 24 * 3600 * 1000;
const entry = (seq: number, id = testId(0xc000 + seq)): InboxEntry => ({
  seq,
  id,
  command: { kind: "order.offered", at: "2026-05-04T08:00:00.000Z", order: appOrder("OFFERED", { order_id: testId(0xa000 + seq) }) },
});
const appliedIds = () => store.db.prepare("SELECT id FROM inbox_applied ORDER BY seq").pluck().all();

describe("[U1] the log", () => {
  test("is 1, 2, 3 …, hashed and chained from the first event of the epoch on", async () => {
    for (let n = 0; n < 5; n++) await store.placed();
    const events = store.sync.log.read(1, 100, 1_000_000);
    expect(events.map((event) => LoggedEvent.parse(event).seq)).toEqual([1, 2, 3, 4, 5]);
    expect(events[0]?.prev_hash).toBe(GENESIS_HASH);
    expect(chainFault(events)).toBeNull();
  });

  test("is read in batches, bounded by number and bytes, but never empty while there is something", async () => {
    for (let n = 0; n < 5; n++) await store.placed();
    const bytes = Buffer.byteLength(store.sync.log.read(1, 1, 1)[0]?.body ?? "");
    expect(store.sync.log.read(2, 2, 1_000_000).map((event) => event.seq)).toEqual([2, 3]);
    expect(store.sync.log.read(1, 100, bytes * 2 + 2).map((event) => event.seq)).toEqual([1, 2]);
    expect(store.sync.log.read(3, 100, 1).map((event) => event.seq)).toEqual([3]);
    expect(store.sync.log.read(6, 100, 1_000_000)).toEqual([]);
  });

  test("is acknowledged up to its head and never back", async () => {
    await store.placed();
    await store.placed();
    await store.sync.log.acknowledge(2);
    await store.sync.log.acknowledge(1);
    expect(store.sync.log.acked()).toBe(2);
    await store.sync.log.acknowledge(99);
    expect(store.sync.log.acked()).toBe(2);
  });

  test("rows go 30 days after their acknowledgement, and never before it", async () => {
    await store.placed();
    await store.sync.log.acknowledge(1);
    store.clock.advance(20 * DAY_MS);
    await store.placed();
    await store.placed();
    await store.sync.log.acknowledge(2);
    await store.sync.prune();
    expect(store.sync.log.read(1, 100, 1_000_000)).toHaveLength(3);
    store.clock.advance(11 * DAY_MS);
    await store.sync.prune();
    expect(store.sync.log.read(1, 100, 1_000_000).map((event) => event.seq)).toEqual([2, 3]);
    store.clock.advance(100 * DAY_MS);
    await store.sync.prune();
    expect(store.sync.log.read(1, 100, 1_000_000).map((event) => event.seq)).toEqual([3]);
    await store.placed();
    expect(chainFault(store.sync.log.read(1, 100, 1_000_000))).toBeNull();
    expect(store.sync.log.head()).toBe(4);
  });

  test("after a long outage rows go in pieces, and an order is taken between two of them", async () => {
    await store.placed();
    await store.sync.log.acknowledge(1);
    const many = PRUNED_AT_ONCE * 3;
    store.db
      .prepare(
        `WITH RECURSIVE n (seq) AS (SELECT 2 UNION ALL SELECT seq + 1 FROM n WHERE seq < ?)
         INSERT INTO events SELECT epoch, n.seq, n.seq || event_id, type, order_id, at, prev_hash, n.seq || hash, body FROM events, n`,
      )
      .run(many);
    store.db.prepare("UPDATE acknowledgements SET seq = ?").run(many);
    store.db.prepare("UPDATE position SET head_seq = @many, acked_seq = @many").run({ many });
    store.clock.advance(40 * DAY_MS);
    const left = () => store.db.prepare("SELECT count(*) FROM events").pluck().get() as number;
    const pruned = store.sync.prune();
    await store.placed();
    expect(left()).toBeGreaterThan(PRUNED_AT_ONCE);
    await pruned;
    expect(left()).toBeLessThan(3);
  });

  test("starts again with a new epoch, and numbers of the old one are not minted again", async () => {
    const before = await store.placed();
    const enrolment = { store_id: STORE_ID, cloud_url: "", private_key: "", generation: 4, epoch_certificate: "c" };
    await store.sync.link.enrol({ ...enrolment, node_id: NODE_ID, epoch: 2 });
    expect([store.sync.log.head(), store.sync.log.acked(), store.sync.log.generation()]).toEqual([0, 0, 4]);
    const after = await store.placed();
    expect(store.sync.log.read(1, 10, 1_000_000)).toMatchObject([{ seq: 1, prev_hash: GENESIS_HASH }]);
    expect([before.ticket_number, after.ticket_number]).toEqual(["A1", "B2"]);
    expect(store.queries.identity()).toMatchObject({ epoch: 2 });
  });

  test("its heartbeat says what is unsent and since when", async () => {
    await store.placed();
    store.clock.advance(5000);
    await store.placed();
    expect(Heartbeat.parse(store.sync.log.heartbeat())).toMatchObject({
      queue_length: 2,
      unsent_events: 2,
      oldest_unsent_at: "2026-05-04T08:00:00.000Z",
    });
    await store.sync.log.acknowledge(1);
    expect(store.sync.log.heartbeat()).toMatchObject({ unsent_events: 1, oldest_unsent_at: "2026-05-04T08:00:05.000Z" });
    await store.sync.log.acknowledge(2);
    expect(store.sync.log.heartbeat()).toMatchObject({ unsent_events: 0, oldest_unsent_at: null });
  });

  test("its heartbeat and its figures count what the queue shows: an order that was left open is on none", async () => {
    await store.placed();
    store.clock.advance(13 * 3_600_000);
    await store.placed();
    expect(store.sync.log.heartbeat().queue_length).toBe(1);
    expect([store.queries.openOrders(), store.queries.queueCounts()]).toMatchObject([1, { on_queue: 1, left_open: 1 }]);
  });
});

describe("[D4] the inbox", () => {
  const position = { handle: "h1", offset: "5_0" };

  test("[D2] is applied in the order of its numbers, with its position in the same commit", async () => {
    expect(await store.sync.down.applyInbox([entry(2), entry(1)], position)).toEqual({ inbox_seq: 2, hole: false });
    expect(store.sync.log.position()).toEqual({ inbox_seq: 2, inbox_id: entry(2).id, menu_version: 7, profile_version: 3 });
    expect(store.sync.down.shapePosition("store_inbox")).toEqual(position);
    expect(store.queries.openOrders()).toBe(2);
  });

  test("[D2] seen before: changes nothing, by number and by id", async () => {
    await store.sync.down.applyInbox([entry(1)], null);
    const head = store.sync.log.head();
    expect(await store.sync.down.applyInbox([entry(1)], null)).toEqual({ inbox_seq: 1, hole: false });
    expect(await store.sync.down.applyInbox([entry(2, entry(1).id)], null)).toEqual({ inbox_seq: 2, hole: false });
    expect(store.sync.log.head()).toBe(head);
  });

  test("a hole is reported: what stands before it is applied, what comes after it is not, and the position stays", async () => {
    expect(await store.sync.down.applyInbox([entry(1), entry(3)], position)).toEqual({ inbox_seq: 1, hole: true });
    expect(store.sync.down.shapePosition("store_inbox")).toBeNull();
    expect(await store.sync.down.applyInbox([entry(1), entry(2), entry(3)], position)).toEqual({ inbox_seq: 3, hole: false });
    expect(store.queries.openOrders()).toBe(3);
  });

  test("an entry that throws rolls back the entries of its call and the position, and the next try finds them", async () => {
    const broken: unknown = { ...entry(2), command: { kind: "order.offered", at: "", order: { ...appOrder("OFFERED"), lines: null } } };
    await expect(store.sync.down.applyInbox([entry(1), broken as InboxEntry], position)).rejects.toThrow(TypeError);
    expect([store.sync.log.position().inbox_seq, store.queries.openOrders(), store.sync.log.head()]).toEqual([0, 0, 0]);
    expect(await store.sync.down.applyInbox([entry(1), entry(2)], position)).toEqual({ inbox_seq: 2, hole: false });
  });

  test("a disk that is full rejects the call and leaves everything as it was", async () => {
    const pages = store.db.pragma("page_count", { simple: true }) as number;
    store.db.pragma(`max_page_count = ${pages}`);
    const many = Array.from({ length: 30 }, (_, n) => entry(n + 1));
    await expect(store.sync.down.applyInbox(many, position)).rejects.toThrow("storage.full");
    expect([store.sync.log.position().inbox_seq, store.sync.down.shapePosition("store_inbox"), store.published]).toEqual([0, null, []]);
    store.db.pragma(`max_page_count = ${pages + 1000}`);
    expect(await store.sync.down.applyInbox(many, position)).toEqual({ inbox_seq: 30, hole: false });
  });

  test("[I5] a fenced box applies nothing", async () => {
    await store.sync.link.fence();
    await expect(store.sync.down.applyInbox([entry(1)], position)).rejects.toThrow("sync.fenced");
    expect([store.sync.log.position().inbox_seq, store.sync.log.head()]).toEqual([0, 0]);
  });

  test("what was applied is stored as the bytes that came, in a chain over them", async () => {
    const entries = [entry(1), entry(2)].map((each) => ({ ...each, text: `${JSON.stringify(each.command)} ` }));
    await store.sync.down.applyInbox(entries, null);
    const stored = store.db.prepare("SELECT seq, id, chain, command FROM inbox_applied ORDER BY seq").all() as ChainedEntry[];
    expect(stored.map((row) => row.command)).toEqual(entries.map((each) => each.text));
    expect(inboxChainFault({ seq: 0, chain: INBOX_GENESIS }, stored)).toBeNull();
    expect(store.tables.box.position().inbox_chain).toBe(stored[1]?.chain);
  });

  test("[D2] ids are stored for 30 days", async () => {
    await store.sync.down.applyInbox([entry(1)], null);
    store.clock.advance(29 * DAY_MS);
    await store.sync.prune();
    expect(appliedIds()).toHaveLength(1);
    store.clock.advance(2 * DAY_MS);
    await store.sync.prune();
    expect(appliedIds()).toEqual([]);
  });
});

describe("[D1] documents", () => {
  test("a newer one replaces the one in force, an older one changes nothing", async () => {
    const version = (n: number) => ({ kind: "menu", version: n, document: { ...testMenu, version: n } }) as const;
    const position = { handle: "h", offset: "1_0" };
    await store.sync.down.applyDocuments([version(9), version(8)], position);
    expect(store.queries.menu()?.menu.version).toBe(9);
    expect(store.sync.down.shapePosition("store_documents")).toEqual(position);
    await store.sync.down.forgetPosition("store_documents");
    expect(store.sync.down.shapePosition("store_documents")).toBeNull();
    expect((await store.placed()).menu_version).toBe(9);
  });
});

test("[U7] a fenced box stays fenced over a restart, until it is enrolled again", async () => {
  await store.sync.link.fence();
  await store.close();
  const again = await openTestStore({ path: store.path });
  expect(codeOf(await again.commands.place(espressos(), "k1", cashier))).toBe("sync.fenced");
  await again.sync.link.enrol({
    node_id: NODE_ID,
    store_id: STORE_ID,
    epoch: 2,
    epoch_certificate: "c",
    cloud_url: "",
    private_key: "",
    generation: 1,
  });
  expect(codeOf(await again.commands.place(espressos(), "k1", cashier))).toBe("ok");
  await again.close();
});
