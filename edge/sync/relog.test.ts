/** The disk of another box is re-logged, on real files; what the cloud has of it the test says. */
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RelogReport } from "@crema/shared/contract/relog";
import type { DrawerCommand } from "@crema/shared/domain/drawer/decide";
import type { ZReport } from "@crema/shared/domain/drawer/report";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import { evolve } from "@crema/shared/domain/order/evolve";
import type { Order } from "@crema/shared/domain/order/order";
import { afterEach, beforeEach, expect, test } from "vitest";
import { relogText } from "../cli/relog.ts";
import { prepareCopy } from "../disk/prepare.ts";
import { approved, cashier, codeOf, openTestStore, STORE_ID, type TestStore, unwrap } from "../store.test-fixture.ts";
import { createRelog } from "./relog.ts";

const AT = "2026-05-04T12:00:00.000Z";
const cash = { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true } as const;

let dir: string;
let old: TestStore;
let here: TestStore;
/** What the cloud has: events by id, and an order as it stands there. */
let known: Set<string>;
let inCloud: Order | null;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "crema-relog-"));
  [known, inCloud] = [new Set(), null];
  old = await openTestStore();
});
afterEach(async () => {
  await here.dispose();
  await old.dispose();
  rmSync(dir, { recursive: true, force: true });
});

/** The store's next box, on a disk of its own or as a copy of what the old one has now. */
async function next(path?: string): Promise<void> {
  here = await openTestStore(path === undefined ? {} : { path });
  await here.sync.link.enrol({
    store_id: STORE_ID,
    node_id: "0198c7f2-0000-7000-8000-0000000000bb",
    epoch: 2,
    epoch_certificate: "jws",
    generation: 1,
    cloud_url: "http://cloud.invalid",
    private_key: "",
  });
}

async function nextFromCopy(): Promise<void> {
  const path = join(dir, "next.sqlite");
  old.db.prepare("VACUUM INTO ?").run(path);
  hears(...idsOf(() => true));
  await next(path);
}

const hears = (...ids: readonly string[]) => {
  for (const id of ids) known.add(id);
};
const idsOf = (is: (type: string) => boolean): string[] =>
  old.db
    .prepare<[], { event_id: string; type: string }>("SELECT event_id, type FROM events ORDER BY seq")
    .all()
    .flatMap((row) => (is(row.type) ? [row.event_id] : []));

const sell = async (): Promise<Order> => {
  const order = await old.placed();
  unwrap(await old.commands.tender(order.order_id, cash, `pay-${order.order_id}`, cashier));
  return order;
};
let keys = 0;
const drawer = async (store: TestStore, command: DrawerCommand): Promise<{ report?: ZReport }> =>
  JSON.parse(unwrap(await store.commands.drawer(command, `d-${keys++}`, approved)).body);

/** As `crema-edge relog` does. */
async function relog(damage: (file: string) => void = () => undefined): Promise<Result<RelogReport>> {
  const file = join(dir, "copy.sqlite");
  unwrap(prepareCopy(old.path, file, AT));
  damage(file);
  const run = createRelog({
    commands: here.context,
    identity: here.queries.identity,
    cloud: () => ({
      baseUrl: "http://cloud.invalid",
      fetch: () => Promise.reject(new Error("nothing is fetched")),
      async post(_path, asked) {
        const { event_ids = [], order_id } = asked as { event_ids?: string[]; order_id?: string };
        const order = order_id !== undefined && order_id === inCloud?.order_id ? { order: inCloud, payments: [], refunds: [] } : null;
        const body = JSON.stringify({ known: event_ids.filter((id) => known.has(id)), order });
        return { status: 200, body, contentType: "application/json", retryAfter: null };
      },
    }),
    clock: here.clock,
    timers: here.timers,
    report: () => undefined,
  });
  return run({ file, source: old.path, dry_run: false });
}

test("[U8] money of an order that has not come down waits, named with its amount; the rest is entered, and the next time it is too", async () => {
  await drawer(old, { type: "open", float_cents: 5_000 });
  const [onItsWay, other] = [await sell(), await sell()];
  await drawer(old, { type: "count", counted_cents: 6_000 });
  const { report: z } = await drawer(old, { type: "close" });
  if (!z) throw new Error("a drawer that was closed has a report");
  await next();
  inCloud = { ...onItsWay, authority: "cloud", handoff: "OFFERED" };
  hears(...idsOf((type) => type === "drawer.opened" || type === "drawer.counted"), idsOf((type) => type === "order.placed")[0] ?? "");

  const first = unwrap(await relog());
  expect(first).toMatchObject({
    entered: { "order.placed": 1, "payment.captured": 1 },
    payments_cents: 500,
    not_applied: 0,
    waiting: [{ order_id: onItsWay.order_id, kind: "PAYMENT", amount_cents: 500, currency: "EUR" }],
    reports_waiting: [z.z_number],
  });
  expect(here.queries.order(other.order_id)?.order.paid_cents).toBe(500);
  const text = relogText(first);
  expect(text).toContain(`payment of 5.00 EUR for order ${onItsWay.order_id}`);
  expect(text).toContain(`Z report ${z.z_number}`);
  expect(here.tables.relogs.isDone(old.path)).toBe(false);

  // It was cancelled meanwhile, and has not been sent down.
  inCloud = evolve(onItsWay, {
    event_id: here.newId(),
    store_id: STORE_ID,
    at: AT,
    actor: cashier.actor,
    type: "order.cancelled",
    order_id: onItsWay.order_id,
    order_seq: 2,
    from_status: "PLACED",
    cause: "STAFF",
    reason: "late",
    request_id: null,
  });
  expect(unwrap(await relog())).toMatchObject({
    entered: { "payment.captured": 1, "drawer.closed": 1 },
    payments_cents: 500,
    not_applied: 0,
    waiting: [],
    reports_waiting: [],
  });
  expect(here.queries.order(onItsWay.order_id)?.order.paid_cents).toBe(500);
  expect(here.tables.drawer.reports(5)).toEqual([z]);
  expect(here.tables.relogs.isDone(old.path)).toBe(true);
  expect(unwrap(await relog())).toMatchObject({ entered: {}, payments_cents: 0 });
});

test("[U8] a fault in the box's own database is not said of the disk that is re-logged; one on the disk is", async () => {
  await sell();
  await next();
  here.db.exec("CREATE TRIGGER t BEFORE INSERT ON payments BEGIN SELECT RAISE(ABORT, 'a fault of its own'); END");
  await expect(relog()).rejects.toThrow("a fault of its own");
  here.db.exec("DROP TRIGGER t");
  const spoil = (file: string) => {
    const [handle, rest] = [openSync(file, "r+"), statSync(file).size - 4_096];
    writeSync(handle, Buffer.alloc(rest, 0x5a), 0, rest, 4_096);
    closeSync(handle);
  };
  expect(codeOf(await relog(spoil))).toBe("disk.unreadable");
  expect(unwrap(await relog())).toMatchObject({ payments_cents: 500 });
});

test("[M5] [U8] a Z report of the old disk that covers nothing takes nothing from a drawer that was counted here since", async () => {
  await drawer(old, { type: "open", float_cents: 5_000 });
  await nextFromCopy();
  await drawer(old, { type: "count", counted_cents: 5_000 });
  await drawer(old, { type: "close" });
  here.clock.advance(60_000);
  await drawer(here, { type: "count", counted_cents: 4_800 });
  expect(unwrap(await relog())).toMatchObject({ not_applied: 2 });
  expect(here.queries.drawers(null).session).toMatchObject({ status: "COUNTED", counted_cents: 4_800 });
  const { report } = await drawer(here, { type: "close" });
  expect(unwrap(await relog())).toMatchObject({ entered: {} });
  expect(here.tables.drawer.reports(5)).toEqual([report]);
});

test("[M5] [U8] a drawer that both boxes have closed has one Z report, and the second one is for a person", async () => {
  await drawer(old, { type: "open", float_cents: 5_000 });
  await nextFromCopy();
  for (const store of [here, old]) await drawer(store, { type: "count", counted_cents: 5_000 });
  const { report } = await drawer(here, { type: "close" });
  await drawer(old, { type: "close" });
  expect(unwrap(await relog())).toMatchObject({ not_applied: 2 });
  expect(here.tables.drawer.reports(5)).toEqual([report]);
});

test("[M5] [U8] a Z report of the old disk that covers nothing closes the drawer that was open there, and the next one covers what is sold here", async () => {
  await drawer(old, { type: "open", float_cents: 5_000 });
  await nextFromCopy();
  await drawer(old, { type: "count", counted_cents: 4_900 });
  const { report: empty } = await drawer(old, { type: "close" });
  expect(unwrap(await relog())).toMatchObject({ entered: { "drawer.counted": 1, "drawer.closed": 1 }, not_applied: 1 });
  expect(here.queries.drawers(null).session).toBeNull();
  await drawer(here, { type: "open", float_cents: 5_000 });
  const order = await here.placed();
  unwrap(await here.commands.tender(order.order_id, cash, "pay-here", cashier));
  await drawer(here, { type: "count", counted_cents: 5_500 });
  const { report } = await drawer(here, { type: "close" });
  expect(here.tables.drawer.reports(5)).toEqual([report, empty]);
  expect([empty, report].map((z) => z?.days.flatMap((day) => day.tenders.map((tender) => tender.amount_cents)))).toEqual([[], [500]]);
});
