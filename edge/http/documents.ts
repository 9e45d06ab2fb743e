/** The API described by itself: /openapi.json for programs, made from the contracts, once; /docs shows it to people. */
import { declareRefusals, OF_A_BOX, refusalsOf } from "@crema/shared/contract/refusals";
import { describeStreams } from "@crema/shared/contract/streams";
import { DOCS_FILES, DOCS_ROUTES, docsFile } from "@crema/shared/server/docs-page";
import type { App, Mount } from "@crema/shared/server/mount";
import { FIGURES } from "./box.ts";
import { STREAM_ACCESS } from "./queue.ts";

const OPEN = { anonymous: true, store: "none" } as const;

/** Mount last: the document lists what has been mounted before. */
export function mountDocuments(app: App, mount: Mount, version: string): void {
  const info = {
    title: "Crema store box",
    version,
    description: "One store's orders, queue and money, on the store's own network. Works with the internet down.",
  };
  let document: object | null = null;
  const describe = (): object => {
    document ??= {
      ...app.getOpenAPI31Document({ openapi: "3.1.0", info, security: [{ token: [] }] }),
      info,
      "x-streams": streams(),
    };
    return document;
  };
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Programs send the token here; browsers have it in an HttpOnly cookie. Never in a URL.",
  });
  const figures = { 200: { description: "Figures", content: { "text/plain": {} } } };
  for (const route of [
    ...DOCS_ROUTES.map((each) => ({ ...each, access: OPEN })),
    { method: "get" as const, path: "/metrics", summary: "Figures for Prometheus", responses: figures, access: FIGURES },
  ]) {
    const { access, ...bare } = route;
    app.openAPIRegistry.registerPath({ ...declareRefusals(bare, refusalsOf(route, OF_A_BOX)), "x-access": access });
  }
  mount.raw("get", "/openapi.json", OPEN, (c) => c.json(describe()));
  for (const path of Object.keys(DOCS_FILES)) mount.raw("get", path, OPEN, () => docsFile(path));
}

function streams(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(describeStreams()).map(([path, stream]) => {
      const access = STREAM_ACCESS[path as keyof typeof STREAM_ACCESS];
      const refuses = refusalsOf({ method: "get", access, refuses: ["auth.foreign_page", "request.upgrade_required"] }, OF_A_BOX);
      return [path, { ...(stream as object), "x-access": access, "x-refuses": refuses }];
    }),
  );
}
