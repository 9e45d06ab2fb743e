/** The counter's books by the endpoint of headquarters: Z reports against the facts that arrived. */
import { randomUUID } from "node:crypto";
import type { Books } from "@crema/shared/contract/books";
import { openDrawer } from "@crema/shared/domain/drawer/drawer-spec.test-fixture";
import { cashSums, cashTotals } from "@crema/shared/domain/drawer/expected";
import { storeFacts, totalsByDay, type ZReport } from "@crema/shared/domain/drawer/report";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { ana, type capture } from "@crema/shared/domain/order/order.test-fixture";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type HttpBox, TestCloud } from "../../http/service.test-fixture.ts";
import { paid, placedAt, posOrder, step } from "../../store-events.test-fixture.ts";

const DAY = "2026-05-04";
let cloud: TestCloud;
let owner: string;
let box: HttpBox;
beforeAll(async () => {
  cloud = await TestCloud.open();
  owner = await cloud.operator();
});
afterAll(() => cloud.close());
beforeEach(async () => {
  box = await cloud.onlineStore(owner);
});

const now = () => new Date(cloud.node.time.ms).toISOString();
const envelope = () => ({ event_id: randomUUID(), store_id: box.storeId, at: now(), actor: ana });
const books = async (token = owner): Promise<Books> =>
  (await cloud.call("GET", `/v1/admin/stores/${box.storeId}/books/${DAY}`, { token })).json;
const send = async (...events: EdgeEvent[]) => {
  const sent = await box.send(...events);
  if (!sent.ok) throw new Error(sent.refusal.detail);
};

/** A sale in cash into that session, and what the box reports of it. */
function sale(session_id: string, currency = "EUR"): { events: EdgeEvent[]; order: Order; payment: ReturnType<typeof capture> } {
  // The profiles in the other currencies are none of this database's.
  const order = posOrder(box, { business_day: DAY, currency, ...(currency !== "EUR" && { profile_version: 9 }) });
  const id = order.order_id;
  const money = { drawer_session_id: session_id, tip_cents: cents(50), currency, captured_at: now(), business_day: DAY };
  const tender = paid(box, id, order.total_cents, money);
  if (tender.type !== "payment.captured") throw new Error("a tender is a capture");
  const events = [
    placedAt(box, order),
    step(box, id, "order.started", 2, "PLACED"),
    tender,
    step(box, id, "order.readied", 3, "IN_PROGRESS"),
    step(box, id, "order.completed", 4, "READY"),
  ];
  return { events, order: { ...order, status: "COMPLETED", completed_at: now() } as Order, payment: tender.payment };
}

function closed(session: ReturnType<typeof openDrawer>, sold: ReturnType<typeof sale>[], wrong = 0, z_number = "A-Z0001"): EdgeEvent {
  const facts = { payments: sold.map((each) => each.payment), refunds: [], movements: [] };
  const sums = cashSums(session, cashTotals(session.session_id, facts));
  const report: ZReport = {
    z_number,
    store_id: box.storeId,
    session_id: session.session_id,
    currency: session.currency,
    business_day: DAY,
    opened_at: now(),
    closed_at: now(),
    closed_by: ana,
    days: totalsByDay(
      storeFacts(
        sold.map((each) => each.order),
        facts,
      ),
    ),
    drawer: {
      ...sums,
      expected_cents: cents(sums.expected_cents + wrong),
      counted_cents: cents(sums.expected_cents),
      difference_cents: cents(0),
    },
    outside_session_cents: cents(0),
  };
  return { ...envelope(), type: "drawer.closed", session_id: session.session_id, report };
}

const opened = (currency = "EUR"): { session: ReturnType<typeof openDrawer>; event: EdgeEvent } => {
  const session = { ...openDrawer(), currency, store_id: box.storeId, session_id: randomUUID() };
  return { session, event: { ...envelope(), type: "drawer.opened", session } };
};
const row = (found: Books, figure: string) => found.rows.find((each) => each.figure === figure);

describe("the counter's books", () => {
  test("[M5] agree with the Z report to the cent: sales, tenders, tips, and the drawer by its movements", async () => {
    const { session, event } = opened();
    const sold = [sale(session.session_id), sale(session.session_id)];
    await send(event, ...sold.flatMap((each) => each.events), closed(session, sold));
    const found = await books();
    expect([found.verdict, found.differences, found.z_numbers]).toEqual(["EQUAL", [], ["A-Z0001"]]);
    expect(row(found, "tenders CASH")).toMatchObject({ store: 1800, cloud: 1800, provider: null });
    expect(row(found, "tips CASH")).toMatchObject({ store: 100, cloud: 100 });
    expect(row(found, "expected")).toMatchObject({ part: "DRAWER", of: "A-Z0001", store: 11_900, cloud: 11_900 });
  });

  test("[M5] an expected amount that is not the sum of the movements is a difference", async () => {
    const { session, event } = opened();
    const sold = [sale(session.session_id)];
    await send(event, ...sold.flatMap((each) => each.events), closed(session, sold, 1));
    expect((await books()).differences).toMatchObject([{ code: "drawer.figure", store: 10_951, cloud: 10_950 }]);
  });

  test("without a Z report there is nothing to compare with yet, and that is said", async () => {
    await send(...sale(randomUUID()).events);
    const found = await books();
    expect([found.verdict, row(found, "sales")]).toMatchObject(["EQUAL", { store: null, cloud: 900 }]);
    expect(found.open.map((each) => each.code)).toContain("counter.no_z");
  });

  test("what came after the last Z report is in none yet, and no difference", async () => {
    const { session, event } = opened();
    const sold = [sale(session.session_id)];
    await send(event, ...sold.flatMap((each) => each.events), closed(session, sold));
    cloud.node.time.ms += 60_000;
    await send(...sale(randomUUID()).events);
    const found = await books();
    expect([found.verdict, row(found, "sales")]).toMatchObject(["EQUAL", { store: 900, cloud: 1800 }]);
    expect(found.open.map((each) => each.code)).toContain("counter.after_z");
  });

  test("what a Z report has and the cloud has not is a difference, explained by the quarantine", async () => {
    const { session, event } = opened();
    const [good, bad] = [sale(session.session_id), sale(session.session_id)];
    // Its first event is missing: the order waits in quarantine, its money does not.
    await send(event, ...good.events, ...bad.events.slice(1), closed(session, [good, bad]));
    const found = await books();
    expect(found.verdict).toBe("DIFFERENT");
    expect(found.differences.map((each) => each.code)).toContain("order.captured_without_order");
    expect(found.differences.find((each) => each.text.startsWith("sales:"))).toMatchObject({ store: 1800, cloud: 900 });
    expect(found.differences[0]?.reason).toMatch(/in quarantine/);
  });

  test("on the day of another currency each is summed for itself and says which it is", async () => {
    const [first, second] = [opened("ISK"), opened("HUF")];
    const [inIsk, inHuf] = [sale(first.session.session_id, "ISK"), sale(second.session.session_id, "HUF")];
    await send(first.event, ...inIsk.events, closed(first.session, [inIsk]));
    await send(second.event, ...inHuf.events, closed(second.session, [inHuf], 1, "A-Z0002"));
    const found = await books();
    const rows = (figure: string) =>
      found.rows.flatMap((each) => (each.figure === figure ? [[each.of, each.currency, each.store, each.cloud]] : []));
    expect(rows("sales")).toEqual([
      ["HUF", "HUF", 900, 900],
      ["ISK", "ISK", 900, 900],
    ]);
    expect(rows("expected").sort()).toEqual([
      ["A-Z0001", "ISK", 10_950, 10_950],
      ["A-Z0002", "HUF", 10_951, 10_950],
    ]);
    expect(found.differences).toMatchObject([{ code: "drawer.figure", currency: "HUF", store: 10_951 }]);
  });

  test("the day and the totals of a store that changed its currency add no two of them either", async () => {
    await send(...sale(randomUUID(), "ISK").events, ...sale(randomUUID(), "HUF").events, ...sale(randomUUID(), "HUF").events);
    const path = `/v1/admin/stores/${box.storeId}`;
    const day = (await cloud.call("GET", `${path}/days/${DAY}`, { token: owner })).json;
    expect([day, ...day.other_currencies]).toMatchObject([
      { currency: "HUF", orders: 2, sales_cents: 1800, tips_cents: 100 },
      { currency: "ISK", orders: 1, sales_cents: 900, tips_cents: 50 },
    ]);
    const totals = (await cloud.call("GET", `${path}/totals`, { token: owner })).json;
    expect(totals).toMatchObject({ currency: "HUF", orders: 3, payments: 3, orders_by_status: { COMPLETED: 3 }, captured_cents: 1800 });
    expect(totals.other_currencies).toMatchObject([{ currency: "ISK", ordered_cents: 900, captured_cents: 900, refunded_cents: 0 }]);
  });

  test("one currency without a Z report is a difference when another was closed after it, and none before", async () => {
    const [first, second] = [opened("ISK"), opened("HUF")];
    const inIsk = sale(first.session.session_id, "ISK");
    await send(first.event, ...inIsk.events, closed(first.session, [inIsk]));
    cloud.node.time.ms += 60_000;
    await send(second.event, ...sale(second.session.session_id, "HUF").events);
    const before = await books();
    expect([before.verdict, before.open.map((each) => each.code)]).toEqual(["EQUAL", expect.arrayContaining(["counter.after_z"])]);
    cloud.node.time.ms += 60_000;
    const third = opened("ISK");
    await send(third.event, closed(third.session, [], 0, "A-Z0002"));
    const found = await books();
    expect(found.verdict).toBe("DIFFERENT");
    expect(found.differences.find((each) => each.text.startsWith("sales:"))).toMatchObject({ currency: "HUF", store: 0, cloud: 900 });
  });

  test("are for operators of the store alone", async () => {
    const other = await cloud.operator("hq", ["somewhere-else"]);
    const path = `/v1/admin/stores/${box.storeId}/books/${DAY}`;
    expect((await cloud.call("GET", path, { token: other })).status).toBe(403);
    expect((await cloud.call("GET", path)).status).toBe(401);
    expect((await cloud.call("GET", `/v1/admin/stores/nowhere/books/${DAY}`, { token: owner })).json.code).toBe("store.not_found");
  });
});

describe("a store's payment account", () => {
  const path = () => `/v1/admin/stores/${box.storeId}/payment-account`;
  const put = (body: unknown, token = owner) => cloud.call("PUT", path(), { token, body });

  test("changes only when an owner of every store confirms it, and the others are told", async () => {
    const asked = await put({ stripe_account_id: "acct_1" });
    expect(asked.json).toMatchObject({ status: 409, code: "payment_account.unconfirmed", from: null, to: "acct_1" });
    const { confirmation } = asked.json;
    // Not by another owner, not for another account.
    expect((await put({ stripe_account_id: "acct_1", confirmation }, await cloud.operator())).status).toBe(409);
    expect((await put({ stripe_account_id: "acct_2", confirmation })).status).toBe(409);
    expect((await put({ stripe_account_id: "acct_1", confirmation })).json).toEqual({ stripe_account_id: "acct_1" });
    const told = (await cloud.call("GET", "/v1/admin/exceptions", { token: await cloud.operator("it") })).json.exceptions;
    expect(told).toMatchObject([
      { kind: "store.payment_account_changed", detail: expect.stringContaining("goes to acct_1 instead of the installation's own") },
    ]);
    const end = (token: string) => {
      const path = `/v1/admin/exceptions/${told[0].exception_id}/resolve`;
      return cloud.call("POST", path, { token, body: { note: "all is well" } });
    };
    await cloud.node.database.pool.query("UPDATE exceptions SET detail = 'said in other words' WHERE exception_id = $1", [
      told[0].exception_id,
    ]);
    // Neither by who asked for the change, whatever it says, nor by somebody who could not have: it is there to tell the other owners.
    for (const token of [owner, await cloud.operator("it"), await cloud.operator("owner", [box.storeId])])
      expect((await end(token)).json).toMatchObject({ status: 403, code: "auth.forbidden" });
    expect((await end(await cloud.operator())).status).toBe(200);
    // Said again it changes nothing, and needs no word.
    expect((await put({ stripe_account_id: "acct_1" })).status).toBe(200);
    const back = await put({ stripe_account_id: null });
    cloud.node.time.ms += 10 * 60_000;
    expect((await put({ stripe_account_id: null, confirmation: back.json.confirmation })).status).toBe(409);
    cloud.node.time.ms -= 10 * 60_000;
  });

  test("whoever changed it by a node of an older release, which stores no asker, does not end it alone while there is another owner", async () => {
    const another = await cloud.operator();
    const { user_id } = (await cloud.call("GET", "/v1/session", { token: owner })).json;
    for (const [detail, theirs] of [
      [`Card money goes to acct_9, by Bo ${user_id}.`, 200],
      ["Card money goes to acct_9, by Bo.", 403],
    ] as const) {
      const raised = await cloud.node.database.pool.query<{ exception_id: string }>(
        `INSERT INTO exceptions (exception_id, store_id, kind, detail, what_to_do, raised_at)
         VALUES (gen_random_uuid(), $1, 'store.payment_account_changed', $2, '', now()) RETURNING exception_id`,
        [box.storeId, detail],
      );
      const path = `/v1/admin/exceptions/${raised.rows[0]?.exception_id}/resolve`;
      const end = async (token: string) => (await cloud.call("POST", path, { token, body: { note: "all is well" } })).status;
      expect([await end(owner), await end(another)]).toEqual([403, theirs]);
    }
  });

  test("is nobody else's affair, and nothing but an account's id will do", async () => {
    for (const token of [
      await cloud.operator("hq", [box.storeId]),
      await cloud.operator("hq"),
      await cloud.operator("owner", [box.storeId]),
      await cloud.operator("it"),
    ])
      expect((await put({ stripe_account_id: "acct_9" }, token)).json).toMatchObject({ status: 403, code: "auth.forbidden" });
    expect((await put({ stripe_account_id: "sk_live_1" })).json.code).toBe("request.invalid");
  });
});
