import { appOrder, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxEntry } from "@crema/sync/protocol/down";
import { chainInbox, INBOX_GENESIS, inboxChainFault } from "@crema/sync/protocol/inbox-chain";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestStore, type TestStore, testMenu } from "../store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const entry = (seq: number): InboxEntry => ({
  seq,
  id: testId(0xc000 + seq),
  command: { kind: "order.offered", at: "2026-05-04T08:00:00.000Z", order: appOrder("OFFERED", { order_id: testId(0xa000 + seq) }) },
});

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
