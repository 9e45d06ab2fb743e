/**
 * The type of a client, derived from the contracts: `ApiOf<typeof staff | typeof drawer>` is what `hc` needs to know of a server
 * that mounts those modules. Types only, so that no schema and no zod reaches a page.
 */
import type { RouteConfig, RouteHandler } from "@hono/zod-openapi";
import type { Hono, Schema, ToSchema } from "hono";
import type { BlankEnv, Handler } from "hono/types";

type ContractsIn<Module> = Module extends unknown ? Extract<Module[keyof Module], RouteConfig & { access: unknown }> : never;

type SchemaOf<Contract> = Contract extends RouteConfig
  ? RouteHandler<Contract> extends Handler<infer _Env, infer Path, infer Input, infer Reply>
    ? ToSchema<Contract["method"], Path, Input, Exclude<Awaited<Reply>, Response>>
    : never
  : never;

type UnionToIntersection<T> = (T extends unknown ? (value: T) => void : never) extends (value: infer All) => void ? All : never;
type AllOf<Module> = UnionToIntersection<SchemaOf<ContractsIn<Module>>>;

export type ApiOf<Module> = AllOf<Module> extends infer All extends Schema ? Hono<BlankEnv, All, "/"> : never;
