/** The operator who may do everything at headquarters, made as `crema-cloud create-operator` makes one. */
import { createContactCipher } from "@crema/cloud/auth/contact-cipher";
import { createOperator } from "@crema/cloud/cli/create-operator";
import type { Clock, RandomBytes } from "@crema/shared/domain/kernel/clock";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import type pg from "pg";
import { CONTACT_KEYS } from "./cloud-node.ts";

/** Returns the operator's token. */
export async function makeOwner(pool: pg.Pool, clock: Clock, randomBytes: RandomBytes): Promise<string> {
  const cipher = createContactCipher({ ...CONTACT_KEYS, indexKey: Buffer.alloc(32, 2) }, randomBytes);
  const parts = { pool, clock, newId: createIdSource(clock, randomBytes), randomBytes, cipher };
  const made = await createOperator(parts, { role: "owner", storeIds: null, email: null });
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value.token;
}
