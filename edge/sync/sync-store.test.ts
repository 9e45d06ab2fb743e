import { appOrder, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxEntry } from "@crema/sync/protocol/down";
import { type ChainedEntry, chainInbox, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
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

test("[D7] what a cloud that was put back has forgotten is handed back as it came, up to the last entry, and nothing across a hole", async () => {
  await store.sync.down.applyInbox([entry(1), entry(2), entry(3)], null);
  const { inbox, snapshot } = store.sync.joins.handBack(1);
  expect(inbox.entries.map((each) => each.seq)).toEqual([2, 3]);
  expect(inboxChainFault({ seq: 1, chain: inbox.after.chain ?? "" }, inbox.entries)).toBeNull();
  expect(snapshot).toBeNull();
  const whole = store.sync.joins.handBack(0).inbox;
  expect(whole.after).toEqual({ seq: 0, chain: INBOX_GENESIS });
  expect(inboxChainFault({ seq: 0, chain: INBOX_GENESIS }, whole.entries)).toBeNull();
  store.db.exec("UPDATE inbox_applied SET command = NULL WHERE seq = 2");
  expect(store.sync.joins.handBack(0).inbox.entries.map((each) => each.seq)).toEqual([3]);
});

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

describe("joins", () => {
  const name = (number: number, nonce: string) => ({ number, nonce });
  const joined = (number: number, nonce: string, changes: Partial<Parameters<TestStore["sync"]["joins"]["joined"]>[0]> = {}) =>
    store.sync.joins.joined({
      name: name(number, nonce),
      inbox_seq: 0,
      inbox_chain: INBOX_GENESIS,
      epoch_certificate: "another certificate",
      generation: 3,
      ...changes,
    });

  test("[J1] the nonce is on the disk before it is asked with, and stays until its join has been made", async () => {
    expect(await store.sync.joins.nonce(testId(1))).toBe(testId(1));
    expect(store.sync.joins.position(null).before).toBeNull();
    await store.close();
    store = await openTestStore({ path: store.path });
    expect(await store.sync.joins.nonce(testId(2))).toBe(testId(1));
    await joined(1, testId(1));
    expect(store.sync.joins.position(null)).toMatchObject({ before: name(1, testId(1)), generation: 3 });
    expect(store.sync.joins.certificate()).toBe("another certificate");
    expect(await store.sync.joins.nonce(testId(3))).toBe(testId(3));
  });

  test("[J1] the disk says where it stands: with the hash at the place that is asked for, also where only the next event is stored", async () => {
    await store.placed();
    await store.placed();
    await store.sync.log.acknowledge(1);
    const [first, second] = store.sync.log.read(1, 2, 1_000_000);
    const { log, inbox, documents } = store.sync.joins.position(null);
    expect(log).toEqual({ head: { seq: 2, hash: second?.hash }, acked_seq: 1, oldest_seq: 1, at: { seq: 1, hash: first?.hash } });
    expect(inbox).toEqual({ seq: 0, id: null, chain: INBOX_GENESIS });
    expect(documents).toMatchObject({ menu: { version: 7, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, profile: { version: 3 } });
    store.db.prepare("DELETE FROM events WHERE seq = 1").run();
    expect(store.sync.joins.position(null).log).toMatchObject({ oldest_seq: 2, at: { seq: 1, hash: first?.hash } });
    expect(store.sync.joins.position(0).log.at).toBeNull();
    store.db.prepare("DELETE FROM events").run();
    expect(store.sync.joins.position(null).log).toMatchObject({ oldest_seq: 3, at: null });
    expect(store.sync.joins.position(2).log.at).toEqual({ seq: 2, hash: second?.hash });
  });

  test("[J1] what was applied before the box knew of chains gets its chain from the join, and goes on from there", async () => {
    await store.sync.down.applyInbox([entry(1)], null);
    store.db.prepare("UPDATE position SET inbox_chain = NULL").run();
    expect(store.sync.joins.position(null).inbox).toEqual({ seq: 1, id: entry(1).id, chain: null });
    const chain = "c".repeat(64);
    await joined(1, testId(1), { inbox_seq: 1, inbox_chain: chain });
    await store.sync.down.applyInbox([entry(2)], null);
    expect(store.sync.joins.position(null).inbox.chain).toBe(chainInbox(chain, entry(2).id, JSON.stringify(entry(2).command)));
  });

  test("[J2] [I6] a disk whose history has ended applies nothing of what comes down, also after a restart; the counter sells on", async () => {
    await store.sync.down.applyInbox([entry(1)], null);
    await store.sync.joins.fork();
    await store.close();
    store = await openTestStore({ path: store.path });
    expect(store.sync.joins.isForked()).toBe(true);
    const confirmed: InboxEntry = {
      seq: 2,
      id: testId(0xc002),
      command: {
        kind: "order.confirmed",
        at: "2026-05-04T08:00:00.000Z",
        event_id: testId(5),
        order_id: testId(0xa001),
        order_seq: 2,
        status: "PLACED",
      },
    };
    await expect(store.sync.down.applyInbox([confirmed, entry(3)], { handle: "h", offset: "3_0" })).rejects.toThrow("sync.conflict");
    const menu = { kind: "menu", version: 9, document: { ...testMenu, version: 9 } } as const;
    await expect(store.sync.down.applyDocuments([menu], null)).rejects.toThrow("sync.conflict");
    expect([
      store.queries.order(testId(0xa001))?.order.handoff,
      store.sync.log.position().inbox_seq,
      store.queries.menu()?.menu.version,
    ]).toEqual(["ACCEPTED", 1, 7]);
    expect((await store.placed()).status).toBe("PLACED");
  });
});
