/** Questions about lines that cannot be made. */
import { askSubstitute, settleSubstitute } from "@crema/shared/contract/substitutes";
import { changed, created, idempotencyKey, keyIfAny } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused, responsesFor } from "./responses.ts";

export function mountSubstitutes(mount: Mount, ports: AppDeps): void {
  const { commands, auth } = ports;
  const approval = approvalBy(auth);

  mount(askSubstitute, async (c) => {
    const { principal } = c.var;
    const request = c.req.valid("json");
    const approved = await approval(principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const by = callerOf(principal, approved.value);
    const asked = await commands.askSubstitute(c.req.valid("param").order_id, request, by, keyIfAny(c));
    return asked.ok ? changed(asked.value) : responsesFor(principal, ports).refused(asked.refusal);
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
