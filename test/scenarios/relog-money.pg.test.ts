/** Money on the disk of a box that is gone: in the books of box, report and cloud once, and each fact in one Z report (U8, K2, M5). */
import type { Books } from "@crema/shared/contract/books";
import type { ZReport } from "@crema/shared/domain/drawer/report";
import { expect, test } from "vitest";
import { relog } from "../world/old-disk.ts";
import { done } from "../world/reply.ts";
import type { StoreBox } from "../world/store-box.ts";
import { boxFacts } from "../world/store-facts.ts";
import type { Till } from "../world/till.ts";
import { World } from "../world/world.ts";

const heard = (world: World, box: StoreBox) =>
  world.until("heard", async () => (await world.cloud(box.storeId)).link.last_seq === box.box.store.tables.box.position().head_seq);

async function nextBox(world: World, till: Till): Promise<{ box: StoreBox; till: Till }> {
  const box = await world.anotherBox(world.storeAt.id);
  done(await world.enrollNext(box));
  const moved = await till.movedTo(box);
  await world.until("live", () => box.box.link.status().state === "LIVE");
  return { box, till: moved };
}

interface Report {
  readonly days: { readonly tenders: { readonly method: string; readonly count: number; readonly amount_cents: number }[] }[];
}
const x = async (till: Till) => done(await till.call<Report>("GET", "/v1/drawer/x-report")).days.flatMap((day) => day.tenders);

/** Box, report and cloud say the same, and every order of the box stands in the cloud as it does there. */
async function agree(world: World, box: StoreBox, till: Till, amounts: readonly number[]): Promise<void> {
  await heard(world, box);
  const [cloud, here] = [await world.cloud(box.storeId), boxFacts(box)];
  expect(cloud.payments.map((payment) => payment.amount_cents)).toEqual(amounts);
  expect(here.payments).toEqual(cloud.payments);
  expect(await x(till)).toMatchObject([
    { method: "CASH", count: amounts.length, amount_cents: amounts.reduce((sum, each) => sum + each, 0) },
  ]);
  const statusInCloud = new Map(cloud.orders.map(({ order_id, status, order_seq }) => [order_id, [status, order_seq]]));
  for (const { order_id, status, order_seq } of here.orders) expect([status, order_seq]).toEqual(statusInCloud.get(order_id));
}

test.each([
  ["open on the old disk", false],
  ["handed over on the old disk", true],
])("[K2] [U8] money of an order that is %s and was cancelled since is in the box's reports as in the cloud", async (_, isSold) => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box: first, till, line, id } = world.storeAt;
    const { order_id } = await world.app.place(id);
    await world.until("confirmed", async () => (await till.order(order_id))?.handoff === "CONFIRMED");
    await heard(world, first);
    // Begun and paid while the line is down; then the machine dies.
    line.set("reset");
    done(await till.step(order_id, "PLACED", "IN_PROGRESS"));
    if (isSold) done(await till.step(order_id, "IN_PROGRESS", "READY"));
    done(await till.pay(order_id));
    const disk = first.copyDisk();
    await first.stop();

    // Nobody at the second box knows of it, and the guest cancels.
    const second = await nextBox(world, till);
    done(await second.till.look(order_id, false));
    await world.app.cancel(order_id);
    await world.until("cancelled", async () => (await second.till.order(order_id))?.status === "CANCELLED");
    await heard(world, second.box);
    await second.box.stop();

    const third = await nextBox(world, second.till);
    expect(await third.till.order(order_id)).toBeNull();
    const report = done(await relog(world, third.box, disk));
    expect(report.payments_cents).toBe(500);
    await agree(world, third.box, third.till, [500]);
    // It can be refunded where it lies.
    expect(await third.till.order(order_id)).toMatchObject({ status: "CANCELLED", paid_cents: 500 });
    expect(done(await relog(world, third.box, disk)).entered).toEqual({});
    await agree(world, third.box, third.till, [500]);

    // No report covers it yet, so the next box begins with it too.
    await third.box.stop();
    const fourth = await nextBox(world, third.till);
    await agree(world, fourth.box, fourth.till, [500]);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});

/** A store whose box has opened its drawer, sold over the line and without it, and closed the drawer before it died. */
async function closedAndDied(world: World): Promise<{ box: StoreBox; till: Till; disk: string; report: ZReport }> {
  const { box: first, till, line } = world.storeAt;
  await drawer(till, "sessions", { float_cents: 5_000 });
  await till.serve((await till.place()).order_id);
  await heard(world, first);
  line.set("reset");
  await till.serve((await till.place()).order_id);
  await drawer(till, "counts", { counted_cents: 6_000 });
  const { report } = await drawer<{ report: ZReport }>(till, "close", {});
  const disk = first.copyDisk();
  await first.stop();
  return { ...(await nextBox(world, till)), disk, report };
}

const drawer = async <T>(till: Till, path: string, body: object) =>
  done(await till.call<T>("POST", `/v1/drawer/${path}`, body, { "idempotency-key": till.newKey() }));

async function checkBooks(world: World, day: string | null | undefined, z_numbers: readonly string[]): Promise<void> {
  const books = done(await world.app.hq<Books>("GET", `/stores/${world.storeAt.id}/books/${day}`));
  expect(books.z_numbers).toEqual(z_numbers);
  expect(books.differences).toEqual([]);
}

const raised = (world: World) => world.query("SELECT kind FROM exceptions WHERE resolved_at IS NULL AND kind = 'drawer.relogged'");

test("[M5] [U8] a Z report that only the old disk has covers what it covered there, where nothing was sold since", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box, till, disk, report } = await closedAndDied(world);
    const day = report.days[0]?.business_day;
    expect(report.drawer).toMatchObject({ expected_cents: 6_000, difference_cents: 0 });
    done(await relog(world, box, disk));
    expect(await x(till)).toEqual([]);
    expect(done(await till.call<{ session: unknown }>("GET", "/v1/drawer")).session).toBeNull();
    await heard(world, box);
    await checkBooks(world, day, [report.z_number]);
    expect(done(await relog(world, box, disk)).entered).toEqual({});

    // The next one has what came after it alone, also at the box after this one.
    await drawer(till, "sessions", { float_cents: 5_000 });
    await till.serve((await till.place()).order_id);
    await heard(world, box);
    await box.stop();
    const third = await nextBox(world, till);
    await drawer(third.till, "counts", { counted_cents: 5_500 });
    const next = (await drawer<{ report: ZReport }>(third.till, "close", {})).report;
    expect(next.drawer).toMatchObject({ expected_cents: 5_500, difference_cents: 0 });
    expect(next.days).toMatchObject([{ orders: 1, tenders: [{ method: "CASH", count: 1, amount_cents: 500 }] }]);
    await heard(world, third.box);
    await checkBooks(world, day, [report.z_number, next.z_number]);
    expect([await raised(world), world.errors]).toEqual([[], []]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});

test("[M5] [U8] where the store has sold on, the next Z report covers it all, and the books leave the old disk's out", async () => {
  const world = await World.create({ lost: ["store-1"] });
  let left: string[] = [];
  try {
    const { box, till, disk, report } = await closedAndDied(world);
    await till.serve((await till.place()).order_id);
    done(await relog(world, box, disk));
    await drawer(till, "counts", { counted_cents: 6_500 });
    const next = (await drawer<{ report: ZReport }>(till, "close", {})).report;
    expect(next.days).toMatchObject([{ orders: 3, tenders: [{ method: "CASH", count: 3, amount_cents: 1_500 }] }]);
    await heard(world, box);
    await checkBooks(world, report.days[0]?.business_day, [next.z_number]);
    type Page = { reports: { report: ZReport; is_set_aside: boolean }[] };
    const listed = done(await world.app.hq<Page>("GET", `/stores/${box.storeId}/z-reports`)).reports;
    expect(new Map(listed.map((each) => [each.report.z_number, each.is_set_aside]))).toEqual(
      new Map([
        [report.z_number, true],
        [next.z_number, false],
      ]),
    );
    expect([await raised(world), world.errors]).toEqual([[{ kind: "drawer.relogged" }], []]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
});
