/** The stream of one order, by Server-Sent Events or by WebSocket, on one path. */
import { getOrder } from "@crema/shared/contract/orders-at-store";
import { STREAM_HEARTBEAT_MS } from "@crema/shared/contract/streams";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import { ok, type Refusal, type Result } from "@crema/shared/domain/kernel/errors";
import { Id } from "@crema/shared/domain/kernel/ids";
import { bindingsOf } from "@crema/shared/server/bindings";
import type { Mount } from "@crema/shared/server/mount";
import { SSE_RETRY_MS, sseResponse } from "@crema/shared/server/sse";
import { NO_SUCH_ORDER } from "./orders.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";
import { openSocket } from "./streams/open-streams.ts";
import { followOrder, orderSocket } from "./streams/order-stream.ts";

export const ORDER_STREAM = "/v1/orders/{order_id}/stream";

export function mountOrderStream(mount: Mount, { queries, streams, changeBus, clock, timers }: AppDeps): void {
  mount.raw("get", ORDER_STREAM, getOrder.access, (c) => {
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

export function cursorOf(text: string | undefined): Result<number | null> {
  if (text === undefined || text === "") return ok(null);
  if (/^\d{1,15}$/.test(text)) return ok(Number(text));
  const refusal: Refusal = {
    code: "request.invalid",
    detail: "A cursor is a whole number.",
    fields: [{ field: "query:after", message: "a whole number" }],
  };
  return { ok: false, refusal };
}
