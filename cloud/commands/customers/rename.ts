/** A customer's name as it is called out. Orders that are under way keep the one that they were placed with. */
import { ok, type Result } from "@crema/shared/domain/kernel/errors";
import { setFirstName } from "../../db/customers.ts";
import type { CommandContext } from "../command-context.ts";

export function renameCustomer({ executor }: CommandContext, userId: string, firstName: string): Promise<Result<null>> {
  return executor.execute(async ({ client }) => {
    await setFirstName(client, userId, firstName);
    return ok(null);
  });
}
