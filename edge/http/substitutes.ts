/** Questions about lines that cannot be made. */
import type { Principal } from "@crema/shared/contract/access";
import { askSubstitute, settleSubstitute } from "@crema/shared/contract/substitutes";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import type { Cancelled } from "../ports.ts";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused, responsesFor } from "./responses.ts";

export function mountSubstitutes(mount: Mount, ports: AppDeps): void {
  const { commands, auth } = ports;
  const approval = approvalBy(auth);
  const shown = (principal: Principal, { order, refunds }: Cancelled) => ({
    ...responsesFor(principal, ports).order(order),
    refunds: [...refunds],
  });

  mount(askSubstitute, async (c) => {
    const { principal } = c.var;
    const request = c.req.valid("json");
    const approved = await approval(principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const asked = await commands.askSubstitute(c.req.valid("param").order_id, request, callerOf(principal, approved.value));
    return asked.ok ? c.json(shown(principal, asked.value), 200) : responsesFor(principal, ports).refused(asked.refusal);
  });

  mount(settleSubstitute, async (c) => {
    const { principal } = c.var;
    const request = c.req.valid("json");
    const approved = await approval(principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const by = callerOf(principal, approved.value);
    const settled = await commands.settleSubstitute(c.req.valid("param").order_id, request, idempotencyKey(c), by);
    return settled.ok ? created(settled.value) : responsesFor(principal, ports).refused(settled.refusal);
  });
}
