/** The stream of one order, by Server-Sent Events or by WebSocket, on one path. */
import type { Access } from "@crema/shared/contract/access";
import { viewerInCloud } from "@crema/shared/contract/viewers";
import { Id } from "@crema/shared/domain/kernel/ids";
import { alreadySent, bindingsOf } from "@crema/shared/server/bindings";
import type { Mount } from "@crema/shared/server/mount";
import { SSE_HEADERS } from "@crema/shared/server/sse";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { refused } from "./responses.ts";
import { cursorSeen } from "./streams/order-stream.ts";

export const ORDER_STREAM_PATH = "/v1/orders/{order_id}/stream";
export const ORDER_STREAM_ACCESS = {
  customer: true,
  order_holder: true,
  operators: ["owner", "hq", "it"],
  store: "order",
} as const satisfies Access;

export function mountStreamRoutes(mount: Mount, deps: RouteDeps): void {
  const { queries, streams, streamAdmission } = deps;
  const handler: Parameters<Mount["raw"]>[3] = async (c) => {
    const orderId = c.req.param("order_id") ?? "";
    if (!Id.safeParse(orderId).success) {
      return refused({
        code: "request.invalid",
        detail: "order_id: not a UUID",
        fields: [{ field: "path:order_id", message: "not a UUID" }],
      });
    }
    const principal = c.get("principal");
    const found = await reachableOrder(queries, principal, orderId);
    if (!found.ok) return refused(found.refusal);
    const after = cursorSeen(c.req.header("last-event-id"), c.req.query("after"));
    const session = "session_id" in principal ? (principal.session_id ?? null) : null;
    const following = { viewer: viewerInCloud(principal), session, present: found.value, after };
    const { upgrade, outgoing } = bindingsOf(c);
    if (upgrade) {
      upgrade.accept = (socket) => streams.openSocket(socket, following);
      return c.body(null);
    }
    if (!outgoing || c.req.method === "HEAD") return new Response(null, { headers: SSE_HEADERS });
    streams.openSse(outgoing, following);
    return alreadySent();
  };
  mount.raw("get", ORDER_STREAM_PATH, ORDER_STREAM_ACCESS, handler, async (_c, next) => {
    const admitted = streamAdmission.enter();
    if (!(admitted instanceof Promise)) return refused(admitted);
    await admitted;
    try {
      await next();
    } finally {
      streamAdmission.opened();
    }
    return;
  });
}
