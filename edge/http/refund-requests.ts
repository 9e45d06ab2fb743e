/** What headquarters asks the store to refund; refunding it is an ordinary refund, refusing it is here. */
import { listRefundRequests, refuseRefundRequest } from "@crema/shared/contract/refund-requests";
import type { Mount } from "@crema/shared/server/mount";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountRefundRequests(mount: Mount, { commands, queries }: AppDeps): void {
  mount(listRefundRequests, (c) => c.json({ requests: queries.refundRequests() }, 200));

  mount(refuseRefundRequest, async (c) => {
    const { reason } = c.req.valid("json");
    const done = await commands.refuseRefundRequest(c.req.valid("param").request_id, reason, callerOf(c.var.principal));
    return done.ok ? c.body(null, 204) : refused(done.refusal);
  });
}
