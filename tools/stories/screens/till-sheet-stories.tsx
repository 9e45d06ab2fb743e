/** The till's sheets that read from the box. */
import { CloseQuestion } from "@crema/edge/web/pos/close-question.tsx";
import { CountSheet } from "@crema/edge/web/pos/count-sheet.tsx";
import { DrawerReport } from "@crema/edge/web/pos/drawer-report.tsx";
import { DrawerSheet } from "@crema/edge/web/pos/drawer-sheet.tsx";
import { HeldSheet } from "@crema/edge/web/pos/held-sheet.tsx";
import { OrderApproval } from "@crema/edge/web/pos/order-approval.tsx";
import { OrderSheet } from "@crema/edge/web/pos/order-sheet.tsx";
import { menuOf } from "@crema/edge/web/pos/use-menu";
import type { OrderResponse } from "@crema/shared/contract/orders";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { at, MENU, NOW, nothing, orderIn } from "../samples.ts";
import { type Responses, Served } from "../served.tsx";
import type { Story } from "../story.ts";
import { BEN, CLOSED_WITH, COUNTED_DRAWER, DAY, HELD, OPEN_DRAWER, responseOf, TILL_DRAWER } from "../till-samples.ts";

const EUR = { currency: "EUR" };
const overlay = (name: string, responses: Responses, shown: Story["shown"]): Story => ({
  name,
  isOverlay: true,
  shown: <Served responses={responses}>{shown}</Served>,
});
const drafts = (...held: readonly unknown[]): Responses => ({ "/v1/drafts": { drafts: held } });

const heldSheet = <HeldSheet menu={menuOf(MENU)} onResume={nothing} onClose={nothing} />;
export const heldSheetStories: readonly Story[] = [
  overlay("none", drafts(), heldSheet),
  overlay(
    "some, one of which could not be priced",
    drafts({ ...HELD, draft_id: "3", guest_number: "S7", customer_name: null }, HELD, {
      ...HELD,
      draft_id: "2",
      customer_name: null,
      total_cents: null,
    }),
    heldSheet,
  ),
  overlay("the box is away", "down", heldSheet),
];

const session = (opened: unknown, ...others: readonly unknown[]): Exclude<Responses, "down"> => ({
  "/v1/drawer": { session: opened, others },
});
const cashFree: Responses = { ...session(null), "/v1/me": { kind: "staff", device: null, staff: null, is_cash_free: true } };
const countSheet = <CountSheet currency={EUR} error={null} isBusy={false} onCount={nothing} onClose={nothing} />;
const drawerSheet = <DrawerSheet storeName="Main Street" currency={EUR} onPrint={nothing} onClose={nothing} />;
const report = (
  <Sheet title="Z report A-Z0001: short €0.30" isOpen onClose={nothing}>
    <DrawerReport
      head={{ storeName: "Main Street", title: "Z report A-Z0001", at: NOW, person: "Ana" }}
      currency={EUR}
      drawer={CLOSED_WITH}
      days={[DAY]}
      outsideCents={0}
    />
  </Sheet>
);
export const drawerSheetStories: readonly Story[] = [
  overlay("while it is asked", {}, drawerSheet),
  overlay("closed", session(null), drawerSheet),
  overlay("open", session(OPEN_DRAWER), drawerSheet),
  overlay("counted", session(COUNTED_DRAWER), drawerSheet),
  overlay("of this till, and a manager sees the others", session(TILL_DRAWER, OPEN_DRAWER), drawerSheet),
  overlay("of a store that takes no cash", cashFree, drawerSheet),
  overlay("counting it", {}, countSheet),
  overlay("the box is away", "down", drawerSheet),
  overlay("before the close", {}, <CloseQuestion counted="€350.00" isBusy={false} onYes={nothing} onCount={nothing} onNo={nothing} />),
  overlay("its Z report", {}, report),
];

const PAID = { paid_cents: 1310, balance_cents: 0 };
const REFUNDABLE = { allowed_actions: [{ action: "refund", needs_manager: true }] };
const approval = (what: "refund" | "void" | "discount", order: OrderResponse) => (
  <OrderApproval order={order} what={what} onDone={nothing} onClose={nothing} />
);
export const refundSheetStories: readonly Story[] = [
  overlay("by whoever is signed in", {}, approval("refund", responseOf(orderIn("COMPLETED", { ...PAID })))),
  overlay("a manager has to approve", {}, approval("refund", responseOf(orderIn("COMPLETED", { ...PAID, ...REFUNDABLE })))),
  overlay("voiding an order", {}, approval("void", responseOf(orderIn("IN_PROGRESS")))),
  overlay("a discount", {}, approval("discount", responseOf(orderIn("PLACED")))),
];

function orderSheet(name: string, order: OrderResponse | null): Story {
  const id = orderIn("PLACED").order_id;
  const sheet = (
    <OrderSheet orderId={id} isOnline onPay={nothing} onAmend={nothing} onOther={nothing} onPrint={nothing} onClose={nothing} />
  );
  return overlay(name, order === null ? "down" : { [`/v1/orders/${id}`]: order }, sheet);
}
const EVERY_ACTION = ["tender", "discount", "amend", "refund", "correct_tender"].map((action) => ({ action, needs_manager: false }));
const ONLINE = { origin: "APP", handoff: "CONFIRMED", pay_mode: "ONLINE", payment_status: "CAPTURED", ...PAID };
export const orderSheetStories: readonly Story[] = [
  orderSheet("to be paid", responseOf(orderIn("PLACED", { allowed_actions: EVERY_ACTION }))),
  orderSheet("ready", responseOf(orderIn("READY", { ...PAID, last_step: { status: "READY", at: at(-1), by: BEN } }))),
  orderSheet("refunded in part", responseOf(orderIn("COMPLETED", { ...PAID, refunded_cents: 310, refund_state: "PARTIAL" }))),
  orderSheet(
    "its refund is on its way",
    responseOf(orderIn("CANCELLED", { ...ONLINE, refund_state: "PENDING", refund_pending_cents: 1310 })),
  ),
  orderSheet("its refund failed", responseOf(orderIn("CANCELLED", { ...ONLINE, refund_state: "FAILED" }))),
  orderSheet("the box is away", null),
];
