import { iso } from "@crema/shared/domain/kernel/clock";
import { createManualTime } from "@crema/shared/domain/kernel/clock.test-fixture";
import { STORE, testId } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { FRAME_BYTES, hashEvent } from "../protocol/log-hash.ts";
import { MAX_BATCH_BYTES, MAX_EVENT_BYTES, type UpBatch } from "../protocol/up.ts";
import { OLDEST_SUPPORTED_VERSION, PROTOCOL_VERSION } from "../protocol/version.ts";
import { MemoryCloud } from "../testing/memory-ingest.test-fixture.ts";
import { MemoryLog } from "../testing/memory-log.test-fixture.ts";
import { IDENTITY, orderId, orderLife, PRINCIPAL } from "../testing/up-rig.test-fixture.ts";
import { ingest } from "./ingest.ts";

const clock = createManualTime().clock;

/** The store's box has joined; or is of version 4, in which none does. */
function setup(orders = 2, box: "has joined" | "is of version 4" = "has joined") {
  const log = new MemoryLog(clock);
  for (let n = 1; n <= orders; n++) log.append(...orderLife(n));
  const cloud = new MemoryCloud({ store_id: STORE, node_id: IDENTITY.node_id, join_number: box === "has joined" ? 1 : 0 });
  const join_token = box === "has joined" ? cloud.tokens.issue(cloud.state.link) : null;
  const batch = (from: number, to: number, changes: Partial<UpBatch> = {}): UpBatch => ({
    protocol_version: box === "has joined" ? PROTOCOL_VERSION : 4,
    ...IDENTITY,
    generation: 1,
    from_seq: from,
    head_seq: log.head(),
    contested: false,
    join_token,
    events: log.entries.slice(from - 1, to),
    position: log.position(),
    heartbeat: { ...log.heartbeat(), box_time: iso(clock.now()) },
    ...changes,
  });
  const send = (sent: UpBatch) => ingest(sent, PRINCIPAL, cloud);
  const codeOf = async (sent: UpBatch, principal = PRINCIPAL) => {
    const done = await ingest(sent, principal, cloud);
    return done.ok ? "ok" : done.refusal.code;
  };
  return { log, cloud, batch, send, codeOf };
}

describe("a batch that follows", () => {
  test("[U3] is applied in order, and last_seq stands at its end", async () => {
    const { cloud, batch, send } = setup();
    expect(await send(batch(1, 10))).toEqual({
      ok: true,
      value: { protocol_version: PROTOCOL_VERSION, last_seq: 10, generation: 1, inbox_head: 0 },
    });
    expect(cloud.state.applied).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(cloud.state.orders.get(orderId(1))).toMatchObject({ status: "COMPLETED", paid_cents: 900 });
    expect(cloud.state.link.last_seq).toBe(10);
  });

  test("[L5] a box that is upgraded with unsent events of wire 3 goes on: its old bodies, without `v`, then new ones", async () => {
    const { log, cloud, batch, send } = setup(0, "is of version 4");
    for (const event of orderLife(1).slice(0, 3)) log.appendBody(JSON.stringify(event));
    expect(await send(batch(1, 2, { protocol_version: 4 }))).toMatchObject({ ok: true, value: { last_seq: 2 } });
    log.append(...orderLife(1).slice(3));
    cloud.state = { ...cloud.state, link: { ...cloud.state.link, join_number: 1 } };
    const joined = { protocol_version: PROTOCOL_VERSION, join_token: cloud.tokens.issue(cloud.state.link) };
    expect(await send(batch(2, 5, joined))).toMatchObject({ ok: true, value: { last_seq: 5 } });
    expect(cloud.state.quarantined).toEqual([]);
    expect(cloud.state.orders.get(orderId(1))).toMatchObject({ status: "COMPLETED", paid_cents: 900 });
  });

  test("[U3] a batch seen before changes nothing and is acknowledged", async () => {
    const { cloud, batch, send } = setup();
    await send(batch(1, 10));
    const before = cloud.state;
    expect(await send(batch(1, 10))).toMatchObject({ ok: true, value: { last_seq: 10 } });
    expect(await send(batch(1, 4))).toMatchObject({ ok: true, value: { last_seq: 10 } });
    expect(cloud.state).toEqual(before);
  });

  test("[U3] of a batch seen in part the rest is applied", async () => {
    const { cloud, batch, send } = setup();
    await send(batch(1, 6));
    expect(await send(batch(3, 10))).toMatchObject({ ok: true, value: { last_seq: 10 } });
    expect(cloud.state.applied).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("[U3] copies of a batch that arrive together have one effect", async () => {
    const { cloud, batch, send } = setup();
    const responses = await Promise.all([1, 2, 3, 4].map(() => send(batch(1, 10))));
    expect(responses.every((response) => response.ok && response.value.last_seq === 10)).toBe(true);
    expect(cloud.state.applied).toHaveLength(10);
  });

  test("[U2] a hundred events cost a handful of statements", async () => {
    const { cloud, batch, send } = setup(20);
    await send(batch(1, 100));
    expect(cloud.state.applied).toHaveLength(100);
    expect(cloud.statements).toBeLessThanOrEqual(5);
    expect(cloud.commits).toBe(1);
  });

  test("[L2] an empty batch is heard and changes nothing", async () => {
    const { cloud, batch, send } = setup();
    await send(batch(1, 10));
    const before = cloud.state;
    expect(await send(batch(11, 10))).toMatchObject({ ok: true, value: { last_seq: 10 } });
    expect(cloud.state).toEqual(before);
    expect(cloud.heard).toHaveLength(2);
  });
});

describe("a batch that does not follow", () => {
  test("[U4] a gap is refused with the place to go back to", async () => {
    const { cloud, batch, send } = setup();
    await send(batch(1, 3));
    expect(await send(batch(5, 10))).toMatchObject({ ok: false, refusal: { code: "sync.gap", extra: { expected_seq: 4 } } });
    expect(await send(batch(11, 10))).toMatchObject({ ok: false, refusal: { code: "sync.gap", extra: { expected_seq: 4 } } });
    expect(cloud.state.link.last_seq).toBe(3);
  });

  test.each([
    ["a tampered body", 7],
    ["a tampered body at the beginning", 4],
  ])("[U5] %s is a conflict, and nothing of the batch is applied", async (_, seq) => {
    const { cloud, batch, send, codeOf } = setup();
    await send(batch(1, 3));
    const sent = batch(4, 10);
    const events = sent.events.map((event) => (event.seq === seq ? { ...event, body: `${event.body} ` } : event));
    expect(await codeOf({ ...sent, events })).toBe("sync.conflict");
    expect(cloud.state.link.last_seq).toBe(3);
    expect(cloud.state.conflicts).toHaveLength(1);
  });

  test("[U5] a chain that is broken inside the batch is a conflict", async () => {
    const { cloud, batch, codeOf } = setup();
    const sent = batch(1, 10);
    const prev_hash = "f".repeat(64);
    const events = sent.events.map((event) => (event.seq === 5 ? { ...event, prev_hash, hash: hashEvent(prev_hash, event.body) } : event));
    expect(await codeOf({ ...sent, events })).toBe("sync.conflict");
    expect(cloud.state.applied).toEqual([]);
  });

  test("[U5] a cloned disk: what the first one wrote stays, the second is a conflict at every place", async () => {
    const { log, cloud, batch, send, codeOf } = setup();
    await send(batch(1, 10));
    const clone = log.copy();
    log.append(...orderLife(3));
    clone.append(...orderLife(4));
    clone.append(...orderLife(5));
    await send(batch(11, 15));
    const cloned = (from: number, to: number) => ({ ...batch(from, 0), head_seq: clone.head(), events: clone.entries.slice(from - 1, to) });
    expect(await codeOf(cloned(11, 20))).toBe("sync.conflict");
    expect(await codeOf(cloned(8, 13))).toBe("sync.conflict");
    expect(await codeOf(cloned(16, 20))).toBe("sync.conflict");
    expect(cloud.state.orders.has(orderId(4))).toBe(false);
    expect(cloud.state.link).toMatchObject({ last_seq: 15, conflict: expect.stringContaining("another one") });
    log.append(...orderLife(6));
    expect(await codeOf(batch(16, 20))).toBe("ok");
  });

  test("[U5] a log that ends before what is known is a conflict, raised once the box has said that it stands by it", async () => {
    const { cloud, batch, send, codeOf } = setup();
    await send(batch(1, 10));
    expect(await codeOf(batch(6, 5, { head_seq: 5 }))).toBe("sync.conflict");
    expect(cloud.state.conflicts).toEqual([]);
    expect(await codeOf(batch(6, 5, { head_seq: 5, contested: true }))).toBe("sync.conflict");
    expect(cloud.state.link.conflict).toContain("restored backup");
    expect(cloud.state.link.last_seq).toBe(10);
  });

  test("[U7] an older epoch is fenced, a newer one that is unknown here is a conflict", async () => {
    const { cloud, batch, codeOf } = setup(2, "is of version 4");
    expect(await codeOf(batch(1, 5, { epoch: 2 }), { ...PRINCIPAL, epoch: 2 })).toBe("sync.conflict");
    cloud.state = { ...cloud.state, link: { ...cloud.state.link, epoch: 2 }, conflicts: [] };
    const before = cloud.state;
    expect(await codeOf(batch(1, 5))).toBe("sync.fenced");
    expect(await codeOf(batch(1, 5, { epoch: 2 }))).toBe("sync.fenced");
    expect(cloud.state).toEqual(before);
    expect(cloud.heard).toEqual([]);
  });

  test("[I5] a box that is no longer the store's changes nothing", async () => {
    const { cloud, batch, codeOf } = setup();
    cloud.state = { ...cloud.state, link: { ...cloud.state.link, node_id: null } };
    expect(await codeOf(batch(1, 5))).toBe("sync.fenced");
    expect(await codeOf(batch(1, 5), { ...PRINCIPAL, node_id: testId(7) })).toBe("auth.forbidden");
    expect(await codeOf(batch(1, 5, { store_id: "elsewhere" }))).toBe("auth.wrong_store");
    expect(cloud.state.applied).toEqual([]);
  });

  test.each([
    ["an inbox entry beyond the last", { inbox_seq: 4, inbox_id: testId(4), menu_version: null, profile_version: null }],
    ["another inbox entry at that place", { inbox_seq: 3, inbox_id: testId(99), menu_version: null, profile_version: null }],
    ["a newer menu", { inbox_seq: 0, inbox_id: null, menu_version: 6, profile_version: null }],
    ["a profile where there is none", { inbox_seq: 0, inbox_id: null, menu_version: 5, profile_version: 1 }],
  ])("[D7] %s on the box: the cloud was rewound, nothing is applied, and a box that joins has to join", async (_, position) => {
    const { cloud, batch, codeOf } = setup(2, "is of version 4");
    cloud.state = { ...cloud.state, inbox: new Map([[3, testId(3)]]), menu: 5, link: { ...cloud.state.link, inbox_head: 3 } };
    expect(await codeOf(batch(1, 5, { position }))).toBe("sync.rewound");
    expect(await codeOf(batch(1, 5, { position }))).toBe("sync.rewound");
    expect(cloud.state).toMatchObject({ applied: [], rewound: [expect.any(String)] });
    expect(cloud.state.link).toMatchObject({ last_seq: 0, conflict: null });
    expect(cloud.heard).toEqual([]);
    cloud.state = { ...cloud.state, link: { ...cloud.state.link, join_number: 1 } };
    const joined = { protocol_version: PROTOCOL_VERSION, join_token: cloud.tokens.issue(cloud.state.link) };
    expect(await codeOf(batch(1, 5, { position, ...joined }))).toBe("sync.join_first");
    expect(cloud.state.applied).toEqual([]);
  });

  test.each([null, "2.AAAA"])("[J1] with the token %s nothing is taken, of whatever version the batch is", async (join_token) => {
    const { cloud, batch, codeOf } = setup();
    for (const protocol_version of [PROTOCOL_VERSION, 4])
      expect(await codeOf(batch(1, 5, { join_token, protocol_version }))).toBe("sync.join_first");
    expect([cloud.state.applied, cloud.heard, cloud.state.conflicts]).toEqual([[], [], []]);
  });

  test("[J1] a box of version 4 needs no token", async () => {
    const { batch, codeOf } = setup(2, "is of version 4");
    expect(await codeOf(batch(1, 5))).toBe("ok");
  });

  test("[U5] events that are older than the stored hashes are not taken for known: a clone's would be acknowledged unread", async () => {
    for (const box of ["has joined", "is of version 4"] as const) {
      const { cloud, batch, send, codeOf } = setup(3, box);
      await send(batch(1, 15));
      cloud.state = { ...cloud.state, hashes: new Map([...cloud.state.hashes].filter(([seq]) => seq > 10)) };
      expect(await codeOf(batch(6, 10))).toBe("sync.conflict");
      expect(cloud.state.conflicts).toHaveLength(1);
      expect(await codeOf(batch(11, 15))).toBe("ok");
    }
  });

  test("[D7] a generation that was never given out is a rewound cloud", async () => {
    const { batch, codeOf } = setup(2, "is of version 4");
    expect(await codeOf(batch(1, 5, { generation: 2 }))).toBe("sync.rewound");
  });

  test("[D6] a position whose entry was pruned is a known one", async () => {
    const { cloud, batch, codeOf } = setup();
    cloud.state = { ...cloud.state, link: { ...cloud.state.link, inbox_head: 3 } };
    const position = { inbox_seq: 2, inbox_id: testId(2), menu_version: null, profile_version: null };
    expect(await codeOf(batch(1, 5, { position }))).toBe("ok");
  });

  test.each([OLDEST_SUPPORTED_VERSION - 1, PROTOCOL_VERSION + 1])(
    "[L5] protocol version %i waits for an upgrade, and loses nothing",
    async (protocol_version) => {
      const { cloud, batch, codeOf } = setup();
      expect(await codeOf(batch(1, 5, { protocol_version }))).toBe("sync.upgrade_required");
      expect(cloud.commits).toBe(0);
    },
  );

  test("[U2] a batch that is no run, or goes beyond its head, is refused", async () => {
    const { batch, codeOf } = setup();
    const sent = batch(1, 5);
    expect(await codeOf({ ...sent, from_seq: 2 })).toBe("request.invalid");
    expect(await codeOf({ ...sent, events: sent.events.filter((event) => event.seq !== 3) })).toBe("request.invalid");
    expect(await codeOf({ ...sent, head_seq: 4 })).toBe("request.invalid");
  });

  test("[U1] an event above 256 KiB and a batch above 1 MiB are refused", async () => {
    const { log, batch, codeOf } = setup(0);
    const room = MAX_EVENT_BYTES - FRAME_BYTES;
    for (let n = 0; n < 5; n++) log.appendBody("ë".repeat(room / 2));
    expect(MAX_BATCH_BYTES / MAX_EVENT_BYTES).toBe(4);
    expect(await codeOf(batch(1, 4))).toBe("ok");
    expect(await codeOf(batch(1, 5))).toBe("sync.too_large");
    log.appendBody("ë".repeat(MAX_EVENT_BYTES / 2 + 1));
    expect(await codeOf(batch(5, 6))).toBe("sync.too_large");
  });
});

describe("a database that fails", () => {
  test.each(["lock", "prepare", "apply", "flush", "commit"] as const)(
    "[U6] at %s: the batch is aborted whole, and goes through when sent again",
    async (point) => {
      const { cloud, batch, send } = setup();
      await send(batch(1, 2));
      const before = cloud.state;
      cloud.failAt = point;
      await expect(send(batch(3, 10))).rejects.toThrow(point);
      expect(cloud.state).toEqual(before);
      expect(await send(batch(3, 10))).toMatchObject({ ok: true, value: { last_seq: 10 } });
      expect(cloud.state.applied).toHaveLength(10);
    },
  );

  test("[U3] when only the heartbeat fails the events are there, once", async () => {
    const { cloud, batch, send } = setup();
    cloud.failAt = "seen";
    await expect(send(batch(1, 10))).rejects.toThrow("seen");
    expect(await send(batch(1, 10))).toMatchObject({ ok: true, value: { last_seq: 10 } });
    expect(cloud.state.applied).toHaveLength(10);
  });
});

test("[L7] the time of an event plays no part in where it goes", async () => {
  const { log, cloud, batch, send } = setup(0);
  const years = ["2031", "1999", "2026", "1970", "2004"];
  log.append(...orderLife(1).map((event, index) => ({ ...event, at: `${years[index]}-01-01T00:00:00.000Z` })));
  await send(batch(1, 5));
  expect(cloud.state.orders.get(orderId(1))?.status).toBe("COMPLETED");
});
