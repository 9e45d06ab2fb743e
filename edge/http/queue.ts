/** The queue, and the streams of the queue and of one order. A stream is a GET with an upgrade, or Server-Sent Events. */

import { LinkStatus } from "@crema/shared/contract/link-status";
import { getOrder, getQueue, QUEUE_STREAM_ACCESS } from "@crema/shared/contract/staff";
import { STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { Refusal, Result } from "@crema/shared/domain/kernel/errors";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import { Id } from "@crema/shared/domain/kernel/ids";
import { OrderStatus } from "@crema/shared/domain/order/order";
import { bindingsOf } from "@crema/shared/server/bindings";
import type { Mount } from "@crema/shared/server/mount";
import { sseResponse } from "@crema/shared/server/sse";
import { NO_SUCH_ORDER } from "./orders.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";
import { openSocket } from "./streams/open-streams.ts";
import { followOrder, orderSocket } from "./streams/order-stream.ts";

export const QUEUE_STREAM = "/v1/stores/{store_id}/queue/stream";
export const ORDER_STREAM = "/v1/orders/{order_id}/stream";
/** A stream is open to those who may read what it sends. */
export const STREAM_ACCESS = { [QUEUE_STREAM]: QUEUE_STREAM_ACCESS, [ORDER_STREAM]: getOrder.access } as const;

const SSE_RETRY_MS = 1000;

export function mountQueue(mount: Mount, ports: AppDeps): void {
  const { queries, queueStream, streams, link, changeBus, clock, timers } = ports;

  mount(getQueue, (c) => {
    const { status: wanted, age } = c.req.valid("query");
    const statuses = statusesOf(wanted);
    if (!statuses.ok) return refused(statuses.refusal);
    const here = link();
    const { store_id } = c.req.valid("param");
    if (here.store_id !== store_id) return refused({ code: "store.not_found", detail: `This is not the box of a store ${store_id}.` });
    const { orders, ...counts } = queries.queue(statuses.value, age);
    const status = LinkStatus.parse(here);
    return c.json({ ...counts, orders: orders.map((order) => queries.show(order, viewerAtStore(c.var.principal))), link: status }, 200);
  });

  mount.raw("get", QUEUE_STREAM, STREAM_ACCESS[QUEUE_STREAM], (c) => {
    const after = cursorOf(c.req.query("after"));
    if (!after.ok) return refused(after.refusal);
    const { upgrade } = bindingsOf(c);
    if (!upgrade) return refused({ code: "request.upgrade_required", detail: "Open this with a WebSocket." });
    const { principal } = c.var;
    upgrade.accept = (ws) => queueStream.join(openSocket(ws, principal, streams), viewerAtStore(principal), after.value);
    return new Response(null);
  });

  mount.raw("get", ORDER_STREAM, STREAM_ACCESS[ORDER_STREAM], (c) => {
    const orderId = Id.safeParse(c.req.param("order_id"));
    const { upgrade } = bindingsOf(c);
    const after = cursorOf((upgrade ? null : c.req.header("last-event-id")) ?? c.req.query("after"));
    if (!after.ok) return refused(after.refusal);
    const present = orderId.success ? queries.order(orderId.data) : null;
    if (!present) return refused(NO_SUCH_ORDER);
    const { principal } = c.var;
    if (upgrade) {
      // Read again when the socket is open: the order may have moved since.
      upgrade.accept = (ws) => {
        const socket = openSocket(ws, principal, streams);
        const now = queries.order(present.order.order_id) ?? present;
        orderSocket({ changeBus, queries, clock, timers }, socket, viewerAtStore(principal), now, after.value);
      };
      return new Response(null);
    }
    return sseResponse({
      heartbeatMs: STREAM_HEARTBEAT_MS,
      timers,
      retryMs: SSE_RETRY_MS,
      signal: c.req.raw.signal,
      subscribe(send, close) {
        const leave = streams.add(principal, close);
        const unfollow = followOrder({ changeBus, queries }, viewerAtStore(principal), present, after.value, (data, cursor) =>
          send({ id: String(cursor), data }),
        );
        return () => {
          leave();
          unfollow();
        };
      },
    });
  });
}

function statusesOf(text: string | undefined): Result<OrderStatus[] | null> {
  if (text === undefined) return ok(null);
  const parsed = OrderStatus.array().safeParse(text.split(","));
  if (parsed.success) return ok([...new Set(parsed.data)]);
  return refuse("request.invalid", `status is a comma-separated list of ${OrderStatus.options.join(", ")}.`, {
    fields: [{ field: "query:status", message: `one of ${OrderStatus.options.join(", ")}` }],
  });
}

function cursorOf(text: string | undefined): Result<number | null> {
  if (text === undefined || text === "") return ok(null);
  if (/^\d{1,15}$/.test(text)) return ok(Number(text));
  const refusal: Refusal = {
    code: "request.invalid",
    detail: "A cursor is a whole number.",
    fields: [{ field: "query:after", message: "a whole number" }],
  };
  return { ok: false, refusal };
}
