/** The drawer's routes. Its rules are in shared/domain/drawer; here a command gets its caller, its approver and its response. */
import type { Principal } from "@crema/shared/contract/access";
import {
  askForXReport,
  closeDay,
  closeDrawer,
  countDrawer,
  getDrawer,
  getXReport,
  listMovements,
  listZReports,
  moveCash,
  noSale,
  openDrawer,
} from "@crema/shared/contract/drawer";
import type { DrawerSession } from "@crema/shared/domain/drawer/drawer";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { created, idempotencyKey } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import type { PreparedResponse } from "@crema/shared/server/prepared-response";
import type { RefusalResponse } from "@crema/shared/server/problem";
import { drawerView } from "../commands/drawer-view.ts";
import { deviceOf } from "../commands/drawers-of.ts";
import type { DrawerRequest } from "../ports.ts";
import { approvalBy } from "./approval.ts";
import { callerOf } from "./caller.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";

export function mountDrawer(mount: Mount, { commands, queries, auth }: AppDeps): void {
  const approval = approvalBy(auth);

  async function run(
    principal: Principal,
    key: string,
    command: DrawerRequest,
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
    const { principal } = c.var;
    const { session, others } = queries.drawers(deviceOf({ principal }));
    const isManager = principal.kind === "staff" && principal.role === "manager";
    return c.json({ session: session && drawerView(session), others: isManager ? others.map(drawerView) : [] }, 200);
  });

  mount(openDrawer, (c) => run(c.var.principal, idempotencyKey(c), { type: "open", ...c.req.valid("json") }));

  mount(moveCash, (c) => {
    const { kind, manager_pin, ...rest } = c.req.valid("json");
    const type = kind === "PAID_IN" ? "pay_in" : "pay_out";
    return run(c.var.principal, idempotencyKey(c), { type, ...rest }, manager_pin);
  });

  mount(noSale, (c) => {
    const { manager_pin, ...rest } = c.req.valid("json");
    return run(c.var.principal, idempotencyKey(c), { type: "no_sale", ...rest }, manager_pin);
  });

  mount(countDrawer, (c) => run(c.var.principal, idempotencyKey(c), { type: "count", ...c.req.valid("json") }));

  mount(closeDrawer, (c) => run(c.var.principal, idempotencyKey(c), { type: "close", ...c.req.valid("json") }));

  mount(closeDay, (c) => run(c.var.principal, idempotencyKey(c), { type: "close_day" }));

  const xReport = async (of: DrawerSession | null) => {
    const { session, days, ...rest } = await queries.xReport(of);
    return { ...rest, days: [...days], session: session && drawerView(session) };
  };
  /** This till's drawer, or the open one that is named. */
  function drawerOf(principal: Principal, sessionId: string | undefined): Result<DrawerSession | null> {
    const { session, others } = queries.drawers(deviceOf({ principal }));
    if (sessionId === undefined) return ok(session);
    const named = [session, ...others].find((each) => each?.session_id === sessionId);
    return named ? ok(named) : refuse("drawer.not_open", "That drawer is not open any more. Look at the drawers again.");
  }
  mount(getXReport, async (c) => {
    const of = drawerOf(c.var.principal, c.req.valid("query").session_id);
    return of.ok ? c.json(await xReport(of.value), 200) : refused(of.refusal);
  });

  mount(askForXReport, async (c) => {
    const approved = await approval(c.var.principal, c.req.valid("json").manager_pin);
    if (!approved.ok) return refused(approved.refusal);
    if (!callerOf(c.var.principal, approved.value).managerApproved) {
      return refused({ code: "auth.manager_required", detail: "An X report needs a manager's PIN." });
    }
    const of = drawerOf(c.var.principal, c.req.valid("json").session_id);
    return of.ok ? c.json(await xReport(of.value), 200) : refused(of.refusal);
  });

  mount(listMovements, (c) => {
    const { principal } = c.var;
    const of = drawerOf(principal, c.req.valid("query").session_id);
    if (!of.ok) return refused(of.refusal);
    const isOther = of.value !== null && of.value.session_id !== queries.drawers(deviceOf({ principal })).session?.session_id;
    if (isOther && !callerOf(principal).managerApproved) {
      return refused({ code: "auth.manager_required", detail: "Another till's drawer is for a manager." });
    }
    return c.json({ movements: of.value ? queries.drawerMovements(of.value) : [] }, 200);
  });

  mount(listZReports, (c) => c.json({ reports: queries.zReports(c.req.valid("query").limit) }, 200));
}
