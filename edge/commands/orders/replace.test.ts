/** An app order that the store makes as its own order, whether or not its offer has arrived. */
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { appOrder, line, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { approved, cashier, codeOf, espressos, openTestStore, type TestStore, unwrap } from "../../store.test-fixture.ts";

let store: TestStore;
let sent: number;
beforeEach(async () => {
  store = await openTestStore();
  sent = 0;
});
afterEach(() => store.dispose());

const AT = "2026-05-04T08:00:00.000Z";
const ID = testId(0xa1);
const apply = (...commands: InboxCommand[]) =>
  store.sync.down.applyInbox(
    commands.map((command) => ({ seq: ++sent, id: testId(0xc000 + sent), command })),
    null,
  );
const offered = (changes: Partial<Order> = {}): InboxCommand => {
  const order: unknown = { ...appOrder("OFFERED", { order_id: ID, ticket_number: null, business_day: null }), ...changes };
  return { kind: "order.offered", at: AT, order: order as Order };
};
const confirmed: InboxCommand = { kind: "order.confirmed", at: AT, event_id: testId(0xd1), order_id: ID, order_seq: 1, status: "PLACED" };
const eventTypes = () => store.sync.log.read(1, 1000, 10_000_000).map((event) => (JSON.parse(event.body) as { type: string }).type);
const start = (id: string) => store.commands.transition(id, { to_status: "IN_PROGRESS", expected_status: "PLACED", reason: null }, cashier);
const identity = () => {
  const order = store.queries.order(ID)?.order;
  return order ? `${order.handoff} ${order.authority} ${order.status}` : "none";
};

describe("making it anyway", () => {
  test("declines the unconfirmed order and places a counter order at the same price, in one commit", async () => {
    const shots = { modifier_id: "shot", group_id: "extras", group_name: "Extras", name: "Shot", price_delta_cents: 90, qty: 2 };
    await apply(offered({ pay_mode: "ONLINE", lines: [{ ...line, modifiers: [shots] }] }));
    const created = JSON.parse(unwrap(await store.commands.replace(ID, null, "r1", approved)).body) as Order;
    expect(created).toMatchObject({
      replaces_order_id: ID,
      pay_mode: "AT_STORE",
      total_cents: 900,
      authority: "edge",
      handoff: "BORN_AT_STORE",
      ticket_number: "A2",
      lines: [{ modifiers: [shots] }],
    });
    expect(identity()).toBe("DECLINED cloud CANCELLED");
    expect(eventTypes()).toEqual(["order.accepted", "order.declined", "order.placed"]);
    await apply(confirmed);
    expect(store.queries.queue(null).orders.map((order) => order.order_id)).toEqual([created.order_id]);
    expect(codeOf(await start(created.order_id))).toBe("ok");
  });

  test("its promotions name the shares of the lines that it has now", async () => {
    const promotions = [
      { promotion_id: "two", name: "2 for 1", discount_cents: cents(100), lines: [{ line_id: line.line_id, discount_cents: cents(100) }] },
    ];
    await apply(offered({ lines: [{ ...line, discount_cents: cents(100) }], promotions }));
    const created = JSON.parse(unwrap(await store.commands.replace(ID, null, "r1", approved)).body) as Order;
    expect(created.lines[0]?.line_id).not.toBe(line.line_id);
    expect(created.promotions).toEqual([{ ...promotions[0], lines: [{ line_id: created.lines[0]?.line_id, discount_cents: 100 }] }]);
  });

  test("the same key again gives the same bytes; without a manager it is refused", async () => {
    await apply(offered());
    expect(codeOf(await store.commands.replace(ID, null, "r1", cashier))).toBe("auth.manager_required");
    const first = unwrap(await store.commands.replace(ID, null, "r1", approved));
    expect(unwrap(await store.commands.replace(ID, null, "r1", approved))).toEqual({ ...first, replayed: true });
    expect(codeOf(await store.commands.replace(ID, null, "r2", approved))).toBe("order.invalid_transition");
  });

  test("works for an order that never arrived; its offer, when it comes, does nothing", async () => {
    expect(codeOf(await store.commands.replace(ID, null, "r1", approved))).toBe("order.not_found");
    const request = espressos({ payment_method: "ONLINE" });
    expect(JSON.parse(unwrap(await store.commands.replace(ID, request, "r1", approved)).body)).toMatchObject({
      replaces_order_id: ID,
      pay_mode: "AT_STORE",
    });
    expect(eventTypes()).toEqual(["order.declined", "order.placed"]);
    await apply(offered(), confirmed);
    expect(identity()).toBe("none");
    expect(codeOf(await store.commands.replace(ID, request, "r2", approved))).toBe("order.invalid_transition");
  });

  test("is not for an order that is confirmed", async () => {
    await apply(offered(), confirmed);
    expect(codeOf(await store.commands.replace(ID, null, "r1", approved))).toBe("order.invalid_transition");
    expect(identity()).toBe("CONFIRMED edge PLACED");
  });
});
