/** A store as headquarters edits it. Digits of PINs are nowhere; whose should be renewed is told by their hashes. */
import type { StoreRead } from "@crema/shared/contract/stores";
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Pool } from "pg";
import type { z } from "zod";

interface Row {
  document: ProfileDocument | null;
  retired_at: Date | null;
}

export async function storeRead(pool: Pool, storeId: string, pinSalt: Uint8Array): Promise<Result<z.infer<typeof StoreRead>>> {
  const found = await pool.query<Row>(
    `SELECT d.document, s.retired_at FROM stores s
     LEFT JOIN store_documents d ON d.store_id = s.store_id AND d.kind = 'profile' WHERE s.store_id = $1`,
    [storeId],
  );
  const row = found.rows[0];
  if (!row?.document) return refuse("store.not_found", `There is no store ${storeId} here.`);
  const { store_id, version, published_at: _at, needs: _needs, staff, ...profile } = row.document;
  const salt = Buffer.from(pinSalt).toString("base64");
  return ok({
    store_id,
    profile_version: version,
    retired_at: row.retired_at ? iso(row.retired_at.getTime()) : null,
    // As it stands, also where today's rules would refuse it: whoever cannot read it cannot put it right.
    store: { ...profile, staff: staff.map(({ pin: _hash, ...member }) => ({ ...member, pin: null })) },
    pins_to_renew: staff.filter(({ pin }) => pin.salt !== salt || pin.digits === undefined).map((member) => member.staff_id),
  });
}
