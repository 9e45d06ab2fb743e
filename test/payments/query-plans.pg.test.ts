/** What a chain with a past asks of its database: nothing reads a table that grows from end to end. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createBoxSessions } from "@crema/cloud/auth/box-session";
import { createSealer } from "@crema/cloud/auth/contact-cipher";
import { endedSessions, personOf, signIn, signInBrowser, signOut, signOutBrowser } from "@crema/cloud/auth/sessions";
import { espressos, guestBy, menuRows, must, operatorBy, storeInput, type TestBox } from "@crema/cloud/cloud-node.test-fixture";
import { createShapeSource } from "@crema/cloud/db/shape-source";
import { blanking, FACTS } from "@crema/cloud/erasure/blank-orders";
import { sweep } from "@crema/cloud/erasure/erasure-job";
import { offerHeld, withdrawHeld } from "@crema/cloud/jobs/held-orders";
import { prune } from "@crema/cloud/jobs/pruning";
import { endUnansweredCancels } from "@crema/cloud/jobs/unanswered-cancels";
import { takeDueMails } from "@crema/cloud/mail/mail-rows";
import { claimCreation } from "@crema/cloud/payments/operations/claim";
import { readPayment } from "@crema/cloud/queries/payments";
import { booksOf } from "@crema/cloud/reports/books/books";
import { neverSpent, topSpenders } from "@crema/cloud/reports/customer-spend";
import { eventsOf } from "@crema/cloud/reports/events";
import { exceptionPage } from "@crema/cloud/reports/exceptions";
import { ordersAcrossStores } from "@crema/cloud/reports/orders-across-stores";
import { quarantinedEvents } from "@crema/cloud/reports/quarantine";
import { sales } from "@crema/cloud/reports/sales";
import { statusTimes } from "@crema/cloud/reports/status-times";
import { storeCalendars } from "@crema/cloud/reports/store-calendars";
import { storeDay, storeZReports } from "@crema/cloud/reports/store-days";
import { storeLinks } from "@crema/cloud/reports/store-links";
import { storeOrders, storeTotals } from "@crema/cloud/reports/store-orders";
import { life, paid, placedAt, posOrder, soldOut } from "@crema/cloud/store-events.test-fixture";
import { earlierOrders } from "@crema/cloud/sync/earlier-orders";
import { EdgeEvent } from "@crema/shared/domain/events";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { iso } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Promotion } from "@crema/shared/domain/menu/menu";
import { PricedOrder } from "@crema/shared/domain/order/order";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import { readSources } from "@crema/tools/house/sources";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fillDatabase, GROWING } from "./filled-database.ts";
import { OnlineStore } from "./online-store.ts";
import { runOtherStatements } from "./other-statements.ts";
import { PaymentRig } from "./payment-rig.ts";
import { listenToStatements, lookUps, readThrough, type Statement } from "./statements.ts";

const LEFT = { email: "ana@example.org", phone: null, language: null };

/** Every name under which the cloud prepares a statement, but those that are put together. */
const NAMED = readSources()
  .filter((source) => source.package === "cloud" && !source.isTest)
  .flatMap(({ text }) => [...text.matchAll(/name: "([\w-]+)",\s+text:/g)].map((match) => match[1] ?? ""));

const ALWAYS = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" }));

const dir = mkdtempSync(join(tmpdir(), "crema-plans-"));
let rig: PaymentRig;
let statements: readonly Statement[];
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
  const box = await rig.store();
  const store = new OnlineStore(rig, box);
  const known = await store.paid();
  await store.spoiled(known);
  await fillDatabase(rig.node.database.pool, box.storeId, known.order_id);
  const heard = listenToStatements();
  await aDay(store);
  await ahead(box);
  await theBoxs(box);
  await people(known.order_id);
  await headquarters(box.storeId, known.order_id);
  await jobs(box.storeId);
  statements = [...heard.statements.values()];
  heard.stop();
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

/** Online orders with all that may come to them. */
async function aDay(store: OnlineStore): Promise<void> {
  const { rig: at } = store;
  await store.spoiled(await store.paid("pm_card_pendingRefund"));
  const disputed = await store.paid("pm_card_createDispute");
  await at.node.payments?.check(disputed.order_id);
  must(
    await at.node.commands.refund(
      disputed.order_id,
      { amount_cents: null, without_cancelling: true, reason: "cold" },
      randomUUID(),
      operatorBy,
    ),
  );
  await at.node.commands.retryPayment(disputed.order_id);
  const { order_id } = await store.paid();
  const all = { amount_cents: null, without_cancelling: false, reason: "cold" };
  for (const key of [randomUUID(), randomUUID()]) must(await at.node.commands.refund(order_id, all, key, operatorBy));
  await claimCreation(at.deps, { store_id: store.box.storeId, order_id });
  const withdrawn = await store.authorized();
  must(await at.node.commands.cancel(withdrawn.order_id, null, guestBy));
  await at.deliver();
  for (const seconds of [31, 601, 901]) await at.later(seconds);
}

/** Without a code, so that whoever orders is asked about. */
const LIMITED: Promotion = {
  ...{ promotion_id: "welcome", name: "Welcome", code: null, kind: "PERCENT", rate_ppm: 100_000, amount_cents: cents(0) },
  ...{ item_ids: [], category_ids: [], min_subtotal_cents: cents(0), starts_at: null, ends_at: null },
  limits: { in_all: 1_000 },
};

/** Orders for later of what is counted and limited, at a store that bounds what is ordered unpaid: one is offered, one is held. */
async function ahead(box: TestBox): Promise<void> {
  const { node } = rig;
  const order_ahead = { app_orders_per_slot: 100, unpaid_limit_cents: cents(1_000_000) };
  const { settings } = storeInput();
  must(await node.commands.putStore(box.storeId, storeInput({ settings: { ...settings, order_ahead }, hours: ALWAYS }), new Map()));
  must(await node.commands.putMenu(box.storeId, { ...menuRows, promotions: [LIMITED] }));
  must(await node.commands.publishMenu(box.storeId, null));
  node.time.ms += 2_000;
  await box.receive();
  must(await box.send(soldOut(box, "espresso", false, 1, { left: 50 })));
  for (const hours of [2, 3]) {
    const requested_for = iso(node.time.ms + hours * 3_600_000);
    must(await node.commands.place(espressos(box.storeId, { requested_for }), randomUUID(), guestBy, LEFT));
    if (hours === 2) await offerHeld(node);
  }
  await node.queries.pickupSlots(box.storeId);
  await withdrawHeld(node);
}

async function theBoxs(box: TestBox): Promise<void> {
  const { node } = rig;
  await box.join();
  const order = posOrder(box);
  must(await box.send(...life(box, order), soldOut(box, "espresso", true, 2)));
  must(await box.send(placedAt(box, order)));
  const changed = posOrder(box);
  const placing = placedAt(box, changed);
  must(await box.send(placing));
  // Lines are removed only of an order that was there before; versions are read only of a box that names some.
  box.log.down = { ...box.log.down, menu_version: 1, profile_version: 1 };
  const amendment = {
    ...placing,
    event_id: randomUUID(),
    type: "order.amended",
    amendment: 1,
    priced: PricedOrder.parse(changed),
  } as const;
  must(await box.send(EdgeEvent.parse(amendment)));
  // As a box of before refunds had kinds is understood: by the tender that follows.
  must(await box.send(EdgeEvent.parse({ ...paid(box, changed.order_id, 100), corrects_refunds: true })));
  // It is upgraded: what it could not be told before comes with the next batch.
  await box.wasHeardAs(3);
  must(await box.send());
  must(await node.commands.retryQuarantine(box.storeId));
  await node.commands.setAsideQuarantined(box.storeId, { epoch: box.epoch, seq: 1 }, "seen", operatorBy);
  must(await node.commands.resolveConflict(box.storeId, operatorBy));
  await earlierOrders(node.database.pool, box.storeId, { number: "A-000017" });
  await earlierOrders(node.database.pool, box.storeId, { order_id: order.order_id });
  const boxes = createBoxSessions(node.database.pool, systemRandomBytes, { verify: async () => null });
  await boxes.challenge(box.nodeId);
  await boxes.boxOf("box_unknown");
  await node.commands.createEnrollCode(box.storeId, true);
  await node.commands.enroll({ code: "unknown", publicKey: "key", protocolVersion: 5, storeId: null });
  const { database, changeNotifier } = node;
  const shapes = createShapeSource({ database, changeNotifier, timers: systemTimers, newId: randomUUID });
  for (const table of ["store_inbox", "store_documents"] as const) {
    await shapes.read(table, box.storeId, 0, 10);
  }
}

async function people(orderId: string): Promise<void> {
  const { commands, queries, database, clock } = rig.node;
  const { pool } = database;
  const { user_id } = must(await commands.createCustomer("Ana", "ana@example.org"));
  const signedIn = await signIn({ pool, clock, randomBytes: systemRandomBytes }, user_id, "cus");
  const person = await personOf({ pool, clock }, signedIn.token);
  if (!person) throw new Error("Ana is signed in");
  const browser = await signInBrowser({ pool, clock, randomBytes: systemRandomBytes }, person);
  await endedSessions({ pool, clock }, [person.session_id ?? randomUUID()]);
  await signOutBrowser(pool, browser?.token ?? "");
  await signOut(pool, signedIn.token);
  await commands.requestSignInCode("ana@example.org", { address: "192.0.2.1", chosen: null, asked: null });
  await commands.signInByCode({ challenge_id: randomUUID(), email: "ana@example.org", code: "000000", first_name: null });
  const { store_id } = await rig.order(orderId);
  await queries.stores();
  must(await eventsOf(rig.node.database.pool, store_id, { limit: 100 }));
  await queries.menu(store_id);
  await queries.changesOf(orderId, 0);
  for (const since of [queries.changesSince, queries.movedSince]) await since([{ store_id, order_id: orderId, cursor: 0 }]);
  for (const before of [null, randomUUID()]) await queries.ordersOfUser(user_id, before, 20);
  await queries.orderMoney(store_id, orderId);
  await queries.queue(store_id, null);
  await queries.queue(store_id, ["READY"]);
  await queries.queue(store_id, null, "LEFT_OPEN");
  await readPayment(pool, orderId, null);
  await commands.adoptOrder(orderId, user_id);
  await queries.customerByEmail("ana@example.org", null);
  await queries.customerByEmail("ana@example.org", [store_id]);
  await queries.customerPage(user_id, [store_id], { before: null, limit: 20 });
  await queries.customerExport(user_id);
  await queries.toldBy(orderId, new Set(["push", "email", "sms"]));
  for (const within of [null, [store_id]]) await queries.guestOrders("ana@example.org", within);
  await queries.guestExport("ana@example.org");
  await queries.customerAudit({ before: null, limit: 50 });
  const asked = await commands.eraseCustomer(user_id, null, operatorBy);
  if (asked.ok) throw new Error("it is asked twice");
  must(await commands.eraseCustomer(user_id, String(asked.refusal.extra?.confirmation), operatorBy));
}

async function headquarters(storeId: string, orderId: string): Promise<void> {
  const { database, clock, commands } = rig.node;
  const { pool } = database;
  const today = businessDay(clock.now(), "Europe/Berlin", 4);
  const range = { from: today, to: businessDay(clock.now() + 86_400_000, "Europe/Berlin", 4) };
  const month = { month: today.slice(0, 7), timeZone: "Europe/Berlin" };
  for (const scope of [null, [storeId]]) {
    const calendars = await storeCalendars(pool, scope, undefined);
    for (const by of ["store", "day", "hour", "item"] as const) await sales(pool, calendars, { ...range, by });
    await statusTimes(pool, calendars, range);
    for (const query of [
      {},
      { q: "Bo" },
      { q: orderId.slice(0, 8) },
      { business_day: today },
      { status: "READY" as const },
      { before: orderId },
    ]) {
      await ordersAcrossStores(pool, calendars, { limit: 50, ...query });
    }
    await exceptionPage(pool, scope, { state: "OPEN", limit: 50 });
    await exceptionPage(pool, scope, { state: "RESOLVED", limit: 50, store_id: storeId });
    await topSpenders(pool, month, scope);
    await neverSpent(pool, { limit: 50 }, scope);
    await neverSpent(pool, { limit: 50, after: randomUUID() }, scope);
    await storeLinks({ pool, clock }, scope);
  }
  await storeOrders(pool, storeId, { limit: 50 });
  await storeTotals(pool, storeId);
  await storeZReports(pool, storeId, { limit: 10 });
  await storeDay(pool, storeId, today);
  await quarantinedEvents(pool, storeId, { state: "WAITING", limit: 10 });
  await quarantinedEvents(pool, storeId, { state: "SET_ASIDE", limit: 10, after: "1-1" });
  must(await booksOf({ pool, provider: rig.provider, clock, timers: systemTimers }, storeId, today));
  const open = await exceptionPage(pool, null, { state: "OPEN", limit: 1 });
  must(await commands.resolveException(open.exceptions[0]?.exception_id ?? "", "seen", operatorBy));
}

async function jobs(storeId: string): Promise<void> {
  const { database, clock } = rig.node;
  await endUnansweredCancels(rig.node);
  const sealer = createSealer({ current: "k", keys: new Map([["k", systemRandomBytes(32)]]) }, systemRandomBytes);
  await runOtherStatements(database, clock, sealer, storeId);
  await takeDueMails(database.pool, sealer, clock.now());
  await sweep({ ...rig.node, keeping: { namesMs: 110 * 86_400_000, customersMs: 1_095 * 86_400_000 } });
  // Whatever is old enough: nothing is, so that the past stays.
  await prune({ database, clock: { ...clock, now: () => 0 } });
}

test("every statement that has a name was heard", () => {
  const heard = new Set(statements.map(({ name }) => name));
  expect(NAMED.length).toBeGreaterThan(25);
  expect(NAMED.filter((name) => !heard.has(name))).toEqual([]);
});

test("no statement reads a growing table from end to end", async () => {
  const { pool } = rig.node.database;
  const found: string[] = [];
  for (const statement of statements) {
    for (const table of await readThrough(pool, statement)) {
      if (GROWING.has(table)) found.push(`${table}: ${statement.name ?? statement.text.replaceAll(/\s+/g, " ").slice(0, 200)}`);
    }
  }
  expect(statements.length).toBeGreaterThan(100);
  expect(found).toEqual([]);
});

test("what is held is looked for each second by its promise and by the end of its hold", async () => {
  const held = statements.find(({ name }) => name === "held_due");
  const found = held ? await lookUps(rig.node.database.pool, held) : [];
  expect(found).toContainEqual(expect.stringMatching(/^orders_held .*promised_at <= /));
  expect(found).toContainEqual(expect.stringMatching(/^payment_intents_held .*hold_ends_at <= /));
});

test.each(FACTS)("an erasure finds what it blanks in $table by its id", async (fact) => {
  const found = await lookUps(rig.node.database.pool, { ...blanking(fact), values: [] });
  expect(found).toContainEqual(expect.stringMatching(new RegExp(`${fact.key} = left_over.key`)));
});

test("headquarters' list of stores asks the database once, however many stores there are", async () => {
  const { database, clock } = rig.node;
  const asked = vi.spyOn(database.pool, "query");
  const links = await storeLinks({ pool: database.pool, clock }, null);
  expect([links.length > 10, asked.mock.calls.length]).toEqual([true, 1]);
  asked.mockRestore();
});
