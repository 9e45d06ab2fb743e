/** The queue, and its stream: a GET with an upgrade. */

import { LinkStatus } from "@crema/shared/contract/link-status";
import { getOrder } from "@crema/shared/contract/orders-at-store";
import { getQueue, QUEUE_STREAM_ACCESS } from "@crema/shared/contract/queue";
import { viewerAtStore } from "@crema/shared/contract/viewers";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { ok, refuse } from "@crema/shared/domain/kernel/errors";
import { OrderStatus } from "@crema/shared/domain/order/order";
import { bindingsOf } from "@crema/shared/server/bindings";
import type { Mount } from "@crema/shared/server/mount";
import { cursorOf, ORDER_STREAM } from "./order-stream.ts";
import type { AppDeps } from "./ports.ts";
import { refused } from "./responses.ts";
import { openSocket } from "./streams/open-streams.ts";

export const QUEUE_STREAM = "/v1/stores/{store_id}/queue/stream";
/** A stream is open to those who may read what it sends. */
export const STREAM_ACCESS = { [QUEUE_STREAM]: QUEUE_STREAM_ACCESS, [ORDER_STREAM]: getOrder.access } as const;

export function mountQueue(mount: Mount, ports: AppDeps): void {
  const { queries, queueStream, streams, link } = ports;

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
    const isBoard = principal.kind === "device" && principal.device_kind === "board";
    const mute = isBoard && c.req.query("sound") === "BLOCKED" ? { device_id: principal.device_id, name: principal.name } : null;
    upgrade.accept = (ws) => queueStream.join(openSocket(ws, principal, streams), viewerAtStore(principal), after.value, mute);
    return new Response(null);
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
