/**
 * Registers a customer. The address is sealed; that it is taken is told by its blind index. Nobody is signed in by it: whoever
 * owns the address does that with a code, or an operator would hold the customer's session.
 */
import { iso } from "@crema/shared/domain/kernel/clock";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { EMAIL_PURPOSE } from "../../auth/contact-cipher.ts";
import { insertCustomer } from "../../db/customers.ts";
import type { CommandContext } from "../command-context.ts";

export async function createCustomer(
  { executor, contacts, clock, newId }: CommandContext,
  firstName: string,
  email: string,
): Promise<Result<{ user_id: string }>> {
  const userId = newId();
  const sealed = contacts.seal(EMAIL_PURPOSE, email);
  return executor.execute(async (unit) => {
    const emailIndex = contacts.blindIndex(EMAIL_PURPOSE, email);
    const customer = { userId, firstName, sealedEmail: sealed, emailIndex, createdAt: iso(clock.now()), emailProvedAt: null };
    if (!(await insertCustomer(unit.client, customer))) return refuse("user.exists", "A customer is registered with it already.");
    return ok({ user_id: userId });
  });
}
