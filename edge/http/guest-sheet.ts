/** The sheet that lets guests' phones in: anyone who sells may print it again, a manager makes the old ones worthless. */
import { getGuestSheet, renewGuestSheet } from "@crema/shared/contract/guest-sheet";
import type { Mount } from "@crema/shared/server/mount";
import { approvalBy } from "./approval.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountGuestSheet(mount: Mount, { auth, guestSheet }: AppDeps): void {
  mount(getGuestSheet, (c) => c.json(guestSheet.read(), 200));

  mount(renewGuestSheet, async (c) => {
    const { principal } = c.var;
    const approver = await approvalBy(auth)(principal, c.req.valid("json").manager_pin);
    if (!approver.ok) return refused(approver.refusal);
    const isManager =
      approver.value !== null || principal.kind === "box_operator" || (principal.kind === "staff" && principal.role === "manager");
    if (!isManager) {
      const fields = [{ field: "/manager_pin", message: "required" }];
      return refused({ code: "auth.manager_required", detail: "A new code takes a manager's PIN.", fields });
    }
    const renewed = await guestSheet.renew();
    return renewed.ok ? c.json(renewed.value, 200) : refused(renewed.refusal);
  });
}
