/**
 * The API described by itself: /openapi.json for programs, made from the contracts; /docs shows it to people. Making it holds the
 * thread for half a second, so a build leaves it beside the bundle; what runs from its sources makes it when it is first asked for.
 */
import { existsSync, readFileSync } from "node:fs";
import type { RouteConfig } from "@hono/zod-openapi";
import type { Access } from "../contract/access.ts";
import type { Contract } from "../contract/contract.ts";
import { declareRefusals, refusalsOf, type SideRefusals } from "../contract/refusals.ts";
import { API_DOCUMENT, DOCS_FILES, DOCS_ROUTES, docsFile } from "./docs-page.ts";
import { wantsGzip, zippedBody } from "./gzip.ts";
import type { App, Mount } from "./mount.ts";

const ANYONE = { anonymous: true, store: "none" } as const satisfies Access;

/** A route that no contract describes: its body is a stream, or has a vocabulary of its own. */
export type RawRoute = RouteConfig & Pick<Contract, "access"> & Partial<Pick<Contract, "refuses">>;

export interface OpenApiOptions {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly side: SideRefusals;
  /** Who may read the figures at /metrics. */
  readonly figures: Access;
  readonly rawRoutes: readonly RawRoute[];
  /** What OpenAPI has no words for: the streams, by path. */
  readonly streams: () => Record<string, unknown>;
  /** Where a build leaves the document; nothing is there when the sources run. */
  readonly built: URL;
}

/** The document of the bundle that `from` is in. */
export const builtDocument = (from: string): URL => new URL("./openapi.json", from);

/** Mount last: the document lists what has been mounted before. */
export function mountOpenApi(app: App, mount: Mount, { info, side, figures, rawRoutes, streams, built }: OpenApiOptions): void {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Programs send the token here; browsers have it in an HttpOnly cookie. Never in a URL.",
  });
  const text = { 200: { description: "Figures", content: { "text/plain": {} } } };
  const metrics: RawRoute = { method: "get", path: "/metrics", summary: "Figures for Prometheus", responses: text, access: figures };
  const routes: RawRoute[] = [...rawRoutes, metrics, ...DOCS_ROUTES.map((route) => ({ ...route, access: ANYONE }))];
  for (const route of routes) {
    const { access, refuses: _refuses, ...bare } = route;
    app.openAPIRegistry.registerPath({ ...declareRefusals(bare, refusalsOf(route, side)), "x-access": access });
  }
  const describe = (): string => {
    const described = app.getOpenAPI31Document({ openapi: "3.1.0", info, security: [{ token: [] }] });
    return JSON.stringify({ ...described, "x-streams": streams() });
  };
  let document = existsSync(built) ? { body: readFileSync(built, "utf8") } : null;
  mount.raw("get", API_DOCUMENT, ANYONE, async (c) => {
    document ??= { body: describe() };
    const headers = { "content-type": "application/json", vary: "accept-encoding" };
    if (!wantsGzip(c.req.header("accept-encoding"), document.body)) return new Response(document.body, { headers });
    return new Response(await zippedBody(document), { headers: { ...headers, "content-encoding": "gzip" } });
  });
  for (const path of Object.keys(DOCS_FILES)) mount.raw("get", path, ANYONE, () => docsFile(path));
}
