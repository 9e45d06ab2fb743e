/** For those who run the service: health, readiness, metrics, and the description of the API. */

import type { Access } from "@crema/shared/contract/access";
import { json, jsonBody } from "@crema/shared/contract/contract";
import { getHealth, getReady } from "@crema/shared/contract/operations";
import { OrderIdParam } from "@crema/shared/contract/orders";
import { PAYMENT_WEBHOOK_PATH } from "@crema/shared/contract/payments";
import { OF_THE_CLOUD } from "@crema/shared/contract/refusals";
import { describeStreams } from "@crema/shared/contract/streams";
import { mountMetrics } from "@crema/shared/server/metrics";
import type { App, Mount } from "@crema/shared/server/mount";
import { builtDocument, mountOpenApi, type RawRoute } from "@crema/shared/server/openapi";
import { EARLIER_ORDERS_PATH, EarlierOrdersRequest, EarlierOrdersResponse } from "@crema/sync/protocol/earlier-orders";
import {
  FACTS_PATH,
  FactsRequest,
  HAND_IN_PATH,
  HandIn,
  HandInResponse,
  KNOWN_PATH,
  KnownRequest,
  KnownResponse,
  REBUILD_PATH,
  RebuildRequest,
} from "@crema/sync/protocol/hand-back";
import { JOIN_PATH, JoinRequest, JoinResponse } from "@crema/sync/protocol/join";
import { RECEIPT_MAIL_PATH, ReceiptMailRequest, ReceiptMailResponse } from "@crema/sync/protocol/receipt-mail";
import { UP_PATH, UpBatch, UpResponse } from "@crema/sync/protocol/up";
import { ORDER_STREAM_ACCESS, ORDER_STREAM_PATH } from "./order-stream.ts";
import type { RouteDeps } from "./ports.ts";
import { BOX_ACCESS, SHAPE_PATH } from "./sync.ts";

/** They tell how much is sold. */
const FIGURES = { monitor: true, operators: ["owner", "it"], store: "none" } as const satisfies Access;

/** `notReady`: why the service cannot serve now, null when it can. */
export function mountOperationsRoutes(
  app: App,
  mount: Mount,
  deps: Pick<RouteDeps, "metrics">,
  notReady: () => Promise<string | null>,
): void {
  mount(getHealth, (c) => c.json({ status: "ok" as const }, 200));

  mount(getReady, async (c) => {
    const reason = await notReady();
    if (reason === null) return c.json({ status: "ok" as const }, 200);
    return c.json({ status: "unavailable" as const, reason }, 503, { "retry-after": "2" });
  });

  mountMetrics(mount, FIGURES, deps.metrics.registry);
  mountOpenApi(app, mount, {
    info: {
      title: "Crema cloud",
      version: "1",
      description:
        "Stores, menus and orders of the chain. Tokens go in `Authorization: Bearer` or the session cookie, never in a URL. Every refusal is application/problem+json.",
    },
    side: OF_THE_CLOUD,
    figures: FIGURES,
    rawRoutes: RAW_ROUTES,
    streams,
    built: builtDocument(import.meta.url),
  });
}

function streams(): Record<string, unknown> {
  const stream = describeStreams()[ORDER_STREAM_PATH] as object;
  return { [ORDER_STREAM_PATH]: { ...stream, "x-access": ORDER_STREAM_ACCESS } };
}

const JOIN_REFUSES = [
  "auth.wrong_store",
  "store.not_found",
  "sync.challenge_failed",
  "sync.fenced",
  "sync.too_large",
  "sync.upgrade_required",
] as const;

const RAW_ROUTES: readonly RawRoute[] = [
  {
    method: "get",
    path: ORDER_STREAM_PATH,
    summary: "Follows an order, by Server-Sent Events or by WebSocket; `Last-Event-ID` or `?after=` replays what was missed",
    request: { params: OrderIdParam },
    responses: { 200: { description: "Frames, see x-streams", content: { "text/event-stream": {} } } },
    access: ORDER_STREAM_ACCESS,
    refuses: ["auth.foreign_page", "service.busy"],
  },
  {
    method: "post",
    path: UP_PATH,
    summary: "A batch of a store's event log, gzip or plain (sync/SPEC.md)",
    request: { body: jsonBody(UpBatch) },
    responses: { 200: json(UpResponse, "Everything up to `last_seq` is on the cloud's disk") },
    access: BOX_ACCESS,
    refuses: [
      "auth.wrong_store",
      "store.not_found",
      "sync.conflict",
      "sync.fenced",
      "sync.gap",
      "sync.join_first",
      "sync.rewound",
      "sync.too_large",
      "sync.upgrade_required",
    ],
  },
  {
    method: "post",
    path: JOIN_PATH,
    summary: "Where a box stands, before anything moves: the plan, and the token that batches and shapes carry (sync/SPEC.md)",
    request: { body: jsonBody(JoinRequest) },
    responses: { 200: json(JoinResponse, "The plan") },
    access: BOX_ACCESS,
    refuses: JOIN_REFUSES,
  },
  {
    method: "post",
    path: REBUILD_PATH,
    summary:
      "The join of a box whose cloud was put back, with what it has applied and the cloud has forgotten; gzip or plain (sync/SPEC.md)",
    request: { body: jsonBody(RebuildRequest) },
    responses: { 200: json(JoinResponse, "The plan of the join that follows, in the same commit") },
    access: BOX_ACCESS,
    refuses: JOIN_REFUSES,
  },
  {
    method: "post",
    path: FACTS_PATH,
    summary:
      "The join of a box whose log no longer reaches back to what the cloud lacks, with a page of its orders and money; gzip or plain (sync/SPEC.md)",
    request: { body: jsonBody(FactsRequest) },
    responses: { 200: json(JoinResponse, "`facts` again until the last page, then the plan of the join that follows, in the same commit") },
    access: BOX_ACCESS,
    refuses: JOIN_REFUSES,
  },
  {
    method: "post",
    path: HAND_IN_PATH,
    summary:
      "From the disk of a box before this one: the inbox entries that the cloud may have forgotten, for their effects (sync/SPEC.md)",
    request: { body: jsonBody(HandIn) },
    responses: { 200: json(HandInResponse, "What was forgotten") },
    access: BOX_ACCESS,
    refuses: ["auth.wrong_store", "service.unavailable", "sync.challenge_failed", "sync.fenced", "sync.too_large"],
  },
  {
    method: "post",
    path: KNOWN_PATH,
    summary: "Which of these events of the store's boxes are here, applied or in quarantine; and how an order of the store stands",
    request: { body: jsonBody(KnownRequest) },
    responses: { 200: json(KnownResponse, "Those that are here, and the order with the counter's money") },
    access: BOX_ACCESS,
    refuses: ["sync.too_large"],
  },
  {
    method: "post",
    path: EARLIER_ORDERS_PATH,
    summary: "Orders of the store that were over before this box began, by ticket or receipt number, or one by its id",
    request: { body: jsonBody(EarlierOrdersRequest) },
    responses: { 200: json(EarlierOrdersResponse, "At most 20, latest first, with the counter's tenders and every refund") },
    access: BOX_ACCESS,
    refuses: ["store.rejoining", "sync.too_large"],
  },
  {
    method: "post",
    path: RECEIPT_MAIL_PATH,
    summary: "Mails the receipt of an order of the store to the address that a guest gave at the till",
    request: { body: jsonBody(ReceiptMailRequest) },
    responses: { 202: json(ReceiptMailResponse, "It is on its way") },
    access: BOX_ACCESS,
    refuses: ["message.unavailable", "order.not_found", "request.rate_limited", "store.not_ready", "sync.too_large"],
  },
  {
    method: "get",
    path: SHAPE_PATH,
    summary: "The store's documents and inbox as Electric shapes; table, where and columns are set by the cloud",
    responses: { 200: { description: "Electric messages", content: { "application/json": {} } } },
    access: BOX_ACCESS,
    refuses: ["sync.join_first"],
  },
  {
    method: "post",
    path: PAYMENT_WEBHOOK_PATH,
    summary: "The payment provider's webhook, signed over its raw body (Stripe-Signature)",
    responses: { 200: { description: "The event is kept, and worked off after this answer", content: { "application/json": {} } } },
    access: { anonymous: true, store: "none" },
    refuses: [
      "request.malformed",
      "request.not_found",
      "request.too_large",
      "webhook.signature_invalid",
      "webhook.too_old",
      "webhook.wrong_mode",
    ],
  },
];
