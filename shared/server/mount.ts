/**
 * Mounts contracts on a Hono app. The one place where "who may call this" is checked, on both sides: from the contract's
 * declaration, before validation, so that a stranger learns nothing from our error messages.
 */
import { OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { type Access, isAdmitted, isForAnyone, mayReach, type OperatorRole, type Principal } from "../contract/access.ts";
import type { Contract } from "../contract/contract.ts";
import { declareRefusals, refusalsOf, type SideRefusals } from "../contract/refusals.ts";
import type { Refusal } from "../domain/kernel/errors.ts";
import { boundedJson, oddText } from "./body-limit.ts";
import type { PreparedResponse } from "./prepared-response.ts";
import { invalidRequest, problemResponse, type RefusalResponse } from "./problem.ts";
import { RememberingRouter } from "./remembering-router.ts";

export interface AppEnv {
  Variables: { principal: Principal; request_id: string };
}

export type App = OpenAPIHono<AppEnv>;

/** Resolves the caller, or a refusal for an invalid token. `isOpen`: the route is open to everyone. */
export type Authenticate = (c: Context<AppEnv>, isOpen: boolean) => Promise<Principal | Refusal> | Principal | Refusal;

export function createApp(): App {
  return new OpenAPIHono<AppEnv>({
    router: new RememberingRouter(),
    defaultHook: (result, _c) => (result.success ? undefined : problemResponse(invalidRequest(result.target, result.error))),
  });
}

/** What the contract promises; every route may refuse as well. */
type HandlerResponse<R extends Contract> = Awaited<ReturnType<RouteHandler<R, AppEnv>>> | RefusalResponse | PreparedResponse;

type ContractHandler<R extends Contract> = (c: Parameters<RouteHandler<R, AppEnv>>[0]) => HandlerResponse<R> | Promise<HandlerResponse<R>>;

export interface Mount {
  <R extends Contract>(contract: R, handler: ContractHandler<R>): void;
  /** Streams and other routes that OpenAPI cannot describe: declared with an Access as well. */
  raw(
    method: "get" | "post",
    path: string,
    access: Access,
    handler: (c: Context<AppEnv>) => Response | Promise<Response>,
    /** Asked before it is looked who calls. */
    before?: MiddlewareHandler<AppEnv>,
  ): void;
}

/** Makes the mount of an app. Every route of a side goes through it. */
export function createMount(app: App, authenticate: Authenticate, side: SideRefusals): Mount {
  const mount = <R extends Contract>(contract: R, handler: ContractHandler<R>): void => {
    mustDeclare(contract.access, contract.method, contract.path);
    const { access, maxBodyBytes, refuses: _refuses, ...bare } = contract;
    const route = declareRefusals(bare, refusalsOf(contract, side));
    const before: MiddlewareHandler[] = [guard(access, authenticate) as MiddlewareHandler];
    // What is no JSON is read by its handler, up to the same limit.
    if (takesJson(contract)) before.push(boundedJson(maxBodyBytes));
    app.openapi({ ...route, middleware: before } as RouteConfig, handler as RouteHandler<RouteConfig, AppEnv>);
  };
  const raw: Mount["raw"] = (method, path, access, handler, before) => {
    mustDeclare(access, method, path);
    const at = path.replaceAll(/\{(\w+)\}/g, ":$1");
    if (before) app.on(method.toUpperCase(), at, before);
    app.on(method.toUpperCase(), at, guard(access, authenticate), handler);
  };
  return Object.assign(mount, { raw });
}

const takesJson = ({ request }: Contract): boolean => request?.body !== undefined && "application/json" in request.body.content;

/** Throws for a route without an access declaration, or whose path lacks the parameter of its store scope. */
function mustDeclare(access: Access | undefined, method: string, path: string): void {
  if (!access) throw new Error(`${method} ${path} does not say who may call it`);
  const parameter = { path: "{store_id}", order: "{order_id}", own: "", none: "" }[access.store];
  if (!path.includes(parameter)) throw new Error(`${method} ${path} has no ${parameter} to check`);
}

/** Admission by kind and role, and by store where the path names one. Handlers check orders with `mayReach`. */
export function guard(access: Access, authenticate: Authenticate): MiddlewareHandler<AppEnv> {
  const isOpen = isForAnyone(access);
  return async (c, next) => {
    if (ODD_ADDRESS.test(c.req.url)) return problemResponse(oddText("query"));
    const principal = await authenticate(c, isOpen);
    if ("code" in principal) return problemResponse(principal);
    const refused = admission(principal, access, access.store === "path" ? (c.req.param("store_id") ?? null) : null);
    if (refused) return problemResponse(refused);
    c.set("principal", principal);
    await next();
  };
}

/** Who may call it, for the refusal: people first, since people read it. */
function whoMay({ staff, operators, customer, order_holder, edge_node, devices }: Access): string {
  const people = [...(staff ?? []).map((role) => `a ${role}`), ...(operators ?? []).map((role) => OPERATORS[role])];
  if (people.length > 0) return `It takes ${anyOf(people)} who is signed in.`;
  if (customer || order_holder) return "It is for the customer whose order it is.";
  if (devices) return `It takes a paired device: ${anyOf(devices)}.`;
  return edge_node ? "It is for the stores' boxes." : "It is for whoever runs this installation.";
}

const OPERATORS = { owner: "an owner", hq: "headquarters", it: "IT" } as const satisfies Record<OperatorRole, string>;

function anyOf(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${last}` : last;
}

export function admission(principal: Principal, access: Access, storeId: string | null): Refusal | null {
  if (!isAdmitted(principal, access)) {
    return principal.kind === "anonymous"
      ? { code: "auth.required", detail: "This needs a token." }
      : { code: "auth.forbidden", detail: whoMay(access) };
  }
  if (storeId !== null && !mayReach(principal, storeId)) {
    return { code: "auth.wrong_store", detail: `The token is not for store ${storeId}.` };
  }
  return null;
}

/** Control characters have no place in an address either: what a handler takes from it may reach the database. */
const ODD_ADDRESS = /%(?:[01][0-9a-f]|7f)/i;
