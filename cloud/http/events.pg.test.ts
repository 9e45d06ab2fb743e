/** A store's events for other systems: a reader that goes on from its cursor misses nothing, whatever is committed beside it. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import { ana, line } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setBackByHand } from "../incarnation/begin.ts";
import type { EventPage } from "../reports/events.ts";
import { life, paid, placedAt, posOrder } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let owner: string;
beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
});
afterAll(() => cloud.close());

const at = "2026-05-04T08:00:00.000Z";
const read = (query: string, token: string | undefined = owner) => cloud.call("GET", `/v1/admin/events?${query}`, { token });
async function page(store: string, after: string | null, limit = 200): Promise<EventPage> {
  const reply = await read(`store=${store}&limit=${limit}${after === null ? "" : `&after=${after}`}`);
  if (reply.status !== 200) throw new Error(reply.text);
  return reply.json;
}
/** Page by page to the end, from a cursor on. */
async function rest(store: string, after: string | null = null, limit = 200): Promise<EventPage["events"]> {
  const { events, next, has_more } = await page(store, after, limit);
  return has_more ? [...events, ...(await rest(store, next, limit))] : events;
}
const idsOf = (events: EventPage["events"]) => events.map(({ event }) => event.event_id);
const must = (sent: { ok: boolean }) => expect(sent).toMatchObject({ ok: true });
const counted = (box: HttpBox): EdgeEvent => ({
  ...{ event_id: randomUUID(), store_id: box.storeId, at, actor: ana, type: "drawer.counted" },
  ...{ session_id: randomUUID(), counted_cents: cents(9_300), counted_facts: 1 },
});
async function kept(store: string): Promise<string[]> {
  const { rows } = await cloud.database.pool.query<{ event_id: string }>(
    "SELECT event_id FROM order_events WHERE store_id = $1 UNION ALL SELECT event_id FROM drawer_events WHERE store_id = $1",
    [store],
  );
  return rows.map(({ event_id }) => event_id).sort();
}
const lookFirst = (store: string, event_id: string) => {
  const order_id = randomUUID();
  const body = { event_id, store_id: store, at, actor: ana, type: "order.look_first", order_id };
  return [
    "INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body) VALUES ($1, $2, 1, $3, $4, $5, $6)",
    [store, order_id, event_id, body.type, at, JSON.stringify(body)],
  ] as const;
};

describe("a store's events", () => {
  test("come in pages: orders, money and the drawer, each order in its order, and nothing that is between store and cloud alone", async () => {
    const box = await cloud.onlineStore(owner);
    const order = posOrder(box, { idempotency_key: "a-key-of-the-till" });
    const request = { principal: "device:till-1", key: "a-key-of-the-till", request_hash: "0".repeat(64) };
    const [placed, ...later] = life(box, order);
    if (!placed) throw new Error("it is placed");
    must(await box.send({ ...placed, request, raw_at: at, clock_offset_ms: 7 }, ...later, counted(box)));
    const whole = await rest(box.storeId);
    expect(whole.map(({ event }) => event.type)).toEqual([
      ...["order.placed", "order.started", "payment.captured", "order.readied", "order.completed", "drawer.counted"],
    ]);
    expect(await rest(box.storeId, null, 1)).toEqual(whole);
    expect(whole[0]?.event).toMatchObject({ order: { order_id: order.order_id, lines: [{ name: "Latte" }] } });
    expect(JSON.stringify(whole)).not.toMatch(/a-key-of-the-till|request_hash|"principal"|raw_at|clock_offset/);
    const { events, next, has_more } = await page(box.storeId, whole.at(-1)?.cursor ?? null);
    expect([events, next, has_more]).toEqual([[], whole.at(-1)?.cursor, false]);
    must(await box.send(paid(box, order.order_id, 100)));
    expect((await page(box.storeId, next)).events.map(({ event }) => event.type)).toEqual(["payment.captured"]);
    expect(await page(await cloud.store(owner), null)).toMatchObject({ events: [], has_more: false });
  });

  test("what is committed late comes late: a reader that was here in between has it all the same", async () => {
    const box = await cloud.onlineStore(owner);
    const before = await page(box.storeId, null);
    const slow = await cloud.database.pool.connect();
    const [lateId, order] = [randomUUID(), posOrder(box)];
    let sent: Promise<unknown> = Promise.resolve();
    try {
      await slow.query("BEGIN");
      const [statement, values] = lookFirst(box.storeId, lateId);
      await slow.query(statement, [...values]);
      let isOver = false;
      sent = box.send(placedAt(box, order)).finally(() => {
        isOver = true;
      });
      while (!isOver && !(await someoneWaits())) await new Promise(setImmediate);
      const between = await page(box.storeId, before.next);
      await slow.query("COMMIT");
      await sent;
      expect(idsOf([...between.events, ...(await rest(box.storeId, between.next))]).sort()).toEqual(await kept(box.storeId));
      expect(await kept(box.storeId)).toContain(lateId);
    } finally {
      slow.release(true);
      await sent;
    }
  });

  test("a reader beside many writers has every event once, in the order that any later reader finds, and no order goes backwards", async () => {
    const box = await cloud.onlineStore(owner);
    const seen: EventPage["events"] = [];
    let isWriting = true;
    const reader = (async () => {
      let next: string | null = null;
      for (;;) {
        const isLast = !isWriting;
        const got: EventPage = await page(box.storeId, next, 7);
        seen.push(...got.events);
        next = got.next;
        if (isLast && !got.has_more) return;
      }
    })();
    const fromTheApp = Array.from({ length: 12 }, () => cloud.place(box.storeId));
    for (let batch = 0; batch < 8; batch += 1) must(await box.send(...life(box, posOrder(box)), ...life(box, posOrder(box))));
    await Promise.all(fromTheApp);
    isWriting = false;
    await reader;
    expect(idsOf(seen).sort()).toEqual(await kept(box.storeId));
    expect(seen).toEqual(await rest(box.storeId));
    const { rows } = await cloud.database.pool.query<{ event_id: string; order_id: string; cursor: number }>(
      "SELECT event_id, order_id, cursor FROM order_events WHERE store_id = $1",
      [box.storeId],
    );
    const placeOf = new Map(rows.map((row) => [row.event_id, row]));
    const last = new Map<string, number>();
    for (const id of idsOf(seen)) {
      const { order_id, cursor } = placeOf.get(id) ?? { order_id: "", cursor: -1 };
      expect(cursor).toBe((last.get(order_id) ?? 0) + 1);
      last.set(order_id, cursor);
    }
  });

  test("large events make shorter pages, and one that is larger than a page comes alone", async () => {
    const box = await cloud.onlineStore(owner);
    for (const size of [900_000, 900_000, 900_000, 3_000_000]) {
      const order = posOrder(box, { lines: [{ ...line, name: "x".repeat(size) }] });
      const event = placedAt(box, order);
      await cloud.database.pool.query(
        "INSERT INTO order_events (store_id, order_id, cursor, event_id, type, at, body) VALUES ($1, $2, 1, $3, $4, $5, $6)",
        [box.storeId, order.order_id, event.event_id, event.type, at, JSON.stringify(event)],
      );
    }
    const first = await page(box.storeId, null);
    expect([first.events.length, first.has_more]).toEqual([2, true]);
    const second = await page(box.storeId, first.next);
    expect([second.events.length, second.has_more]).toEqual([1, true]);
    expect(await page(box.storeId, second.next)).toMatchObject({ events: [{}], has_more: false });
  });
});

describe("a cursor", () => {
  test("of a history that has ended, of another store or past the end is refused; a reader that begins again has the same events", async () => {
    const [box, other] = [await cloud.onlineStore(owner), await cloud.onlineStore(owner)];
    must(await box.send(...life(box, posOrder(box))));
    must(await other.send(...life(other, posOrder(other))));
    const before = await page(box.storeId, null);
    const gone = async (after: string) => {
      const reply = await read(`store=${box.storeId}&after=${after}`);
      expect([reply.status, reply.json.code]).toEqual([410, "events.cursor_gone"]);
    };
    await gone((await page(other.storeId, null)).next);
    const [history, position] = before.next.split("-");
    await gone(`${history}-${Number(position) + 1}`);
    await gone(`${history}-9999999999999999`);
    const client = await cloud.database.pool.connect();
    try {
      await setBackByHand(client, { newId: randomUUID, now: () => at }, null);
    } finally {
      client.release();
    }
    await gone(before.next);
    await gone(`${history}-0`);
    const again = await page(box.storeId, null);
    expect(idsOf(again.events)).toEqual(idsOf(before.events));
    expect(again.next).not.toBe(before.next);
  });

  test.each([
    ["after=1", "query:after"],
    ["after=", "query:after"],
    ["after=0123456789abcdef--1", "query:after"],
    ["after=0123456789ABCDEF-1", "query:after"],
    ["after=0123456789abcdef-01", "query:after"],
    ["after=0123456789abcdef-99999999999999999", "query:after"],
    ["after=0123456789abcdef-1%27%20OR%201=1", "query:after"],
    ["after=%00", "query"],
    ["limit=0", "query:limit"],
    ["limit=1001", "query:limit"],
  ])("that is none is refused with its field: %s", async (query, field) => {
    const reply = await read(`store=main&${query}`);
    expect([reply.status, reply.json.code, reply.json.fields?.[0]?.field]).toEqual([422, "request.invalid", field]);
  });
});

test("only the operators of the store read it", async () => {
  const store = await cloud.store(owner);
  const elsewhere = await cloud.operator("hq", [await cloud.store(owner)]);
  const customer = await cloud.customer(owner);
  expect((await read(`store=${store}`, elsewhere)).json.code).toBe("auth.wrong_store");
  expect((await read(`store=${store}`, await cloud.operator("it", [store]))).status).toBe(200);
  expect((await read(`store=${store}`, customer.token)).status).toBe(403);
  expect((await cloud.call("GET", `/v1/admin/events?store=${store}`)).status).toBe(401);
  expect((await read("store=nowhere")).json.code).toBe("store.not_found");
});

/** Whether a transaction of this database waits for another one. */
async function someoneWaits(): Promise<boolean> {
  const { rows } = await cloud.database.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple') AND (database IS NULL OR database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
  );
  return (rows[0]?.n ?? 0) > 0;
}
