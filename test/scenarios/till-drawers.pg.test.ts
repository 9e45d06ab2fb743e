/** Several drawers at a store: the same day at headquarters, on the box that comes after, and over a power cut at each close (M5, D8, M6). */
import type { Books } from "@crema/shared/contract/books";
import type { DayTotals, ZReport } from "@crema/shared/domain/drawer/report";
import { systemTimers } from "@crema/shared/server/system";
import { expect, test } from "vitest";
import { MANAGER_PIN, storeInput } from "../world/menu.ts";
import { relog } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import { LostReply } from "../world/store-box.ts";
import { Till } from "../world/till.ts";
import { inWorld, World } from "../world/world.ts";

const nextTurn = () => new Promise<void>((resolve) => systemTimers.afterTurn(resolve));
const post = <T>(till: Till, path: string, body: object) => till.call<T>("POST", path, body, { "idempotency-key": till.newKey() });
const open = async (till: Till, float_cents: number, own?: true) =>
  done(await post<{ session: { session_id: string } }>(till, "/v1/drawer/sessions", { float_cents, ...(own && { own }) })).session;

async function ended(till: Till, counted_cents: number): Promise<ZReport> {
  done(await post(till, "/v1/drawer/counts", { counted_cents }));
  return done(await post<{ report: ZReport }>(till, "/v1/drawer/close", {})).report;
}

async function another(world: World): Promise<Till> {
  const till = new Till(world.storeAt.box, world.ledger);
  await till.signIn();
  return till;
}

let orders = 0;
async function sold(till: Till): Promise<string> {
  // Keys of two tills may be the same; the ledger of these tests takes them for one.
  const { order_id } = await till.place({}, `order-${orders++}`);
  await till.serve(order_id);
  return order_id;
}

async function booksOf(world: World, day: string | null | undefined): Promise<Books> {
  return done(await world.app.hq<Books>("GET", `/stores/${world.storeAt.id}/books/${day}`));
}
const uncovered = (world: World) => world.query<{ kind: string }>("SELECT kind FROM store_journal ORDER BY position");

test("[M5] two tills with drawers and the store's one: headquarters has three Z reports that sum to its day, and the books agree", async () => {
  await inWorld({}, async (world) => {
    const { till: one, line, id } = world.storeAt;
    const [two, shared] = [await another(world), await another(world)];
    line.set("blackhole");
    await open(one, 10_000, true);
    await open(two, 20_000, true);
    await open(shared, 5_000);
    await sold(one);
    const refunded = await sold(two);
    await sold(shared);
    done(await post(two, `/v1/orders/${refunded}/refunds`, { amount_cents: 200, reason: "cold", manager_pin: MANAGER_PIN }));
    const first = await ended(one, 10_500);
    expect([first.days.length, first.till?.name, first.drawer?.difference_cents]).toEqual([1, "Till", 0]);
    line.calm();
    await world.quiet();

    // Two drawers go on: what they have is in no report yet, and no difference.
    const day = first.days[0]?.business_day;
    const early = await booksOf(world, day);
    expect([early.verdict, early.differences]).toEqual(["EQUAL", []]);
    expect(early.open.map(({ code }) => code)).toContain("counter.after_z");
    expect((await uncovered(world)).map(({ kind }) => kind).sort()).toEqual(["PAYMENT", "PAYMENT", "REFUND", "SALE", "SALE"]);

    const second = await ended(two, 20_300);
    const third = await ended(shared, 5_500);
    await world.quiet();
    expect(await uncovered(world)).toEqual([]);
    const listed = done(await world.app.hq<{ reports: { report: ZReport }[] }>("GET", `/stores/${id}/z-reports`));
    expect(listed.reports.map((each) => each.report)).toEqual([third, second, first]);
    const whole = done(await world.app.hq<DayTotals>("GET", `/stores/${id}/days/${day}`));
    const days = [first, second, third].map((report) => report.days[0]);
    for (const figure of ["sales_cents", "tax_cents", "orders"] as const)
      expect(days.reduce((sum, each) => sum + (each?.[figure] ?? 0), 0)).toBe(whole[figure]);
    const late = await booksOf(world, day);
    expect([late.verdict, late.differences]).toEqual(["EQUAL", []]);
    expect(late.open.map(({ code }) => code)).not.toContain("counter.after_z");
    expect(
      late.rows.filter((row) => row.part === "DRAWER" && row.figure === "expected").map((row) => [row.of, row.store, row.cloud]),
    ).toEqual([
      ["A-Z0001 of Till", 10_500, 10_500],
      ["A-Z0002 of Till", 20_300, 20_300],
      ["A-Z0003", 5_500, 5_500],
    ]);
  });
});

test("[D8] the box after has the drawers that were open, and each fact in the Z that the box before would have written", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: old, till: one, line, id } = world.storeAt;
    const shared = await another(world);
    await open(one, 10_000, true);
    await open(shared, 5_000);
    await sold(one);
    await sold(shared);
    done(await post(one, "/v1/drawer/movements", { kind: "PAID_IN", amount_cents: 300, reason: "change" }));
    const x = async (till: Till) => {
      const { days, drawer } = done(await till.call<XReportBody>("GET", "/v1/drawer/x-report"));
      return { days, drawer };
    };
    const before = [await x(one), await x(shared)];
    await world.until("sent", async () => (await world.cloud(id)).link.last_seq === old.box.store.tables.box.position().head_seq);
    line.set("reset");
    await old.stop();
    const next = await world.anotherBox(id);
    done(await world.enrollNext(next));
    const [oneThere, sharedThere] = [await one.movedTo(next), await shared.movedTo(next)];
    await world.until("live", () => next.box.link.status().state === "LIVE");
    expect([await x(oneThere), await x(sharedThere)]).toEqual(before);
    await sold(oneThere);
    const reports = [await ended(oneThere, 11_300), await ended(sharedThere, 5_500)];
    expect(reports.map((report) => [report.z_number, report.drawer?.difference_cents, report.days[0]?.sales_cents])).toEqual([
      ["B-Z0001", 0, 1000],
      ["B-Z0002", 0, 500],
    ]);
    await world.until("heard", async () => (await world.cloud(id)).link.last_seq === next.box.store.tables.box.position().head_seq);
    expect(await uncovered(world)).toEqual([]);
    const books = await booksOf(world, reports[0]?.days[0]?.business_day);
    expect([books.verdict, books.differences]).toEqual(["EQUAL", []]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});

test("[U8] [M5] a till's Z that only the old disk has covers what it covered there, while the store's drawer goes on", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: first, till: one, line, id } = world.storeAt;
    const shared = await another(world);
    const heard = (box: typeof first) =>
      world.until("heard", async () => (await world.cloud(id)).link.last_seq === box.box.store.tables.box.position().head_seq);
    await open(one, 1_000, true);
    await open(shared, 2_000);
    for (const till of [one, shared]) await sold(till);
    await heard(first);
    line.set("reset");
    for (const till of [one, shared]) await sold(till);
    const report = await ended(one, 2_000);
    const disk = first.copyDisk();
    await first.stop();
    const next = await world.anotherBox(id);
    done(await world.enrollNext(next));
    const sharedThere = await shared.movedTo(next);
    await world.until("live", () => next.box.link.status().state === "LIVE");
    done(await relog(world, next, disk));
    const last = await ended(sharedThere, 3_000);
    expect([report, last].map((each) => [each.z_number, each.days[0]?.sales_cents, each.drawer?.difference_cents])).toEqual([
      ["A-Z0001", 1000, 0],
      ["B-Z0001", 1000, 0],
    ]);
    await heard(next);
    expect(await uncovered(world)).toEqual([]);
    const books = await booksOf(world, report.days[0]?.business_day);
    expect([books.verdict, books.differences, books.z_numbers]).toEqual(["EQUAL", [], ["A-Z0001", "B-Z0001"]]);
    expect(await world.query("SELECT kind FROM exceptions WHERE kind = 'drawer.relogged'")).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});

test("[M5] a store that takes no cash ends its day offline: a Z without a drawer, the same day at headquarters, equal books", async () => {
  await inWorld({ store: { settings: { ...storeInput().settings, is_cash_free: true } } }, async (world) => {
    const { till, line, id } = world.storeAt;
    line.set("blackhole");
    const { order_id } = await till.place({}, "cash-free");
    done(await till.step(order_id, "PLACED", "IN_PROGRESS"));
    done(await till.step(order_id, "IN_PROGRESS", "READY"));
    expect((await till.pay(order_id)).code).toBe("payment.cash_free");
    const card = { method: "EXTERNAL_CARD", reference: "4711" };
    const { payment } = done(
      await post<{ payment: { payment_id: string; amount_cents: number } }>(till, `/v1/orders/${order_id}/tenders`, card),
    );
    world.ledger.payment({ id: payment.payment_id, store_id: id, amount_cents: payment.amount_cents });
    const { report } = done(await post<{ report: ZReport }>(till, "/v1/day/close", {}));
    expect(report).toMatchObject({ z_number: "A-Z0001", session_id: null, drawer: null });
    line.calm();
    await world.quiet();
    expect(await uncovered(world)).toEqual([]);
    const listed = done(await world.app.hq<{ reports: { report: ZReport }[] }>("GET", `/stores/${id}/z-reports`));
    expect(listed.reports.map((each) => each.report)).toEqual([report]);
    const day = report.days[0];
    expect(done(await world.app.hq<DayTotals>("GET", `/stores/${id}/days/${day?.business_day}`))).toMatchObject({ ...day });
    const books = await booksOf(world, day?.business_day);
    expect([books.verdict, books.differences, books.z_numbers]).toEqual(["EQUAL", [], ["A-Z0001"]]);
  });
});

interface XReportBody {
  readonly days: DayTotals[];
  readonly drawer: object | null;
}

test("[M6] a power cut at each reply of two tills' closes leaves each done once, and what they covered covered once", async () => {
  await inWorld({}, async (world) => {
    const { till: one, box } = world.storeAt;
    const two = await another(world);
    const tills = [one, two];
    for (const till of tills) await open(till, 1_000, true);
    for (const till of tills) await sold(till);
    const reports: ZReport[] = [];
    for (const till of tills)
      for (const [path, body] of [
        ["/v1/drawer/counts", { counted_cents: 1_500, denominations: [{ value_cents: 500, count: 3 }] }],
        ["/v1/drawer/close", {}],
      ] as const) {
        const headers = { "idempotency-key": till.newKey() };
        const reply = box.lan("POST", path, till.token, body, headers).then(
          () => "answered",
          (error: unknown) => (error instanceof LostReply ? "lost" : "broken"),
        );
        const head = box.box.store.tables.box.position().head_seq;
        while (box.box.store.tables.box.position().head_seq === head) await nextTurn();
        await box.crash();
        await box.open();
        expect(await reply).not.toBe("broken");
        const { report } = done(await till.call<{ report?: ZReport }>("POST", path, body, headers));
        if (report) reports.push(report);
      }
    expect(reports.map((report) => [report.z_number, report.days[0]?.sales_cents, report.drawer?.difference_cents])).toEqual([
      ["A-Z0001", 500, 0],
      ["A-Z0002", 500, 0],
    ]);
    expect(done(await one.call<XReportBody>("GET", "/v1/drawer/x-report")).days).toEqual([]);
    await world.quiet();
    expect(await uncovered(world)).toEqual([]);
  });
});
