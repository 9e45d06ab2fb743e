/**
 * What a store's box brings from the disk of one before it: which of its events and orders are here, and what this cloud has forgotten of
 * its inbox. And for its till the orders from before it, and receipts by mail.
 */
import type { Mount } from "@crema/shared/server/mount";
import { EARLIER_ORDERS_PATH, EarlierOrdersRequest, type EarlierOrdersResponse } from "@crema/sync/protocol/earlier-orders";
import { HAND_IN_PATH, HandIn, KNOWN_PATH, KnownRequest, type KnownResponse } from "@crema/sync/protocol/hand-back";
import { RECEIPT_MAIL_PATH, ReceiptMailRequest, type ReceiptMailResponse } from "@crema/sync/protocol/receipt-mail";
import { decisionWaits, isStoreFrozen } from "../freeze/freeze.ts";
import { earlierOrders } from "../sync/earlier-orders.ts";
import { knownEvents, knownOrder } from "../sync/known-events.ts";
import { readHandedBack } from "./batch-body.ts";
import type { RouteDeps } from "./ports.ts";
import { refused } from "./responses.ts";
import { BOX_ACCESS, boxOf } from "./sync.ts";

export function mountHandInRoutes(mount: Mount, deps: RouteDeps): void {
  mount.raw("post", HAND_IN_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const handIn = await readHandedBack(c.req.raw, HandIn);
    if (!handIn.ok) return refused(handIn.refusal);
    const taken = await deps.handIn(handIn.value, box);
    return taken.ok ? c.json(taken.value, 200) : refused(taken.refusal);
  });

  mount.raw("post", KNOWN_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const asked = await readHandedBack(c.req.raw, KnownRequest);
    if (!asked.ok) return refused(asked.refusal);
    const { event_ids, order_id } = asked.value;
    const body: KnownResponse = {
      known: await knownEvents(deps.pool, box.store_id, event_ids),
      order: order_id === null ? null : await knownOrder(deps.pool, box.store_id, order_id),
    };
    return c.json(body, 200);
  });

  mount.raw("post", EARLIER_ORDERS_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const asked = await readHandedBack(c.req.raw, EarlierOrdersRequest);
    if (!asked.ok) return refused(asked.refusal);
    // What was refunded there since may be unknown here until the box has joined.
    const waits = (await isStoreFrozen(deps.pool, box.store_id)) ? decisionWaits(box.store_id) : null;
    if (waits && !waits.ok) return refused(waits.refusal);
    const body: EarlierOrdersResponse = { orders: await earlierOrders(deps.pool, box.store_id, asked.value) };
    return c.json(body, 200);
  });

  mount.raw("post", RECEIPT_MAIL_PATH, BOX_ACCESS, async (c) => {
    const box = boxOf(c);
    const asked = await readHandedBack(c.req.raw, ReceiptMailRequest);
    if (!asked.ok) return refused(asked.refusal);
    const { order_id, email } = asked.value;
    if ((await knownOrder(deps.pool, box.store_id, order_id)) === null)
      return refused({ code: "order.not_found", detail: "It is not here, or not yet." });
    const queued = await deps.commands.mailReceipt(order_id, email);
    return queued.ok ? c.json({ queued: true } satisfies ReceiptMailResponse, 202) : refused(queued.refusal);
  });
}
