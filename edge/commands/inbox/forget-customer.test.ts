/** The box forgets whoever ordered, when the cloud says so and by age: found nowhere but where bytes are chained, which go after 30 days. */
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { appOrder, line, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cashier, openTestStore, type TestStore, unwrap } from "../../store.test-fixture.ts";
import { forgetOldCustomers } from "./forget-customer.ts";

const DAY_MS = 86_400_000;
const AT = "2026-05-04T08:00:00.000Z";
const ID = testId(0xa1);
const NAME = "Zelda-Marker";
/** Log and inbox. */
const BY_AGE = ["events.body", "inbox_applied.command"];

let store: TestStore;
let sent: number;
beforeEach(async () => {
  store = await openTestStore();
  sent = 0;
});
afterEach(() => store.dispose());

const apply = (...commands: InboxCommand[]) =>
  store.sync.down.applyInbox(
    commands.map((command) => ({ seq: ++sent, id: testId(0xc000 + sent), command })),
    null,
  );
const offered = (id = ID): InboxCommand => {
  const order: unknown = {
    ...appOrder("OFFERED", { order_id: id, ticket_number: null, business_day: null }),
    ...{ customer_name: NAME, note: `for ${NAME}`, idempotency_key: `key-${id}`, lines: [{ ...line, note: `${NAME} is allergic` }] },
  };
  return { kind: "order.offered", at: AT, order: order as Order };
};
const confirmed: InboxCommand = { kind: "order.confirmed", at: AT, event_id: testId(0xd1), order_id: ID, order_seq: 1, status: "PLACED" };
const erased: InboxCommand = { kind: "customer.erased", at: AT, order_ids: [ID, testId(0xa2)] };

/** `table.column` wherever the word stands, in each column of each table. */
function foundIn(word: string): string[] {
  const tables = store.db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return tables.flatMap(({ name: table }) => {
    const columns = store.db.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`).all();
    return columns.flatMap(({ name }) => {
      const found = store.db.prepare<[string], object>(
        `SELECT 1 FROM "${table}" WHERE instr(lower(CAST("${name}" AS TEXT)), lower(?)) > 0 LIMIT 1`,
      );
      return found.get(word) ? [`${table}.${name}`] : [];
    });
  });
}
const left = () => foundIn(NAME).filter((place) => !BY_AGE.includes(place));

const cash = {
  method: "CASH",
  amount_cents: null,
  tip_cents: cents(0),
  tendered_cents: cents(2_000),
  reference: null,
  complete: true,
} as const;

test("[P12] a customer who is erased is gone from orders, lines, search and remembered responses in one commit; screens hear of it", async () => {
  await apply(offered(), confirmed);
  unwrap(await store.commands.tender(ID, cash, "t1", cashier));
  expect(left()).toEqual(expect.arrayContaining(["idempotency.body", "order_lines.note", "orders.name_key", "orders.state"]));
  await finish();
  expect(store.queries.orders({ q: NAME.slice(0, 5), limit: 10 }).orders).toHaveLength(1);
  const before = store.queries.order(ID)?.order;
  const head = store.sync.log.head();
  store.published.length = 0;

  await apply(erased);
  expect(left()).toEqual([]);
  expect(store.queries.orders({ q: NAME.slice(0, 5), limit: 10 }).orders).toEqual([]);
  const after = store.queries.order(ID);
  expect(after?.order).toEqual({ ...before, customer_name: null, note: null, lines: before?.lines.map((one) => ({ ...one, note: null })) });
  expect(store.published).toMatchObject([{ type: "order", order: { order_id: ID, customer_name: null }, events: [] }]);
  expect(store.queries.changedSince((after?.cursor ?? 0) - 1)).toHaveLength(1);
  // It is no event, and nothing of it goes up.
  expect(store.sync.log.head()).toBe(head);

  // The tender asked again gets its response, without the name.
  expect(unwrap(await store.commands.tender(ID, cash, "t1", cashier)).body).toContain(ID);
  await apply(erased);
  expect(left()).toEqual([]);
});

async function finish(): Promise<void> {
  const steps = ["PLACED", "IN_PROGRESS", "READY", "COMPLETED"] as const;
  for (const [index, to_status] of steps.slice(1).entries())
    unwrap(await store.commands.transition(ID, { to_status, expected_status: steps[index] ?? "PLACED", reason: null }, cashier));
}

test("[P12] an open order keeps what somebody is allergic to until it is over, and loses it then, whether or not the cloud says it again", async () => {
  await apply(offered(), confirmed);
  const before = store.queries.order(ID)?.order;
  expect(before).toMatchObject({ customer_name: NAME, note: `for ${NAME}`, lines: [{ note: `${NAME} is allergic` }] });
  await apply(erased);
  await forgetOldCustomers(store.context, 90 * DAY_MS);
  expect(store.queries.order(ID)?.order).toEqual(before);
  unwrap(await store.commands.tender(ID, cash, "t1", cashier));
  await finish();
  expect(left()).not.toEqual([]);
  store.published.length = 0;
  await forgetOldCustomers(store.context, 90 * DAY_MS, 1);
  expect(left()).toEqual([]);
  expect(store.published).toMatchObject([{ type: "order", order: { order_id: ID, status: "COMPLETED", customer_name: null, note: null } }]);
});

test("[P12] an offer that comes down behind its erasure is not known to it; the cloud says it again, and it is gone", async () => {
  await apply(erased, offered());
  await apply(erased, confirmed);
  unwrap(await store.commands.tender(ID, cash, "t1", cashier));
  await finish();
  expect(left()).not.toEqual([]);
  await apply(erased);
  expect(left()).toEqual([]);
});

test("[P11] names and notes of orders at the counter go 90 days after they were over, in pieces, and only while the box knows the time", async () => {
  const placed = [];
  for (let n = 0; n < 3; n++) placed.push(await store.placed({ customer_name: NAME, note: NAME }));
  const open = await store.placed({ customer_name: NAME, note: NAME });
  for (const { order_id } of placed)
    unwrap(await store.commands.transition(order_id, { to_status: "CANCELLED", expected_status: "PLACED", reason: "left" }, cashier));
  store.clock.advance(89 * DAY_MS);
  await forgetOldCustomers(store.context, 90 * DAY_MS);
  expect(left()).not.toEqual([]);
  store.clock.advance(2 * DAY_MS);
  await forgetOldCustomers(store.context, 90 * DAY_MS);
  expect(left()).not.toEqual([]);
  store.time.trust(store.time.now());
  await forgetOldCustomers(store.context, 90 * DAY_MS, 2);
  // For whom it is made, however long ago it was ordered.
  expect(store.queries.order(open.order_id)?.order).toMatchObject({ customer_name: NAME, note: NAME });
  unwrap(await store.commands.transition(open.order_id, { to_status: "CANCELLED", expected_status: "PLACED", reason: "left" }, cashier));
  store.clock.advance(91 * DAY_MS);
  store.time.trust(store.time.now());
  await forgetOldCustomers(store.context, 90 * DAY_MS);
  expect(left()).toEqual([]);
  expect(placed.map(({ order_id }) => store.queries.order(order_id)?.order.customer_name)).toEqual([null, null, null]);
});
