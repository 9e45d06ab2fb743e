import { cents } from "@crema/shared/domain/kernel/money";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyAccessToken } from "../../auth/access-token.ts";
import {
  codeOf,
  createTestNode,
  espressos,
  guestBy,
  menuRows,
  must,
  openStore,
  orderNow,
  placed,
  SECRET,
  storeInput,
  type TestNode,
  typesOf,
} from "../../cloud-node.test-fixture.ts";
import { customerBy } from "../../customer.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../../db/database.test-fixture.ts";
import type { Caller } from "../../ports.ts";
import { soldOut } from "../../store-events.test-fixture.ts";

const KEY = "a-guest's-long-key";
let ana: Caller;

let db: TestDatabase;
let node: TestNode;
beforeAll(async () => {
  db = await createTestDatabase();
  node = createTestNode(db.database);
  ana = await customerBy(node);
});
afterAll(() => db.drop());

const count = async (table: string, storeId: string): Promise<number> =>
  (await db.database.pool.query<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE store_id = $1`, [storeId])).rows[0]?.n ?? -1;

describe("placing", () => {
  test("stores the order, offers it whole, and stores the response in one commit", async () => {
    const box = await openStore(node);
    const order = await placed(box);
    expect(order).toMatchObject({
      status: "PLACED",
      handoff: "OFFERED",
      authority: "cloud",
      origin: "APP",
      total_cents: 500,
      order_seq: 1,
    });
    expect(await typesOf(node, order.order_id)).toEqual(["order.placed", "order.offered"]);
    expect(await box.receive()).toEqual([{ kind: "order.offered", at: order.created_at, order }]);
    expect(await count("order_lines", box.storeId)).toBe(1);
  });

  test("a guest's token opens the order, is in the replay too, and is not stored", async () => {
    const box = await openStore(node);
    const first = must(await node.commands.place(espressos(box.storeId), KEY, guestBy));
    const again = must(await node.commands.place(espressos(box.storeId), KEY, guestBy));
    expect(again).toEqual({ ...first, replayed: true });
    const body: { order_id: string; access_token: string } = JSON.parse(first.body);
    expect(verifyAccessToken(SECRET, body.access_token)).toBe(body.order_id);
    const stored = await db.database.pool.query("SELECT answer FROM order_keys WHERE order_id = $1", [body.order_id]);
    expect(JSON.stringify(stored.rows)).not.toContain("access_token");
  });

  test("a customer's order has their name and no token", async () => {
    const box = await openStore(node);
    const created = must(await node.commands.place(espressos(box.storeId, { customer_name: null }), "short", ana));
    expect(JSON.parse(created.body)).toMatchObject({ customer_name: "Ana", user_id: ana.actor.id });
    expect(created.body).not.toContain("access_token");
    expect((await node.queries.ordersOfUser(ana.actor.id ?? "", null, 10)).map((found) => found.order.store_id)).toContain(box.storeId);
  });

  test("text with a NUL and a lone surrogate is stored and comes back as it was", async () => {
    const box = await openStore(node);
    const order = await placed(box, KEY, { customer_name: "B\u0000o\ud800" });
    expect(order.customer_name).toBe("B\u0000o\ud800");
  });

  test("a guest's short key is refused", async () => {
    const box = await openStore(node);
    const refused = await node.commands.place(espressos(box.storeId), "short", guestBy);
    expect(refused).toMatchObject({ refusal: { code: "idempotency.key_required", fields: [{ field: "header:idempotency-key" }] } });
  });

  test("refuses what cannot be made, and stores nothing", async () => {
    const box = await openStore(node);
    const place = async (changes: Parameters<typeof espressos>[1], storeId = box.storeId) =>
      codeOf(await node.commands.place(espressos(storeId, changes), KEY, guestBy));
    expect(await place({}, "nowhere")).toBe("store.not_found");
    expect(await place({ payment_method: "ONLINE" })).toBe("payment.online_unavailable");
    expect(await place({ expected_total_cents: cents(499) })).toBe("order.price_changed");
    expect(await place({ items: [{ item_id: "tea", qty: 1, modifier_ids: [], note: null }] })).toBe("item.unknown");
    must(await box.send(soldOut(box, "espresso", true, 1)));
    node.time.ms += 1_000;
    expect(await place({})).toBe("item.sold_out");
    expect(await count("orders", box.storeId)).toBe(0);
    expect(await count("order_keys", box.storeId)).toBe(0);
  });

  test("what is sold in a part of the day only is refused outside of it, for now and for later, and its ETag changes with it", async () => {
    const box = await openStore(node);
    const weekday = new Date(node.time.ms).getUTCDay();
    const dayparts = [{ daypart_id: "later", name: "Later", spans: [{ weekday: (weekday + 2) % 7, open: "07:00", close: "11:00" }] }];
    const items = menuRows.items.map((item) => (item.item_id === "espresso" ? { ...item, daypart_ids: ["later"] } : item));
    must(await node.commands.putMenu(box.storeId, { ...menuRows, items, dayparts }));
    must(await node.commands.publishMenu(box.storeId, null));
    node.time.ms += 1_000;
    const served = async () => must(await node.queries.menu(box.storeId));
    const marks = async () =>
      (JSON.parse((await served()).body) as { items: { item_id: string; sold_next_at?: string }[] }).items.map((item) => item.sold_next_at);
    const before = await served();
    const next = (await marks()).find((mark) => mark !== undefined) ?? "";
    const wanted = (requested_for: string | null) => espressos(box.storeId, { requested_for });
    const said = async (requested_for: string | null) => [
      codeOf(await node.queries.quote({ store_id: box.storeId, items: wanted(null).items, promotion_codes: [], requested_for }, null)),
      codeOf(await node.commands.place(wanted(requested_for), `${KEY}-${requested_for}`, guestBy)),
    ];
    expect(await said(null)).toEqual(["item.not_now", "item.not_now"]);
    expect(await said(new Date(Date.parse(next) - 60_000).toISOString())).toEqual(["item.not_now", "item.not_now"]);
    expect(await said(next)).toEqual(["ok", "ok"]);
    node.time.ms = Date.parse(next);
    must(await box.send());
    expect([await marks(), (await served()).etag === before.etag]).toEqual([[undefined, undefined, undefined], false]);
  });

  test("a store without a menu is not ready, one outside its hours is closed", async () => {
    must(await node.commands.putStore("bare", storeInput(), new Map()));
    expect(codeOf(await node.commands.place(espressos("bare"), KEY, guestBy))).toBe("store.not_ready");
    const box = await openStore(node, { hours: [] });
    expect(codeOf(await node.commands.place(espressos(box.storeId), KEY, guestBy))).toBe("store.closed");
  });
});

describe("a time that is asked for", () => {
  const wantedAt = (storeId: string, requested_for: string, key = KEY) =>
    node.commands.place(espressos(storeId, { requested_for }), key, guestBy);
  const at = (ms: number) => new Date(node.time.ms + ms).toISOString();
  const HOUR = 3_600_000;

  test("lies neither in the past nor more than seven days ahead", async () => {
    const box = await openStore(node);
    for (const ms of [-HOUR, -60_001, 7 * 24 * HOUR + 1, 10 * 365 * 24 * HOUR]) {
      const refused = await wantedAt(box.storeId, at(ms));
      expect(refused).toMatchObject({ refusal: { code: "request.invalid", fields: [{ field: "/requested_for" }] } });
    }
    expect(JSON.parse(must(await wantedAt(box.storeId, at(-30_000))).body)).toMatchObject({ requested_for: at(-30_000) });
  });

  test("is a time at which the store is open, as the store itself sees it", async () => {
    const hours = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "12:00", close: "13:00" }));
    const box = await openStore(node, { hours });
    const noon = `${at(0).slice(0, 10)}T10:30:00.000Z`;
    expect(codeOf(await wantedAt(box.storeId, at(30_000)))).toBe("store.closed");
    expect(codeOf(await node.commands.place(espressos(box.storeId), KEY, guestBy))).toBe("store.closed");
    expect(JSON.parse(must(await wantedAt(box.storeId, noon)).body)).toMatchObject({ promised_at: noon });
  });
});

describe("[L3] online", () => {
  test("a store that was not heard for 15 s takes no orders, but still answers a known key", async () => {
    const box = await openStore(node);
    const first = must(await node.commands.place(espressos(box.storeId), KEY, guestBy));
    await box.receive();
    must(await box.send());
    node.time.ms += 14_999;
    expect(await node.queries.isOnline(box.storeId)).toBe(true);
    node.time.ms += 1;
    expect(await node.queries.isOnline(box.storeId)).toBe(false);
    expect(codeOf(await node.commands.place(espressos(box.storeId), "another-long-key-1", guestBy))).toBe("store.offline");
    expect(must(await node.commands.place(espressos(box.storeId), KEY, guestBy))).toEqual({ ...first, replayed: true });
  });

  test("a box that talks but has not applied its inbox for 10 s is offline, and online again once it has", async () => {
    const box = await openStore(node);
    await placed(box);
    node.time.ms += 9_999;
    must(await box.send());
    expect(await node.queries.isOnline(box.storeId)).toBe(true);
    node.time.ms += 1;
    expect(await node.queries.isOnline(box.storeId)).toBe(false);
    await box.receive();
    must(await box.send());
    expect(await node.queries.isOnline(box.storeId)).toBe(true);
  });

  test("a store without a box is offline", async () => {
    must(await node.commands.putStore("boxless", storeInput(), new Map()));
    must(await node.commands.putMenu("boxless", menuRows));
    must(await node.commands.publishMenu("boxless", null));
    expect(codeOf(await node.commands.place(espressos("boxless"), KEY, guestBy))).toBe("store.offline");
  });
});

describe("idempotency", () => {
  test("twenty at once on two nodes: one order, one response for all", async () => {
    const box = await openStore(node);
    const other = createTestNode(db.another(), node.time);
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? node : other).commands.place(espressos(box.storeId), KEY, guestBy)),
    );
    expect(new Set(responses.map((response) => must(response).body)).size).toBe(1);
    expect(responses.filter((response) => !must(response).replayed)).toHaveLength(1);
    expect(await count("orders", box.storeId)).toBe(1);
    expect(await count("store_inbox", box.storeId)).toBe(1);
    expect(await count("order_events", box.storeId)).toBe(2);
  });

  test("the same key with another body is refused, also at once", async () => {
    const box = await openStore(node);
    const codes = await Promise.all(
      [1, 2, 3, 4].map(async (qty) =>
        codeOf(
          await node.commands.place(
            espressos(box.storeId, { items: [{ item_id: "espresso", qty, modifier_ids: [], note: null }] }),
            KEY,
            guestBy,
          ),
        ),
      ),
    );
    expect(codes.sort()).toEqual(["idempotency.key_reused", "idempotency.key_reused", "idempotency.key_reused", "ok"]);
  });

  test("a key is one store's and one principal's", async () => {
    const [one, two] = [await openStore(node), await openStore(node)];
    const orders = [await placed(one), await placed(two)];
    must(await node.commands.place(espressos(one.storeId), KEY, ana));
    expect(new Set(orders.map((order) => order.order_id)).size).toBe(2);
    expect(await count("orders", one.storeId)).toBe(2);
  });

  test("a refusal is not remembered", async () => {
    const box = await openStore(node, { hours: [] });
    expect(codeOf(await node.commands.place(espressos(box.storeId), KEY, guestBy))).toBe("store.closed");
    must(await node.commands.putStore(box.storeId, storeInput(), new Map()));
    node.time.ms += 1_000;
    expect((await orderNow(node, (await placed(box)).order_id)).status).toBe("PLACED");
  });
});
