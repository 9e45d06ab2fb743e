/**
 * The cash drawers of a store: sessions, cash in and out, counts, X and Z. Served by the edge, with the internet down as well. A store has
 * one drawer for all tills, and a till may open its own: then its requests are about that one. `session_id` names another, for a manager.
 * Counting is blind: the expected amount is shown to a manager (X) and at the close (Z), and to nobody before.
 */
import { z } from "@hono/zod-openapi";
import { ClosedDrawer, CountedDrawer, Denomination, DrawerMovement, OpenDrawer } from "../domain/drawer/drawer.ts";
import { CashSums } from "../domain/drawer/expected.ts";
import { DayTotals, Reconciliation, ZReport } from "../domain/drawer/report.ts";
import { Id } from "../domain/kernel/ids.ts";
import { AmountCents, Cents } from "../domain/kernel/money.ts";
import { contract, IdempotencyKeyHeader, json, jsonBody } from "./contract.ts";
import { ManagerPin, Reason } from "./orders.ts";
import { OF_A_MANAGER } from "./refusals.ts";

const tills = { staff: ["cashier", "manager"], store: "own" } as const;
const key = IdempotencyKeyHeader;
/**
 * Which drawer. Left out: this till's own; a till without one means the store's, as long as no other is open. With several open it has to
 * say which. Another till's is for a manager alone.
 */
const which = { session_id: Id.optional() };

export const DrawerView = z
  .discriminatedUnion("status", [OpenDrawer, CountedDrawer.omit({ counted_facts: true }), ClosedDrawer.omit({ counted_facts: true })])
  .openapi("Drawer");
export type DrawerView = z.infer<typeof DrawerView>;

export const DrawerSessionResponse = z.object({ session: DrawerView }).openapi("DrawerSession");

export const getDrawer = contract({
  method: "get",
  path: "/v1/drawer",
  summary: "The open session of this till's own drawer, or else of the store's; null when neither is open. A manager sees the others too",
  access: tills,
  request: {},
  responses: {
    200: json(z.object({ session: DrawerView.nullable(), others: z.array(DrawerView) }), "Without what is expected in them"),
  },
});

export const openDrawer = contract({
  method: "post",
  path: "/v1/drawer/sessions",
  summary: "Opens the store's drawer with its float, or one of this till's own",
  description:
    "While a till has a drawer of its own, its cash goes there, and the Z report of that drawer covers what the till does. Everything else is in the Z of the store's one drawer or, while that is not open, in the next Z of a till.",
  access: tills,
  refuses: ["drawer.already_open", "drawer.cash_free", "store.not_ready"],
  request: { headers: key, body: jsonBody(z.strictObject({ float_cents: AmountCents, own: z.literal(true).optional() })) },
  responses: { 201: json(DrawerSessionResponse, "Open") },
});

export const MoveCashRequest = z
  .strictObject({
    kind: z.enum(["PAID_IN", "PAID_OUT"]),
    amount_cents: AmountCents.refine((amount) => amount > 0, "more than 0"),
    reason: Reason,
    manager_pin: ManagerPin,
    ...which,
  })
  .openapi("MoveCashRequest");
export const MovementResponse = z.object({ movement: DrawerMovement }).openapi("DrawerMovement");

export const moveCash = contract({
  method: "post",
  path: "/v1/drawer/movements",
  summary: "Puts cash into the drawer, or takes it out, without an order; a manager approves what is taken out",
  access: tills,
  refuses: [...OF_A_MANAGER, "drawer.not_named", "drawer.not_open"],
  request: { headers: key, body: jsonBody(MoveCashRequest) },
  responses: { 201: json(MovementResponse, "Recorded") },
});

export const listMovements = contract({
  method: "get",
  path: "/v1/drawer/movements",
  summary: "What went in and out of the open drawer without an order, oldest first",
  access: tills,
  refuses: ["auth.manager_required", "drawer.not_open"],
  request: { query: z.object(which) },
  responses: { 200: json(z.object({ movements: z.array(DrawerMovement) }), "Movements") },
});

export const noSale = contract({
  method: "post",
  path: "/v1/drawer/no-sales",
  summary: "Opens the drawer without a sale; a manager approves",
  access: tills,
  refuses: [...OF_A_MANAGER, "drawer.not_named", "drawer.not_open"],
  request: { headers: key, body: jsonBody(z.strictObject({ reason: Reason, manager_pin: ManagerPin, ...which })) },
  responses: { 201: json(MovementResponse, "Recorded; the drawer may open") },
});

export const CountRequest = z
  .strictObject({
    counted_cents: AmountCents,
    /** How many of each note and coin, where it was counted by them; they must sum to `counted_cents`. */
    denominations: z.array(Denomination.strict()).min(1).max(40).optional(),
    ...which,
  })
  .openapi("CountRequest");

export const countDrawer = contract({
  method: "post",
  path: "/v1/drawer/counts",
  summary: "Records what was counted, blind; the last count before the close is the one that counts",
  access: tills,
  refuses: [
    "auth.manager_required",
    "drawer.count_differs",
    "drawer.denomination_twice",
    "drawer.not_named",
    "drawer.not_open",
    "store.not_ready",
  ],
  request: { headers: key, body: jsonBody(CountRequest) },
  responses: { 201: json(DrawerSessionResponse, "Counted; any cash that moves now makes the count stale") },
});

export const ZReportResponse = z.object(ZReport.shape).openapi("ZReport");

export const closeDrawer = contract({
  method: "post",
  path: "/v1/drawer/close",
  summary: "Closes the counted drawer and writes its Z report: every fact that is its own and in no report yet, by business day",
  access: tills,
  refuses: ["auth.manager_required", "drawer.not_counted", "drawer.not_named", "drawer.not_open", "store.not_ready"],
  request: { headers: key, body: jsonBody(z.strictObject(which)) },
  responses: { 201: json(z.object({ report: ZReportResponse }), "Closed; the report is on disk and goes up") },
});

export const closeDay = contract({
  method: "post",
  path: "/v1/day/close",
  summary: "Ends the day of a store that takes no cash: a Z report without a drawer",
  access: tills,
  refuses: ["day.takes_cash", "drawer.already_open", "store.not_ready"],
  request: { headers: key, body: jsonBody(z.strictObject({})) },
  responses: { 201: json(z.object({ report: ZReportResponse }), "Ended; the report is on disk and goes up") },
});

export const XReportResponse = z
  .object({
    session: DrawerView.nullable(),
    drawer: CashSums.nullable(),
    days: z.array(DayTotals),
    outside_session_cents: Cents,
    reconciliation: Reconciliation,
  })
  .openapi("XReport");

export const getXReport = contract({
  method: "get",
  path: "/v1/drawer/x-report",
  summary: "What the next Z report would say, with what the drawer should hold; changes nothing",
  access: { staff: ["manager"], store: "own" },
  refuses: ["drawer.not_open"],
  request: { query: z.object(which) },
  responses: { 200: json(XReportResponse, "As of now") },
});

export const askForXReport = contract({
  method: "post",
  path: "/v1/drawer/x-report",
  summary: "The same for a cashier, approved by a manager's PIN; changes nothing",
  access: tills,
  refuses: [...OF_A_MANAGER, "drawer.not_open"],
  request: { body: jsonBody(z.strictObject({ manager_pin: ManagerPin, ...which })) },
  responses: { 200: json(XReportResponse, "As of now") },
});

export const listZReports = contract({
  method: "get",
  path: "/v1/drawer/z-reports",
  summary: "The store's Z reports, latest first",
  access: tills,
  request: { query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }) },
  responses: { 200: json(z.object({ reports: z.array(ZReportResponse) }), "Z reports") },
});
