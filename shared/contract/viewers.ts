/**
 * Who sees which steps on an order. Access is read from the routes' contracts, so that a screen never shows a button that
 * the route would refuse. Two principals with the same `key` get the same bytes.
 */
import type { OrderAction, Viewer } from "../domain/order/allowed.ts";
import { type Access, isAdmitted, type Principal } from "./access.ts";
import { amendOrder, lookAtOrder, markLineMade, rushOrder } from "./lines.ts";
import { correctTender, refundOrder, tenderOrder } from "./money.ts";
import { cancelOrder, declineOrder, discountOrder, replaceOrder, transitionOrder } from "./orders-at-store.ts";
import { askSubstitute, chooseSubstitute, settleSubstitute } from "./substitutes.ts";

const AT_STORE: Readonly<Record<"step" | "cancel" | OrderAction, Access>> = {
  step: transitionOrder.access,
  cancel: cancelOrder.access,
  no_show: cancelOrder.access,
  tender: tenderOrder.access,
  tip: tenderOrder.access,
  discount: discountOrder.access,
  refund: refundOrder.access,
  correct_tender: correctTender.access,
  amend: amendOrder.access,
  check_lines: markLineMade.access,
  rush: rushOrder.access,
  look: lookAtOrder.access,
  ask_substitute: askSubstitute.access,
  settle_substitute: settleSubstitute.access,
  choose_substitute: chooseSubstitute.access,
  decline: declineOrder.access,
  replace: replaceOrder.access,
};

export const ONLOOKER: Viewer = { key: "onlooker", asker: null, sees: "orders", signedIn: false, isManager: false, may: new Set() };
const CUSTOMER: Viewer = {
  key: "customer",
  asker: "customer",
  sees: "orders",
  signedIn: true,
  isManager: false,
  may: new Set(["cancel", "choose_substitute"]),
};
const known = new Map<string, Viewer>();

/** The viewer on a store's box. */
export function viewerAtStore(principal: Principal): Viewer {
  if (principal.kind !== "device" && principal.kind !== "staff") return ONLOOKER;
  const key = principal.kind === "staff" ? `${principal.role} on ${principal.device_kind}` : principal.device_kind;
  const found = known.get(key);
  if (found) return found;
  const may = Object.entries(AT_STORE).flatMap(([name, access]) => (isAdmitted(principal, access) ? [name as keyof typeof AT_STORE] : []));
  const viewer: Viewer = {
    key,
    asker: may.length > 0 ? "staff" : null,
    sees: principal.kind === "device" && principal.device_kind === "board" ? "tickets" : "orders",
    signedIn: principal.kind === "staff",
    isManager: principal.kind === "staff" && principal.role === "manager",
    may: new Set(may),
  };
  known.set(key, viewer);
  return viewer;
}

/** The viewer in the cloud. That the order is the customer's is checked before. */
export function viewerInCloud(principal: Principal): Viewer {
  return principal.kind === "operator" || principal.kind === "edge_node" ? ONLOOKER : CUSTOMER;
}
