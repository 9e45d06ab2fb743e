/**
 * The power goes at each commit with which a box becomes the store's, is enrolled again, or puts a cloud right that was put back; and the
 * cloud dies at each COMMIT of the same, before it has arrived and after it is done. Then it is started again, and ends as without.
 */
import { join } from "node:path";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { backUp } from "@crema/edge/disk/backup";
import { restore } from "@crema/edge/disk/restore";
import { iso } from "@crema/shared/domain/kernel/clock";
import { systemRandomBytes } from "@crema/shared/server/system";
import { expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import { CommitCuts } from "../world/commit-cuts.ts";
import { cutAtCommit } from "../world/cut-at-commit.ts";
import { PATIENT } from "../world/menu.ts";
import { done, type Reply } from "../world/reply.ts";
import { LostReply, type StoreBox } from "../world/store-box.ts";
import { inWorld, World } from "../world/world.ts";

/** In `npm test` every third commit, in `npm run test:long` each. */
const EVERY = casesOf([1, 2, 3], 0, 3).length === 1 ? 3 : 1;
/** Of the cloud's COMMITs, which its jobs make for ever. */
const LAST = 14;

const epochOf = (box: StoreBox) => box.box.store.queries.identity()?.epoch ?? 0;

/** The response to an enrolment, null where the box or the cloud was gone before it was out. */
async function enrol(world: World, box: StoreBox, code: string): Promise<Reply<{ epoch: number }> | null> {
  try {
    return await world.enrollNext(box, code);
  } catch (error) {
    if (error instanceof LostReply || (error instanceof TypeError && /^(fetch failed|terminated)$/.test(error.message))) return null;
    throw error;
  }
}

/** As whoever stands there does: with the same code, until the box says that it is the store's next one. */
async function insist(world: World, box: StoreBox, code: string, before: number): Promise<void> {
  for (let tries = 0; epochOf(box) <= before; tries += 1) {
    const reply = await enrol(world, box, code);
    if (tries === 10) throw new Error(`not enrolled: ${reply?.code}`);
    await world.pass(1_000);
  }
  await world.until("live", () => box.box.link.status().state === "LIVE");
}

const heard = (world: World, box: StoreBox) =>
  world.until("heard", async () => (await world.cloud(box.storeId)).link.last_seq === box.box.store.tables.box.position().head_seq);

async function withoutDrain(options: { breaksAtCommit?: boolean }, work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.create({ store: PATIENT, ...options, lost: ["store-1"] });
  let left: string[] = [];
  try {
    await work(world);
    expect(world.errors).toEqual([]);
  } finally {
    left = await world.close();
  }
  expect(left).toEqual([]);
}

/** The store sells, its box dies, and the next machine is enrolled while `strike` strikes. Until it strikes no more. */
async function replaceAgainAndAgain(world: World, strike: (next: StoreBox, nth: number, asking: Promise<unknown>) => Promise<boolean>) {
  const { storeAt } = world;
  const open: string[] = [];
  const epochs = [1];
  let cuts = 0;
  for (let nth = 1; ; nth += EVERY) {
    const { order_id } = await storeAt.till.place();
    open.push(order_id);
    await heard(world, storeAt.box);
    await storeAt.box.stop();
    const next = await world.anotherBox(storeAt.id);
    const code = await world.app.enrollCode(storeAt.id, true);
    const isCut = await strike(next, nth, enrol(world, next, code));
    await insist(world, next, code, epochs.at(-1) ?? 0);
    epochs.push(epochOf(next));
    storeAt.till = await storeAt.till.movedTo(next);
    storeAt.box = next;
    expect((await storeAt.till.queue()).map((order) => order.order_id).toSorted()).toEqual(open.toSorted());
    if (!isCut) break;
    cuts += 1;
  }
  const numbers = (await world.register.entriesOf(storeAt.id)).filter((entry) => entry.in_force).map((entry) => entry.number);
  expect(numbers).toEqual(epochs);
  expect((await world.cloud(storeAt.id)).orders).toHaveLength(open.length);
  return cuts;
}

test("[D8] [K1] a power cut at any commit of the next box's enrolment: the same code leads on, and there is one box", () =>
  withoutDrain({}, async (world) => {
    // Not only for as long as the world's seconds last, which are a busy machine's too.
    const cuts = await replaceAgainAndAgain(world, (next, nth, asking) =>
      cutAtCommit(world, next, nth, Promise.all([asking, world.pass(3_000)])),
    );
    expect(cuts).toBeGreaterThan(1);
  }));

test("[D8] [K1] the cloud dies at any COMMIT of an enrolment: the same code leads on, and there is one box", () =>
  withoutDrain({ breaksAtCommit: true }, async (world) => {
    const cuts = new CommitCuts(world);
    const struck = await replaceAgainAndAgain(world, async (_next, nth, asking) => cuts.during(Math.ceil(nth / 2), nth % 2 === 0, asking));
    expect(struck).toBeGreaterThan(1);
  }));

/** As `crema-edge restore` does with a backup of the moment; the power goes at a commit of the first start after it. */
async function restored(world: World, box: StoreBox, nth: number, sell: () => Promise<void>): Promise<void> {
  const databasePath = join(box.dataDir, DATABASE_FILE);
  const at = iso(world.time.clock.now());
  const made = backUp({ databasePath, dir: `${box.dataDir}-backups`, at, keep: 1 });
  await sell();
  await box.stop();
  expect(made.ok && restore({ databasePath, from: made.value.file, storeId: null, at, randomBytes: systemRandomBytes }).ok).toBe(true);
  await box.open();
  await cutAtCommit(
    world,
    box,
    nth,
    world.until("in conflict", () => box.isUp && box.box.link.status().state === "CONFLICT"),
  );
}

test(
  "[D8] [U8] a power cut at any commit with which a copied or restored disk is enrolled again: what it had is put aside whole, and re-logged",
  () =>
    withoutDrain({}, async (world) => {
      const { till, box, id } = world.storeAt;
      const sold: string[] = [];
      for (let nth = 1; ; nth += EVERY) {
        await heard(world, box);
        const sell = async () => {
          sold.push((await till.place()).order_id);
          await heard(world, box);
        };
        if (Math.floor(nth / EVERY) % 2 === 1) await restored(world, box, 1 + ((nth >> 1) % 2), sell);
        else {
          const copy = box.copyDisk();
          await sell();
          await box.stop();
          box.useDisk(copy);
          await box.open();
        }
        await world.until("in conflict", () => box.box.link.status().state === "CONFLICT");
        sold.push((await till.place({}, `on the copy ${nth}`)).order_id);
        const code = await world.app.enrollCode(id, true);
        const before = epochOf(box);
        const asking = enrol(world, box, code);
        const isCut = await cutAtCommit(world, box, nth);
        await asking;
        expect([before, before + 1]).toContain(epochOf(box));
        await insist(world, box, code, before);
        await world.until("all is in the cloud", async () => {
          const there = new Set((await world.cloud(id)).orders.map((order) => order.order_id));
          return sold.every((order) => there.has(order));
        });
        if (!isCut) break;
      }
      expect((await world.cloud(id)).orders).toHaveLength(sold.length);
    }),
  240_000,
);

/** The database is put back to before what the store has just done; the box joins a frozen cloud. */
async function putBackUnderAnOrder(world: World): Promise<{ order_id: string }> {
  const { till, line, id } = world.storeAt;
  await world.quiet();
  await world.copyDatabase();
  const order = await world.until("the app may order", async () => {
    const reply = await world.app.tryPlace(id);
    return reply.code === "ok" ? reply.body : null;
  });
  await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
  done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
  await world.quiet();
  // By then the node has written down how far its log was, once a second: less than that no put-back shows.
  await world.pass(2_000);
  line.set("reset");
  await world.putDatabaseBack();
  return order;
}

const isLive = (world: World) => world.until("live again", () => world.storeAt.box.isUp && world.linkOf(world.storeAt) === "LIVE");

async function goesOn(world: World, orderId: string): Promise<void> {
  const { till, id } = world.storeAt;
  await world.quiet();
  const { orders } = await world.cloud(id);
  expect(orders.find((order) => order.order_id === orderId)).toMatchObject({ status: "IN_PROGRESS", handoff: "CONFIRMED" });
  expect(await world.query("SELECT FROM store_links WHERE frozen_by IS NOT NULL")).toEqual([]);
  done(await till.step(orderId, "IN_PROGRESS", "READY"));
  done(await till.pay(orderId));
}

test("[J3] [D7] [K2] a power cut at any commit with which the box puts the cloud right: nothing is lost, and it is put right", async () => {
  await inWorld({ store: PATIENT }, async (world) => {
    let cuts = 0;
    for (let nth = 1; ; nth += EVERY) {
      const { order_id } = await putBackUnderAnOrder(world);
      world.storeAt.line.set("up");
      const isCut = await cutAtCommit(world, world.storeAt.box, nth, isLive(world));
      await goesOn(world, order_id);
      if (!isCut) break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(1);
  });
});

test("[J3] [D7] [K2] the cloud dies at any COMMIT with which it is put right: nothing is lost, and it is put right", async () => {
  await inWorld({ breaksAtCommit: true, store: PATIENT }, async (world) => {
    const cuts = new CommitCuts(world);
    let struck = 0;
    for (let nth = 1; nth <= LAST; nth += EVERY) {
      const { order_id } = await putBackUnderAnOrder(world);
      world.storeAt.line.set("up");
      const isCut = await cuts.during(Math.ceil(nth / 2), nth % 2 === 0, isLive(world));
      await goesOn(world, order_id);
      if (!isCut) break;
      struck += 1;
    }
    expect(struck).toBeGreaterThan(1);
  });
}, 240_000);
