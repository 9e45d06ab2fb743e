/**
 * What opens over the till. Its script comes after the till is on the screen, all of it and at once: a till that has been opened has it
 * also when the box is away.
 */
import { lazy } from "react";

const LOADS = {
  code: () => import("./code-sheet.tsx"),
  customer: () => import("./customer-sheet.tsx"),
  more: () => import("./more-sheet.tsx"),
  discount: () => import("./discount-sheet.tsx"),
  drawer: () => import("./drawer-sheet.tsx"),
  held: () => import("./held-sheet.tsx"),
  leftOpen: () => import("./left-open-sheet.tsx"),
  approval: () => import("./order-approval.tsx"),
  order: () => import("./order-sheet.tsx"),
  orders: () => import("./orders-sheet.tsx"),
  refundRequests: () => import("./refund-requests-sheet.tsx"),
  soldOut: () => import("./sold-out-sheet.tsx"),
  when: () => import("./when-sheet.tsx"),
  done: () => import("./done-sheet.tsx"),
  line: () => import("./line-sheet.tsx"),
  pay: () => import("./pay-sheet.tsx"),
} as const;

export const CodeSheet = lazy(() => LOADS.code().then((sheet) => ({ default: sheet.CodeSheet })));
export const CustomerSheet = lazy(() => LOADS.customer().then((sheet) => ({ default: sheet.CustomerSheet })));
export const MoreSheet = lazy(() => LOADS.more().then((sheet) => ({ default: sheet.MoreSheet })));
export const DiscountSheet = lazy(() => LOADS.discount().then((sheet) => ({ default: sheet.DiscountSheet })));
export const DoneSheet = lazy(() => LOADS.done().then((sheet) => ({ default: sheet.DoneSheet })));
export const LineSheet = lazy(() => LOADS.line().then((sheet) => ({ default: sheet.LineSheet })));
export const PaySheet = lazy(() => LOADS.pay().then((sheet) => ({ default: sheet.PaySheet })));
export const DrawerSheet = lazy(() => LOADS.drawer().then((sheet) => ({ default: sheet.DrawerSheet })));
export const HeldSheet = lazy(() => LOADS.held().then((sheet) => ({ default: sheet.HeldSheet })));
export const LeftOpenSheet = lazy(() => LOADS.leftOpen().then((sheet) => ({ default: sheet.LeftOpenSheet })));
export const OrderApproval = lazy(() => LOADS.approval().then((sheet) => ({ default: sheet.OrderApproval })));
export const OrderSheet = lazy(() => LOADS.order().then((sheet) => ({ default: sheet.OrderSheet })));
export const OrdersSheet = lazy(() => LOADS.orders().then((sheet) => ({ default: sheet.OrdersSheet })));
export const RefundRequestsSheet = lazy(() => LOADS.refundRequests().then((sheet) => ({ default: sheet.RefundRequestsSheet })));
export const SoldOutSheet = lazy(() => LOADS.soldOut().then((sheet) => ({ default: sheet.SoldOutSheet })));
export const WhenSheet = lazy(() => LOADS.when().then((sheet) => ({ default: sheet.WhenSheet })));

/** For as soon as the till is shown. One that does not come now is asked for again when its sheet is opened. */
export function loadLaterSheets(): void {
  for (const load of Object.values(LOADS)) load().catch(() => undefined);
}
