/** The store's time, as a manager confirms it. */
import { confirmTime } from "@crema/shared/contract/clock";
import { iso } from "@crema/shared/domain/kernel/clock";
import type { Mount } from "@crema/shared/server/mount";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountClock(mount: Mount, { auth, commands, link }: AppDeps): void {
  const approval = approvalBy(auth);
  mount(confirmTime, async (c) => {
    const request = c.req.valid("json");
    const approved = await approval(c.var.principal, request.manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    const confirmed = await commands.confirmTime(request, callerOf(c.var.principal, approved.value));
    return confirmed.ok ? c.json({ server_time: iso(confirmed.value), clock_state: link().clock_state }, 200) : refused(confirmed.refusal);
  });
}
