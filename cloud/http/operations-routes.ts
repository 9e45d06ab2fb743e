/** For those who run the service: health, readiness, metrics, and the description of the API. */

import type { Access } from "@crema/shared/api/access";
import { json, jsonBody, ProblemBody } from "@crema/shared/api/contract";
import { getHealth, getReady } from "@crema/shared/api/edge";
import { OrderIdParam } from "@crema/shared/api/orders";
import { PAYMENT_WEBHOOK_PATH } from "@crema/shared/api/payments";
import { describeStreams } from "@crema/shared/api/streams";
import { DOCS_FILES, docsFile } from "@crema/shared/http/docs-page";
import type { App, Mount } from "@crema/shared/http/mount";
import { UP_PATH, UpAnswer, UpBatch } from "@crema/sync/protocol/up";
import type { RouteParts } from "./ports.ts";
import { ORDER_STREAM_ACCESS, ORDER_STREAM_PATH } from "./stream-routes.ts";
import { BOX_ACCESS, SHAPE_PATH } from "./sync-routes.ts";

/** They tell how much is sold. */
const FIGURES = { monitor: true, operators: ["owner", "it"], store: "none" } as const satisfies Access;
const ANYONE = { anonymous: true, store: "none" } as const satisfies Access;

/** `notReady`: why the service cannot serve now, null when it can. */
export function mountOperationsRoutes(
  app: App,
  mount: Mount,
  parts: Pick<RouteParts, "metrics">,
  notReady: () => Promise<string | null>,
): void {
  mount(getHealth, (c) => c.json({ status: "ok" as const }, 200));

  mount(getReady, async (c) => {
    const reason = await notReady();
    if (reason === null) return c.json({ status: "ok" as const }, 200);
    return c.json({ status: "unavailable" as const, reason }, 503, { "retry-after": "2" });
  });

  mount.raw("get", "/metrics", FIGURES, async () => {
    const { registry } = parts.metrics;
    return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
  });

  describeRawRoutes(app);
  let document: string | null = null;
  mount.raw("get", "/openapi.json", ANYONE, () => {
    document ??= JSON.stringify(openApi(app));
    return new Response(document, { headers: { "content-type": "application/json" } });
  });

  for (const path of Object.keys(DOCS_FILES)) mount.raw("get", path, ANYONE, () => docsFile(path));
}

function openApi(app: App): Record<string, unknown> {
  app.openAPIRegistry.registerComponent("securitySchemes", "token", {
    type: "http",
    scheme: "bearer",
    description: "Programs send the token here; browsers have it in an HttpOnly cookie. Never in a URL.",
  });
  const described = app.getOpenAPI31Document({
    openapi: "3.1.0",
    security: [{ token: [] }],
    info: {
      title: "Crema cloud",
      version: "1",
      description:
        "Stores, menus and orders of the chain. Tokens go in `Authorization: Bearer` or the session cookie, never in a URL. Every refusal is application/problem+json.",
    },
  });
  const stream = describeStreams()[ORDER_STREAM_PATH] as object;
  return { ...described, "x-streams": { [ORDER_STREAM_PATH]: { ...stream, "x-access": ORDER_STREAM_ACCESS } } };
}

/** The routes that contracts cannot describe: their bodies are streams, or have a vocabulary of their own. */
function describeRawRoutes(app: App): void {
  const refusals = { default: { description: "Refused", content: { "application/problem+json": { schema: ProblemBody } } } };
  const registry = app.openAPIRegistry;
  registry.registerPath({
    method: "get",
    path: ORDER_STREAM_PATH,
    summary: "Follows an order, by Server-Sent Events or by WebSocket; `Last-Event-ID` or `?after=` replays what was missed",
    request: { params: OrderIdParam },
    responses: { 200: { description: "Frames, see x-streams", content: { "text/event-stream": {} } }, ...refusals },
    "x-access": ORDER_STREAM_ACCESS,
  });
  registry.registerPath({
    method: "post",
    path: UP_PATH,
    summary: "A batch of a store's event log, gzip or plain (sync/SPEC.md)",
    request: { body: jsonBody(UpBatch) },
    responses: { 200: json(UpAnswer, "Everything up to `last_seq` is on the cloud's disk"), ...refusals },
    "x-access": BOX_ACCESS,
  });
  registry.registerPath({
    method: "get",
    path: SHAPE_PATH,
    summary: "The store's documents and inbox as Electric shapes; table, where and columns are set by the cloud",
    responses: { 200: { description: "Electric messages", content: { "application/json": {} } }, ...refusals },
    "x-access": BOX_ACCESS,
  });
  registry.registerPath({
    method: "post",
    path: PAYMENT_WEBHOOK_PATH,
    summary: "The payment provider's webhook, signed over its raw body (Stripe-Signature)",
    responses: {
      200: { description: "The event is kept, and worked off after this answer", content: { "application/json": {} } },
      ...refusals,
    },
    "x-access": ANYONE,
  });
  const text = (description: string, type: string) => ({ 200: { description, content: { [type]: {} } } });
  const plain = [
    ["/metrics", "Figures for Prometheus", "text/plain"],
    ["/openapi.json", "This description", "application/json"],
    ...Object.entries(DOCS_FILES).map(([path, { type }]) => [path, "This description as a page", type] as const),
  ] as const;
  for (const [path, summary, type] of plain) {
    registry.registerPath({
      method: "get",
      path,
      summary,
      responses: { ...text(summary, type), ...refusals },
      "x-access": path === "/metrics" ? FIGURES : ANYONE,
    });
  }
}
