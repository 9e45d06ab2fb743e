/**
 * The response when no route matches: 405 with Allow where the path exists for other methods, else 404. Made from the
 * routes, after all of them are mounted.
 */
import type { NotFoundHandler } from "hono";
import { problemResponse } from "./problem.ts";

interface KnownRoute {
  readonly method: string;
  readonly path: string;
}

/** `routes` is `app.routes`; middleware (method ALL, wildcards) is skipped. */
export function notFoundFor(routes: readonly KnownRoute[]): NotFoundHandler {
  const known = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  for (const { method, path } of routes) {
    if (method === "ALL" || path.includes("*")) continue;
    const entry = known.get(path) ?? { pattern: patternOf(path), methods: new Set<string>() };
    entry.methods.add(method);
    if (method === "GET") entry.methods.add("HEAD");
    known.set(path, entry);
  }
  return (c) => {
    const path = c.req.path;
    const methods = new Set([...known.values()].filter(({ pattern }) => pattern.test(path)).flatMap((entry) => [...entry.methods]));
    if (methods.size === 0) return problemResponse({ code: "request.not_found", detail: `There is no ${path.slice(0, 200)}.` });
    const allow = [...methods].sort().join(", ");
    const response = problemResponse({ code: "request.method_not_allowed", detail: `${c.req.method} is not among ${allow}.` });
    response.headers.set("allow", allow);
    return response;
  };
}

function patternOf(path: string): RegExp {
  const source = path.split("/").map((part) => (part.startsWith(":") ? "[^/]+" : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)));
  return new RegExp(`^${source.join("/")}$`);
}
