/**
 * The specification's follow-up 1: the provider has captured a payment, and the webhook that would move the order to PAID is lost. Here no
 * webhook comes at all, and the response to the capture is lost as well: the cloud reads the provider, and goes on.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { WorldSandbox } from "../payments/world-payments.ts";
import { done } from "../world/reply.ts";
import { inWorld } from "../world/world.ts";

let sandbox: WorldSandbox;
beforeAll(async () => {
  sandbox = await WorldSandbox.open();
});
afterAll(() => sandbox.close());

test("[M1] [M2] “the webhook is lost”: captured once, the order PAID once, made and handed over, with equal books", async () => {
  const { payments, line } = sandbox.payments();
  await inWorld({ payments }, async (world) => {
    const { id, till } = world.storeAt;
    const order = await world.app.place(id, { payment_method: "ONLINE" });
    expect([order.status, order.handoff]).toEqual(["PLACED", "AWAITING_PAYMENT"]);
    line.strike("late_after_502");
    const intentId = await sandbox.pay(world, order);
    await world.until("the store has accepted", async () => (await world.app.order(order.order_id)).handoff === "ACCEPTED");
    await world.time.pump(line.letThrough());
    const paid = await world.until("the order is paid", async () => {
      const found = await till.order(order.order_id);
      return found?.status === "PAID" ? found : null;
    });
    expect([paid.handoff, paid.paid_cents]).toEqual(["CONFIRMED", order.total_cents]);
    expect(sandbox.booksOf(intentId)).toMatchObject({ captured_cents: order.total_cents, refunded_cents: 0, held_cents: 0 });
    done(await till.step(order.order_id, "PAID", "IN_PROGRESS"));
    done(await till.step(order.order_id, "IN_PROGRESS", "READY"));
    done(await till.step(order.order_id, "READY", "COMPLETED"));
    await world.quiet();
    expect(await world.app.order(order.order_id)).toMatchObject({ status: "COMPLETED", paid_cents: order.total_cents, refunded_cents: 0 });
    const taken = await world.query<{ n: number }>("SELECT count(*)::int AS n FROM payments WHERE order_id = $1 AND status = 'CAPTURED'", [
      order.order_id,
    ]);
    expect(taken).toEqual([{ n: 1 }]);
  });
});
