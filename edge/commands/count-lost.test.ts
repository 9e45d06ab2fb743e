/** What staff say of a line that it cannot be made is not there: the count does not get it back. */
import type { Order, OrderLine } from "@crema/shared/domain/order/order";
import { appOrder, line, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { SubstituteChoice } from "@crema/shared/domain/order/substitute";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Sellable } from "../ports.ts";
import { approved, bodyOf, cashier, openTestStore, type TestStore, unwrap } from "../store.test-fixture.ts";
import { settleDueQuestion } from "./orders/substitute.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const CROISSANT: Sellable = { kind: "item", id: "croissant" };
const OAT: Sellable = { kind: "modifier", id: "oat" };
const count = async (what: Sellable, left: number | null) =>
  unwrap(await store.commands.setAvailability(what, { is_available: true, left }, cashier));
const left = () => Object.fromEntries(store.sync.log.heartbeat().counted?.map(({ id, left: pieces }) => [id, pieces]) ?? []);
const soldOut = () => {
  const availability = store.tables.availability.read(0);
  return [...availability.sold_out_item_ids, ...availability.sold_out_modifier_ids];
};
const croissants = (qty: number) => [{ item_id: "croissant", qty, modifier_ids: [], note: null }];
const oatLattes = (qty: number) => [{ item_id: "latte", qty, modifier_ids: ["oat"], note: null }];
const cancel = async (order: Pick<Order, "order_id">) =>
  unwrap(
    await store.commands.cancel(order.order_id, { reason: "left", expected_status: null, no_show: false, manager_pin: null }, approved),
  );
const CROISSANTS: OrderLine = { ...line, item_id: "croissant", name: "Croissant", qty: 2, modifiers: [] };
/** Two croissants from the app, which the store has and decides. */
async function handedOver(): Promise<Order> {
  const order_id = testId(0xa1);
  const order = appOrder("OFFERED", { order_id, ticket_number: null, business_day: null, lines: [CROISSANTS] });
  const at = "2026-05-04T08:00:00.000Z";
  const confirmed = { kind: "order.confirmed", at, event_id: testId(0xd1), order_seq: 1, order_id, status: "PLACED" } as const;
  const commands = [{ kind: "order.offered", at, order } as const, confirmed];
  await store.sync.down.applyInbox(
    commands.map((command, i) => ({ seq: i + 1, id: testId(0xc000 + i), command })),
    null,
  );
  return store.queries.order(order_id)?.order as Order;
}

describe("what staff say cannot be made", () => {
  const asked = (order: Order, qty: number, decided: SubstituteChoice | null) =>
    store.commands.askSubstitute(
      order.order_id,
      {
        ...{ line_id: order.lines[0]?.line_id ?? "", qty, options: [], decided, reason: "none left" },
        shown: { amendments: order.amendments, total_cents: order.total_cents },
        manager_pin: null,
      },
      approved,
    );

  test("does not come back to the count, or the app would sell it again; the rest of the order does", async () => {
    await count(CROISSANT, 3);
    await count(OAT, 9);
    const order = await store.placed({ items: [...croissants(3), ...oatLattes(2)] });
    const changed = bodyOf(await asked(order, 2, { kind: "REMOVE" }));
    expect([left(), soldOut()]).toEqual([{ croissant: 0, oat: 7 }, ["croissant"]]);
    await cancel(changed);
    expect(left()).toEqual({ croissant: 1, oat: 9 });
  });

  test("nor where the order is cancelled for it, by staff or by the clock", async () => {
    await count(CROISSANT, 3);
    await count(OAT, 9);
    const order = await store.placed({ items: [...croissants(3), ...oatLattes(2)] });
    unwrap(await asked(order, 3, { kind: "CANCEL" }));
    expect([left(), soldOut()]).toEqual([{ croissant: 0, oat: 9 }, ["croissant"]]);
    await count(CROISSANT, 2);
    const app = await handedOver();
    unwrap(await asked(app, 2, null));
    store.clock.advance(600_000);
    store.time.trust(store.clock.now());
    expect(unwrap(await settleDueQuestion(store.context, app.order_id))).toBe(true);
    expect(store.queries.order(app.order_id)?.order.status).toBe("CANCELLED");
    expect([left(), soldOut()]).toEqual([{ croissant: 0, oat: 9 }, ["croissant"]]);
  });
});
