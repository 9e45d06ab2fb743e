/** A store whose box shows that this cloud was put back is frozen by that alone, where no node has noticed it. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { UnitOfWork } from "../db/unit-of-work.ts";
import { raiseRewound } from "./raise-rewound.ts";

/** The link row must be locked. Nothing happens where the store is frozen. */
export async function freezeStore(unit: UnitOfWork, detail: string): Promise<void> {
  const { link, client } = unit;
  if (!link) throw new Error("the link row is not locked");
  if (link.frozen_by !== null) return;
  link.frozen_by = unit.newId();
  unit.pending.linkChanged = true;
  unit.pending.downMoved = true;
  await client.query(
    `INSERT INTO store_freezes (store_id, incarnation_id, begun_at, lost_from)
     SELECT $1, $2, $3, (SELECT last_seen_at FROM store_link_seen WHERE store_id = $1)`,
    [link.store_id, link.frozen_by, iso(unit.clock.now())],
  );
  raiseRewound(unit, link.store_id, detail);
}
