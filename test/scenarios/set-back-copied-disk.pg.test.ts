/** The cloud's database is put back, and other disks have what neither it nor the store's box knows: it comes in with their re-logs, in any order. */
import { join } from "node:path";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { prepareCopy } from "@crema/edge/disk/prepare";
import type { RelogReport } from "@crema/shared/contract/relog";
import { iso } from "@crema/shared/domain/kernel/clock";
import { expect, test } from "vitest";
import { done, readResponse } from "../world/reply.ts";
import { inWorld, type World } from "../world/world.ts";

/** As `crema-edge relog` does, in the box that runs. */
async function relog(world: World, disk: string): Promise<RelogReport> {
  const { box } = world.storeAt;
  const source = join(disk, DATABASE_FILE);
  const file = join(box.copyDisk(), "relog.sqlite");
  expect(prepareCopy(source, file, iso(world.time.clock.now())).ok).toBe(true);
  const body = { file, source, dry_run: false };
  return done(await readResponse<RelogReport>(await world.time.pump(box.lan("POST", "/v1/relog", box.box.operatorToken, body))));
}

test(
  "[U8] [J4] an app's order that the cloud has forgotten, and the disk that goes on has never seen, comes back from the other disk of the same box",
  () =>
    inWorld({}, async (world) => {
      const { box, till, id } = world.storeAt;
      const early = await till.place();
      await world.quiet();
      await world.copyDatabase();
      const copy = box.copyDisk();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      const order = await world.until("the app may order", async () => {
        const reply = await world.app.tryPlace(id);
        return reply.code === "ok" ? reply.body : null;
      });
      await world.until("confirmed", async () => (await till.order(order.order_id))?.handoff === "CONFIRMED");
      done(await till.step(order.order_id, "PLACED", "IN_PROGRESS"));
      await world.quiet();

      await box.stop();
      await world.putDatabaseBack();
      const other = box.dir;
      box.useDisk(copy);
      await box.open();
      await till.signManagerIn();
      await world.until("live", () => world.linkOf(world.storeAt) === "LIVE");
      expect(await till.order(order.order_id)).toBeNull();

      expect(await relog(world, other)).toMatchObject({
        handed_in: 1,
        entered: { "order.accepted": 1, "order.started": 1 },
        not_applied: 0,
      });
      await world.quiet();
      expect((await world.app.order(order.order_id)).status).toBe("IN_PROGRESS");
      expect(await till.order(order.order_id)).toMatchObject({ status: "IN_PROGRESS" });
      expect(await till.order(early.order_id)).toMatchObject({ status: "PLACED" });
      expect(await relog(world, other)).toMatchObject({ entered: {} });
    }),
  120_000,
);
