/** A store whose box shows that this cloud was put back is frozen by that alone, where no node has noticed it. */
import { iso } from "@crema/shared/domain/kernel/clock";
import type { UnitOfWork } from "../db/unit-of-work.ts";

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
  unit.raise({
    store_id: link.store_id,
    order_id: null,
    kind: "sync.rewound",
    detail: `The store's box has what this service does not know, so the service was put back to an earlier state: ${detail}`,
    what_to_do:
      "The store is frozen until its box has joined, and joins by itself. If the whole database was put back, other stores may be concerned: say so with crema-cloud set-back.",
  });
}
