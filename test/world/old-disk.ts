/** Another machine takes the place of a store's box, and a disk that it left behind is re-logged, as a person at the store does it. */
import { join } from "node:path";
import { DATABASE_FILE } from "@crema/edge/data-dir";
import { prepareCopy } from "@crema/edge/disk/prepare";
import type { RelogReport } from "@crema/shared/contract/relog";
import { iso } from "@crema/shared/domain/kernel/clock";
import { type Reply, readResponse } from "./reply.ts";
import type { StoreBox } from "./store-box.ts";
import type { TestStore, World } from "./world.ts";

/** As `crema-edge relog` does: of a copy that can be read the running box enters what is in it. `disk`: a data directory. */
export async function relog(world: World, box: StoreBox, disk: string, more: { dry_run?: boolean } = {}): Promise<Reply<RelogReport>> {
  const source = join(disk, DATABASE_FILE);
  const file = join(box.copyDisk(), "relog.sqlite");
  const prepared = prepareCopy(source, file, iso(world.time.clock.now()));
  if (!prepared.ok) throw new Error(prepared.refusal.code);
  const body = { file, source, dry_run: false, ...more };
  return readResponse(await world.time.pump(box.lan("POST", "/v1/relog", box.box.operatorToken, body)));
}

/** The store's box is off, or gone. Tablets are not paired again. */
export async function replaceBox(world: World, storeAt: TestStore = world.storeAt): Promise<StoreBox> {
  const next = await world.anotherBox(storeAt.id);
  await world.until("enrolled", async () => (await world.enrollNext(next)).code === "ok");
  Object.assign(storeAt, { box: next, line: next.line, till: await storeAt.till.movedTo(next) });
  await world.until("live", () => world.linkOf(storeAt) === "LIVE");
  return next;
}
