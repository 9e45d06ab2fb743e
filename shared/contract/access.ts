/**
 * Who may call a route, declared with its contract and checked in one place on each side. A route without a declaration
 * does not start.
 */
import type { DeviceKind, StaffRole } from "../domain/staff/actor.ts";

/** Roles of people who work at headquarters or for a franchise owner; each has a set of stores. */
export type OperatorRole = "owner" | "hq" | "it";

/**
 * The authenticated caller. `store_ids: null` is every store. `session_id`: the sign-in of the request or stream, which
 * ends with it.
 */
export type Principal =
  | { readonly kind: "anonymous"; readonly address: string }
  | { readonly kind: "customer"; readonly user_id: string; readonly first_name: string | null; readonly session_id?: string }
  /** Whoever holds the order's own access token. */
  | { readonly kind: "order_holder"; readonly order_id: string }
  | {
      readonly kind: "device";
      readonly device_id: string;
      readonly device_kind: DeviceKind;
      readonly store_id: string;
      readonly name: string;
    }
  | {
      readonly kind: "staff";
      readonly staff_id: string;
      readonly name: string;
      readonly role: StaffRole;
      readonly store_id: string;
      readonly device_id: string;
      readonly device_kind: DeviceKind;
      readonly session_id?: string;
    }
  /** A metrics scraper: it has the token from the settings, and may do nothing else. */
  | { readonly kind: "monitor" }
  /** A command line on the box itself, which can read the data directory. */
  | { readonly kind: "box_operator"; readonly store_id: string | null }
  | { readonly kind: "edge_node"; readonly node_id: string; readonly store_id: string; readonly epoch: number }
  | {
      readonly kind: "operator";
      readonly user_id: string;
      readonly role: OperatorRole;
      readonly store_ids: readonly string[] | null;
      readonly session_id?: string;
    };

/**
 * The store that a request is about. `path`: a `{store_id}` parameter; `order`: the one of the `{order_id}` parameter,
 * which the handler loads and checks through `mayReach`; `own`: the principal's; `none`: not about one store.
 */
export type StoreScope = "path" | "order" | "own" | "none";

export interface Access {
  /** true: anyone, even without a token. */
  readonly anonymous?: true;
  readonly customer?: true;
  readonly order_holder?: true;
  /** Devices without a signed-in member of staff. */
  readonly devices?: readonly DeviceKind[];
  /** Signed-in staff, on any kind of device. */
  readonly staff?: readonly StaffRole[];
  readonly monitor?: true;
  readonly box_operator?: true;
  readonly edge_node?: true;
  readonly operators?: readonly OperatorRole[];
  readonly store: StoreScope;
}

/** Whoever changes what stores sell, and who works there. */
export const HEADQUARTERS = { operators: ["owner", "hq"] } as const satisfies Partial<Access>;
/** Those, and whoever looks after the machines. */
export const ANY_OPERATOR = { operators: ["owner", "hq", "it"] } as const satisfies Partial<Access>;

/** Every screen of a store, and its command line. */
export const ANY_SCREEN = {
  devices: ["pos", "barista", "board", "console"],
  staff: ["barista", "cashier", "manager"],
  box_operator: true,
} as const satisfies Partial<Access>;
/** The board gets its part of the queue by the stream, and may read nothing else. */
export const READING_SCREENS = { ...ANY_SCREEN, devices: ["pos", "barista", "console"] } as const satisfies Partial<Access>;
/** Who makes orders. */
export const MAKERS = { devices: ["pos", "barista"], staff: ["barista", "cashier", "manager"] } as const satisfies Partial<Access>;
/** Who rings orders up. */
export const SELLERS = { devices: ["pos"], staff: ["cashier", "manager"] } as const satisfies Partial<Access>;

/** Whether the kind and role may call the route at all; the store is checked by `mayReach`. */
export function isAdmitted(principal: Principal, access: Access): boolean {
  switch (principal.kind) {
    case "anonymous":
      return access.anonymous === true;
    case "customer":
      return access.anonymous === true || access.customer === true;
    case "order_holder":
      return access.anonymous === true || access.order_holder === true;
    case "device":
      return access.anonymous === true || access.devices?.includes(principal.device_kind) === true;
    case "staff":
      return (
        access.anonymous === true ||
        access.staff?.includes(principal.role) === true ||
        access.devices?.includes(principal.device_kind) === true
      );
    case "monitor":
      return access.anonymous === true || access.monitor === true;
    case "box_operator":
      return access.anonymous === true || access.box_operator === true;
    case "edge_node":
      return access.anonymous === true || access.edge_node === true;
    case "operator":
      return access.anonymous === true || access.operators?.includes(principal.role) === true;
  }
}

/** Whether the response does not depend on the caller, so that tokens are ignored and a stale one is not refused. */
export function isForAnyone(access: Access): boolean {
  const { anonymous, store: _store, ...others } = access;
  return anonymous === true && Object.keys(others).length === 0;
}

/** Whether the principal's scope contains the store. Principals without a store (customers) pass; their orders are theirs. */
export function mayReach(principal: Principal, storeId: string): boolean {
  switch (principal.kind) {
    case "device":
    case "staff":
    case "edge_node":
      return principal.store_id === storeId;
    case "box_operator":
      return principal.store_id === null || principal.store_id === storeId;
    case "operator":
      return principal.store_ids === null || principal.store_ids.includes(storeId);
    case "anonymous":
    case "customer":
    case "order_holder":
    case "monitor":
      return true;
  }
}

/** The caller as the idempotency rule sees it: (store, principal, key) is unique. Staff of a device share the device. */
export function principalKey(principal: Principal): string {
  switch (principal.kind) {
    case "anonymous":
      return "guest";
    case "customer":
      return `user:${principal.user_id}`;
    case "order_holder":
      return `order:${principal.order_id}`;
    case "device":
    case "staff":
      return `device:${principal.device_id}`;
    case "monitor":
      return "monitor";
    case "box_operator":
      return "box";
    case "edge_node":
      return `node:${principal.node_id}`;
    case "operator":
      return `operator:${principal.user_id}`;
  }
}
