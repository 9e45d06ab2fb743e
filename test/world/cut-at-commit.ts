/** A power cut in the very turn in which a box commits. */
import { systemTimers } from "@crema/shared/server/system";
import type { StoreBox } from "./store-box.ts";
import type { World } from "./world.ts";

const PATIENCE_MS = 3_000;

export const nextTurn = () => new Promise<void>((resolve) => systemTimers.afterTurn(resolve));

/** What the box has written since it was opened: it grows with each commit that changes a row. */
function written({ box }: StoreBox): number {
  return box.store.db.prepare<[], number>("SELECT total_changes()").pluck().get() ?? 0;
}

/** Kills the box in the turn of its n-th commit from now, and starts it again; false when `rest` has come before that. */
export async function cutAtCommit(
  world: World,
  box: StoreBox,
  nth: number,
  rest: Promise<unknown> = world.pass(PATIENCE_MS),
): Promise<boolean> {
  let isOver = false;
  const passing = rest.finally(() => {
    isOver = true;
  });
  let [seen, commits] = [written(box), 0];
  while (!isOver && commits < nth) {
    await nextTurn();
    const now = written(box);
    if (now !== seen) commits += 1;
    seen = now;
  }
  if (commits === nth) {
    await box.crash();
    await box.open();
  }
  await passing;
  return commits === nth;
}
