/**
 * Which refusals a route may give, declared in one place: the general ones follow from its contract (who may call it, a body, a key,
 * whose store), the particular ones are listed there, and those of the machine are its side's. The document at /openapi.json has them
 * by status and as `x-refuses`.
 */
import type { RouteConfig } from "@hono/zod-openapi";
import { ERRORS, type ErrorCode } from "../domain/kernel/errors.ts";
import { type Access, isForAnyone } from "./access.ts";

/** The codes that any route of a side may give, and those that any writing route may give. */
export interface SideRefusals {
  readonly always: readonly ErrorCode[];
  readonly changing: readonly ErrorCode[];
}

export interface Declared {
  readonly method: string;
  readonly access: Access;
  readonly request?: RouteConfig["request"];
  /** Particular to the route. */
  readonly refuses?: readonly ErrorCode[] | undefined;
}

/** Codes of the store's box: its disk, and whether it is still the store's box. */
export const OF_A_BOX: SideRefusals = {
  always: ["storage.full", "storage.unavailable"],
  changing: ["enroll.not_enrolled", "service.unavailable", "sync.fenced"],
};
/** Codes of the cloud: its database. */
export const OF_THE_CLOUD: SideRefusals = { always: ["service.unavailable"], changing: [] };

/** Codes of pricing lines: what is on the menu, and what a promotion takes off. */
export const OF_PRICED_LINES = [
  "item.sold_out",
  "item.unknown",
  "menu.invalid",
  "modifier.group_required",
  "modifier.sold_out",
  "modifier.too_many",
  "modifier.unknown",
  "order.amount_too_large",
  "promotion.not_applicable",
  "promotion.unknown",
  "promotion.used_up",
  "store.not_ready",
] as const satisfies readonly ErrorCode[];

/** Codes of a route that takes a PIN, which is checked against the store's profile. */
export const OF_A_PIN = [
  "auth.pin_locked",
  "auth.pin_shared",
  "auth.pin_wrong",
  "request.rate_limited",
  "store.not_ready",
] as const satisfies readonly ErrorCode[];
/** Codes of a route that a manager's PIN may approve. */
export const OF_A_MANAGER = ["auth.manager_required", ...OF_A_PIN] as const satisfies readonly ErrorCode[];

/** Codes of a decision about an order: whether the store decides it, and whether its status allows it. */
export const OF_A_DECISION = [
  "order.declined",
  "order.invalid_transition",
  "order.not_authority",
  "order.unconfirmed",
] as const satisfies readonly ErrorCode[];
/** Codes of taking money at the counter. */
export const OF_A_TENDER = [
  "payment.cash_free",
  "payment.cash_not_payable",
  "payment.cash_short",
  "payment.exceeds_balance",
  "payment.nothing_due",
  "payment.reference_required",
  "payment.tip_too_large",
] as const satisfies readonly ErrorCode[];

/** Every code that the route may give, in alphabetical order. */
export function refusalsOf(route: Declared, side: SideRefusals): readonly ErrorCode[] {
  const changes = !["get", "head", "options"].includes(route.method.toLowerCase());
  const codes = [
    "internal",
    "request.invalid",
    ...ofAsker(route.access, changes),
    ...ofStore(route.access),
    ...(route.request?.body ? (["request.malformed", "request.too_large", "request.unsupported_media_type"] as const) : []),
    ...ofKey(route),
    ...(route.refuses ?? []),
    ...side.always,
    ...(changes ? side.changing : []),
  ] satisfies ErrorCode[];
  return [...new Set<ErrorCode>(codes)].sort();
}

function ofAsker(access: Access, changes: boolean): ErrorCode[] {
  if (isForAnyone(access)) return [];
  const codes: ErrorCode[] = ["auth.revoked"];
  if (!access.anonymous) codes.push("auth.required", "auth.forbidden");
  if (changes) codes.push("auth.foreign_page");
  if (access.edge_node) codes.push("sync.fenced");
  return codes;
}

function ofStore({ store }: Access): ErrorCode[] {
  if (store === "path") return ["auth.wrong_store", "store.not_found"];
  return store === "order" ? ["order.not_found"] : [];
}

function ofKey({ request }: Declared): ErrorCode[] {
  const headers = request?.headers;
  if (headers === undefined || Array.isArray(headers) || !("shape" in headers)) return [];
  const key = (headers.shape as Record<string, { isOptional(): boolean } | undefined>)["idempotency-key"];
  if (!key) return [];
  return key.isOptional() ? ["idempotency.key_reused"] : ["idempotency.key_required", "idempotency.key_reused"];
}

/** Adds the refusals to the route for OpenAPI: a response for each status, whose `code` is one of those with that status. */
export function declareRefusals<R extends Pick<RouteConfig, "responses">>(route: R, codes: readonly ErrorCode[]): R {
  const responses: Record<string, { description: string; content?: object }> = { ...(route.responses as object) };
  for (const status of new Set(codes.map((code) => ERRORS[code].status))) {
    const good = responses[status];
    const those = codes.filter((code) => ERRORS[code].status === status);
    responses[status] = {
      description: good ? `${good.description}; or refused` : "Refused",
      content: { ...good?.content, "application/problem+json": { schema: problemWith(those) } },
    };
  }
  return { ...route, responses, "x-refuses": codes };
}

const problemWith = (codes: readonly ErrorCode[]) => ({
  allOf: [{ $ref: "#/components/schemas/Problem" }, { type: "object", properties: { code: { type: "string", enum: codes } } }],
});
