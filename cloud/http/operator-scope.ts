/** Which stores an operator may see: the contracts say who may call, responses are cut to the operator's stores by this. */
import { mayReach, type Principal } from "@crema/shared/contract/access";
import type { Refusal } from "@crema/shared/domain/kernel/errors";
import type { Pool } from "pg";
import { unknownStore } from "../queries/unknown-store.ts";
import { storeCalendars } from "../reports/store-calendars.ts";

/** Of a `store_id` in the query what the guard says of one in the path. */
export async function storeFault(pool: Pool, principal: Principal, storeId: string | undefined): Promise<Refusal | null> {
  if (storeId === undefined) return null;
  if (!mayReach(principal, storeId)) return { code: "auth.wrong_store", detail: `The token is not for store ${storeId}.` };
  return unknownStore(pool, storeId);
}

/** null: every store. */
export function scopeOf(principal: Principal): readonly string[] | null {
  if (principal.kind !== "operator") throw new Error("admitted by the contract: operators only");
  return principal.store_ids;
}

/** The calendars of the stores that a report covers. */
export function calendarsOf(pool: Pool, principal: Principal, storeId: string | undefined) {
  return storeCalendars(pool, scopeOf(principal), storeId);
}
