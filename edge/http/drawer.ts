/** The drawer's routes. Its rules are in shared/domain/drawer; here a command gets its caller, its approver and its response. */
import type { Principal } from "@crema/shared/contract/access";
import {
  askForXReport,
  closeDrawer,
  countDrawer,
  getDrawer,
  getXReport,
  listZReports,
  moveCash,
  noSale,
  openDrawer,
} from "@crema/shared/contract/drawer";
import type { DrawerCommand } from "@crema/shared/domain/drawer/decide";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import type { PreparedResponse } from "@crema/shared/server/prepared-response";
import type { RefusalResponse } from "@crema/shared/server/problem";
import { drawerView } from "../commands/drawer-view.ts";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountDrawer(mount: Mount, { commands, queries, auth }: AppDeps): void {
  const approval = approvalBy(auth);

  async function run(
    principal: Principal,
    key: string,
    command: DrawerCommand,
    pin: string | null = null,
  ): Promise<PreparedResponse | RefusalResponse> {
    const approved = await approval(principal, pin);
    if (!approved.ok) return refused(approved.refusal);
    const done = await commands.drawer(command, key, callerOf(principal, approved.value));
    if (done.ok) return created(done.value);
    const { session } = { session: null, ...done.refusal.extra };
    return refused(session ? { ...done.refusal, extra: { session: drawerView(session) } } : done.refusal);
  }

  mount(getDrawer, (c) => {
    const session = queries.drawerSession();
    return c.json({ session: session && drawerView(session) }, 200);
  });

  mount(openDrawer, (c) => run(c.var.principal, idempotencyKey(c), { type: "open", float_cents: c.req.valid("json").float_cents }));

  mount(moveCash, (c) => {
    const { kind, amount_cents, reason, manager_pin } = c.req.valid("json");
    const type = kind === "PAID_IN" ? "pay_in" : "pay_out";
    return run(c.var.principal, idempotencyKey(c), { type, amount_cents, reason }, manager_pin);
  });

  mount(noSale, (c) => {
    const { reason, manager_pin } = c.req.valid("json");
    return run(c.var.principal, idempotencyKey(c), { type: "no_sale", reason }, manager_pin);
  });

  mount(countDrawer, (c) => run(c.var.principal, idempotencyKey(c), { type: "count", counted_cents: c.req.valid("json").counted_cents }));

  mount(closeDrawer, (c) => run(c.var.principal, idempotencyKey(c), { type: "close" }));

  const xReport = async () => {
    const { session, days, ...rest } = await queries.xReport();
    return { ...rest, days: [...days], session: session && drawerView(session) };
  };
  mount(getXReport, async (c) => c.json(await xReport(), 200));

  mount(askForXReport, async (c) => {
    const approved = await approval(c.var.principal, c.req.valid("json").manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    if (!callerOf(c.var.principal, approved.value).managerApproved) {
      return refused({ code: "auth.manager_required", detail: "An X report needs a manager's PIN." });
    }
    return c.json(await xReport(), 200);
  });

  mount(listZReports, (c) => c.json({ reports: queries.zReports(c.req.valid("query").limit) }, 200));
}
