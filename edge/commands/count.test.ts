/** What the store counts: each order that is to be made lowers it, in its own commit, and what is not made gives back. */
import type { EdgeEvent } from "@crema/shared/domain/events";
import { ok } from "@crema/shared/domain/kernel/errors";
import { Availability, MAX_STOCK_SAID } from "@crema/shared/domain/menu/menu";
import type { Order, OrderLine } from "@crema/shared/domain/order/order";
import { appOrder, guest, line, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { Heartbeat } from "@crema/sync/protocol/up";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sellable } from "../ports.ts";
import { approved, cashier, openTestStore, type TestStore, testProfile, unwrap } from "../store.test-fixture.ts";

let store: TestStore;
let sent: number;
beforeEach(async () => {
  store = await openTestStore();
  sent = 0;
});
afterEach(() => store.dispose());

const CROISSANT: Sellable = { kind: "item", id: "croissant" };
const OAT: Sellable = { kind: "modifier", id: "oat" };
const count = async (what: Sellable, left: number | null) =>
  unwrap(await store.commands.setAvailability(what, { is_available: true, left }, cashier));
const mark = async (what: Sellable) => unwrap(await store.commands.setAvailability(what, { is_available: false, until: null }, cashier));
const left = () => Object.fromEntries(store.sync.log.heartbeat().counted?.map(({ id, left: pieces }) => [id, pieces]) ?? []);
const soldOut = () => {
  const availability = store.tables.availability.read(0);
  return [...availability.sold_out_item_ids, ...availability.sold_out_modifier_ids];
};
const croissants = (qty: number) => [{ item_id: "croissant", qty, modifier_ids: [], note: null }];
const oatLattes = (qty: number) => [{ item_id: "latte", qty, modifier_ids: ["oat"], note: null }];
const sold = (qty: number, changes: Parameters<TestStore["placed"]>[0] = {}) => store.placed({ items: croissants(qty), ...changes });
const cancel = async (order: Pick<Order, "order_id">) =>
  unwrap(
    await store.commands.cancel(order.order_id, { reason: "left", expected_status: null, no_show: false, manager_pin: null }, approved),
  );
const start = async (order: Pick<Order, "order_id">) =>
  unwrap(await store.commands.transition(order.order_id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier));
const events = () => store.sync.log.read(1, 1000, 10_000_000).map(({ body }) => JSON.parse(body) as EdgeEvent);
const said = () => events().flatMap((event) => (event.type.endsWith("availability_changed") ? [event] : []));
const apply = (...commands: InboxCommand[]) =>
  store.sync.down.applyInbox(
    commands.map((command) => ({ seq: ++sent, id: testId(0xc000 + sent), command })),
    null,
  );
const croissantLine = (qty: number): OrderLine => ({ ...line, item_id: "croissant", name: "Croissant", qty, modifiers: [] });
const offer = (n: number, qty: number, changes: Partial<Order> = {}): InboxCommand => {
  const order: unknown = {
    ...appOrder("OFFERED", { order_id: testId(n), ticket_number: null, business_day: null }),
    ...{ lines: [croissantLine(qty)], ...changes },
  };
  return { kind: "order.offered", at: "2026-05-04T08:00:00.000Z", order: order as Order };
};

describe("what is counted", () => {
  test("goes down by the pieces of each sale, a choice by those of each piece, and screens are told", async () => {
    await count(CROISSANT, 10);
    await count(OAT, 5);
    await sold(3);
    await store.placed({ items: [...oatLattes(2), ...croissants(1)] });
    expect(left()).toEqual({ croissant: 6, oat: 3 });
    expect(store.published.findLast((change) => change.type === "availability")).toMatchObject({
      availability: {
        counted: [
          { kind: "item", id: "croissant", left: 6 },
          { kind: "modifier", id: "oat", left: 3 },
        ],
      },
    });
    const menu = JSON.parse(store.queries.menu()?.body ?? "{}") as { items: { item_id: string; left?: number }[] };
    expect(menu.items.find(({ item_id }) => item_id === "croissant")?.left).toBe(6);
    expect(said()).toHaveLength(2);
  });

  test("changes the menu's ETag with each sale, and back to the same where it is the same again", async () => {
    await count(CROISSANT, 2);
    const etag = () => store.queries.menu()?.etag;
    const before = etag();
    const order = await sold(1);
    expect(etag()).not.toBe(before);
    await cancel(order);
    expect(etag()).toBe(before);
  });

  test("is sold out with its last piece, in the commit of the sale, and on sale again when that is cancelled", async () => {
    await count(CROISSANT, 2);
    const order = await sold(2);
    expect([left(), soldOut()]).toEqual([{ croissant: 0 }, ["croissant"]]);
    expect(events().slice(-2)).toMatchObject([
      { type: "order.placed", order_id: order.order_id },
      { type: "item.availability_changed", item_id: "croissant", sold_out: true, left: 0, revision: 2, actor: { kind: "edge" } },
    ]);
    await cancel(order);
    expect([left(), soldOut()]).toEqual([{ croissant: 2 }, []]);
    expect(said().at(-1)).toMatchObject({ sold_out: false, left: 2, revision: 3 });
  });

  test("refuses nothing at the counter: it stays at 0, and what was sold beyond it is owed first", async () => {
    await count(CROISSANT, 1);
    const [first, second] = [await sold(1), await sold(2)];
    expect(left()).toEqual({ croissant: 0 });
    await cancel(first);
    expect([left(), soldOut()]).toEqual([{ croissant: 0 }, ["croissant"]]);
    await cancel(second);
    expect([left(), soldOut()]).toEqual([{ croissant: 1 }, []]);
    expect(said()).toHaveLength(3);
  });

  test("what staff have marked as sold out is refused at the counter, counted or not before", async () => {
    await count(CROISSANT, 5);
    await mark(CROISSANT);
    await expect(sold(1)).rejects.toThrow("item.sold_out");
    expect(left()).toEqual({});
    expect(said().at(-1)).not.toHaveProperty("left");
  });

  test("gives back nothing of an order that was begun", async () => {
    await count(CROISSANT, 3);
    const order = await sold(2);
    await start(order);
    await cancel(order);
    expect(left()).toEqual({ croissant: 1 });
  });

  test("goes by the difference when the lines of an order are changed", async () => {
    await count(CROISSANT, 3);
    const order = await sold(2);
    const amend = async (qty: number, amendments: number, total_cents: Order["total_cents"]) =>
      unwrap(
        await store.commands.amend(
          order.order_id,
          { items: croissants(qty), promotion_codes: [], shown: { amendments, total_cents }, expected_total_cents: null },
          cashier,
        ),
      );
    const more = await amend(3, 0, order.total_cents);
    expect([left(), soldOut()]).toEqual([{ croissant: 0 }, ["croissant"]]);
    await amend(1, 1, more.total_cents);
    expect([left(), soldOut()]).toEqual([{ croissant: 2 }, []]);
    await cancel(order);
    expect(left()).toEqual({ croissant: 3 });
  });

  test("counted again counts from then on: what was ordered before is not part of it", async () => {
    const before = await sold(1);
    await count(CROISSANT, 5);
    const between = await sold(1);
    await count(CROISSANT, 8);
    for (const order of [before, between]) await cancel(order);
    expect(left()).toEqual({ croissant: 8 });
  });

  test("said again changes nothing; without a number it is not counted any more", async () => {
    await count(CROISSANT, 5);
    const { revision } = await count(CROISSANT, 5);
    expect([revision, said().length]).toEqual([1, 1]);
    expect(await count(CROISSANT, null)).toMatchObject({ balance: null, sold_out: false, revision: 2 });
    expect(left()).toEqual({});
    expect(said().at(-1)).not.toHaveProperty("left");
  });

  test("of more things than a heartbeat takes stops neither the log nor the menu", async () => {
    const at = "2026-05-04T08:00:00.000Z";
    await store.executor.run(() => {
      for (let n = 0; n <= MAX_STOCK_SAID; n++) {
        store.tables.availability.set({ kind: "modifier", id: `m-${n}` }, { sold_out: false, until: null, balance: 1 }, at);
        store.tables.availability.set({ kind: "item", id: `i-${n}` }, { sold_out: true, until: at, balance: null }, at);
      }
      return ok(null);
    });
    expect(Heartbeat.safeParse(store.sync.log.heartbeat()).success).toBe(true);
    expect(Availability.safeParse(store.tables.availability.read(1)).success).toBe(true);
  });

  test("outlives a restart, with what each order has of it", async () => {
    await count(CROISSANT, 3);
    const order = await sold(3);
    const { path } = store;
    await store.close();
    const again = await openTestStore({ path });
    expect(again.sync.log.heartbeat().counted).toEqual([{ kind: "item", id: "croissant", left: 0 }]);
    unwrap(
      await again.commands.cancel(order.order_id, { reason: "left", expected_status: null, no_show: false, manager_pin: null }, approved),
    );
    expect(again.sync.log.heartbeat().counted).toEqual([{ kind: "item", id: "croissant", left: 3 }]);
    await again.close();
    store = await openTestStore();
  });
});

describe("an app order", () => {
  test("counts when it is accepted; one that comes too late is declined, and says how many there are", async () => {
    await count(CROISSANT, 3);
    await apply(offer(0xa1, 2), offer(0xa2, 2), offer(0xa3, 1), offer(0xa4, 1));
    const decided = events().slice(1);
    expect(decided).toMatchObject([
      { type: "order.accepted", order_id: testId(0xa1) },
      { type: "order.declined", order_id: testId(0xa2), code: "item.sold_out", detail: "Only 1 left of Croissant." },
      { type: "order.accepted", order_id: testId(0xa3) },
      { type: "item.availability_changed", sold_out: true, left: 0 },
      { type: "order.declined", order_id: testId(0xa4), code: "item.sold_out", detail: "Croissant is sold out." },
    ]);
  });

  test("gives back what it took when staff decline it, or the cloud withdraws it", async () => {
    await count(CROISSANT, 3);
    await apply(offer(0xa1, 1), offer(0xa2, 1));
    unwrap(await store.commands.decline(testId(0xa1), "no oven", cashier));
    expect(left()).toEqual({ croissant: 2 });
    const revoked = { kind: "order.revoked", at: "2026-05-04T08:00:00.000Z", event_id: testId(0xd1), order_seq: 2 } as const;
    await apply({ ...revoked, order_id: testId(0xa2), cause: "CUSTOMER", reason: null, actor: guest });
    expect(left()).toEqual({ croissant: 3 });
  });

  test("that a box before this one may have made was counted by that one", async () => {
    await count(CROISSANT, 1);
    await apply(offer(0xa1, 2, { look_first: true }));
    expect([left(), events().at(-1)?.type]).toEqual([{ croissant: 1 }, "order.accepted"]);
  });

  test("that is made anyway counts once", async () => {
    await count(CROISSANT, 3);
    await apply(offer(0xa1, 2));
    unwrap(await store.commands.replace(testId(0xa1), null, "anyway", approved));
    expect(left()).toEqual({ croissant: 1 });
  });
});

describe("an order for another day", () => {
  const TOMORROW = "2026-05-05T09:00:00.000Z";

  test("takes nothing of today's count, at the counter and in the app; one for later today does", async () => {
    await count(CROISSANT, 4);
    const later = await sold(1, { requested_for: TOMORROW });
    await apply(offer(0xa1, 9, { requested_for: TOMORROW, promised_at: TOMORROW }));
    expect(events().at(-1)?.type).toBe("order.accepted");
    expect(left()).toEqual({ croissant: 4 });
    await sold(1, { requested_for: "2026-05-04T12:00:00.000Z" });
    expect(left()).toEqual({ croissant: 3 });
    await cancel(later);
    expect(left()).toEqual({ croissant: 3 });
  });

  test("counts when it is begun before its time", async () => {
    await count(CROISSANT, 4);
    const later = await sold(3, { requested_for: TOMORROW });
    await start(later);
    await cancel(later);
    expect(left()).toEqual({ croissant: 1 });
  });

  test("is not refused for what is sold out today, but for what is sold out until then", async () => {
    const until = "2026-05-05T10:00:00.000Z";
    await mark(CROISSANT);
    await sold(1, { requested_for: TOMORROW });
    unwrap(await store.commands.setAvailability(CROISSANT, { is_available: false, until }, cashier));
    await expect(sold(1, { requested_for: TOMORROW })).rejects.toThrow("item.sold_out");
    await sold(1, { requested_for: until });
  });

  test("at a store whose profile has not come yet, every order is for today", async () => {
    const bare = await openTestStore({ profile: null });
    unwrap(await bare.commands.setAvailability(CROISSANT, { is_available: true, left: 2 }, cashier));
    await bare.sync.down.applyInbox([{ seq: 1, id: testId(1), command: offer(0xa1, 1, { requested_for: TOMORROW }) }], null);
    expect(bare.sync.log.heartbeat().counted).toEqual([{ kind: "item", id: "croissant", left: 1 }]);
    await bare.sync.down.applyDocuments([{ kind: "profile", version: 3, document: testProfile }], null);
    await bare.dispose();
  });
});
