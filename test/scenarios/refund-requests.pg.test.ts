/** Two people refund the same money: one at headquarters, one at the counter, with the line cut between them. */
import type { OpenRefundRequest } from "@crema/shared/contract/refund-requests";
import type { OrderView } from "@crema/shared/domain/order/order";
import type { Refund } from "@crema/shared/domain/payment/payment";
import { expect, test } from "vitest";
import { MANAGER_PIN } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { inWorld, type World } from "../world/world.ts";

async function soldAtTheCounter(world: World) {
  const { till } = world.storeAt;
  const { order_id, total_cents } = await till.place();
  await till.serve(order_id);
  await world.quiet();
  const path = `/orders/${order_id}/refunds`;
  return {
    order_id,
    total_cents,
    ask: (amount_cents: number | null, key: string) =>
      world.app.hq<{ refund: null; request_id: string }>("POST", path, { amount_cents, reason: "cold" }, { "idempotency-key": key }),
    give: (body: object) =>
      till.call<{ refunds: Refund[] }>("POST", `/v1${path}`, { reason: "cold", ...body }, { "idempotency-key": till.newKey() }),
    requests: async () => done(await till.call<{ requests: OpenRefundRequest[] }>("GET", "/v1/refund-requests")).requests,
    inCloud: async () => {
      const page = done(await world.app.hq<{ orders: OrderView[] }>("GET", `/stores/${world.storeAt.id}/orders`));
      return page.orders.find((order) => order.order_id === order_id);
    },
    exceptions: async () => {
      const listed = done(await world.app.hq<{ exceptions: { kind: string }[] }>("GET", "/exceptions"));
      return listed.exceptions.map((each) => each.kind);
    },
  };
}

test("[M4] headquarters asks a store that is cut off for all of it, the store refunds a part: what is left then, and no more", async () => {
  await inWorld({}, async (world) => {
    const { line } = world.storeAt;
    const order = await soldAtTheCounter(world);
    line.set("blackhole");
    expect(done(await order.ask(null, "all")).refund).toBeNull();
    expect(done(await order.ask(null, "all"))).toEqual(done(await order.ask(null, "all")));
    // The same key for another amount is a mistake at headquarters: it must not look as if the store had been asked.
    const reused = await order.ask(200, "all");
    expect([reused.status, reused.code]).toEqual([422, "idempotency.key_reused"]);
    done(await order.give({ amount_cents: 200, manager_pin: MANAGER_PIN }));
    line.calm();
    await world.quiet();
    const [open, ...others] = await order.requests();
    expect(open).toMatchObject({ order_id: order.order_id, amount_cents: null, reason: "cold" });
    expect(others).toEqual([]);
    // Asking moved nothing: it lies in the drawer until somebody hands it out. Headquarters' word stands for the PIN.
    expect(await order.inCloud()).toMatchObject({ refunded_cents: 200, refund_state: "PARTIAL" });
    const { refunds } = done(await order.give({ request_id: open?.request_id }));
    expect(refunds.map((refund) => refund.amount_cents)).toEqual([order.total_cents - 200]);
    expect((await order.give({ request_id: open?.request_id })).code).toBe("refund.request_not_open");
    await world.quiet();
    expect(await order.inCloud()).toMatchObject({
      status: "COMPLETED",
      refunded_cents: order.total_cents,
      refund_state: "FULL",
    });
    expect((await order.ask(1, "more")).code).toBe("refund.exceeds_captured");
  });
});

test("[M4] what the counter has refunded already is refused to headquarters, and a person there is told", async () => {
  await inWorld({}, async (world) => {
    const { line } = world.storeAt;
    const order = await soldAtTheCounter(world);
    line.set("blackhole");
    done(await order.ask(300, "part"));
    done(await order.give({ manager_pin: MANAGER_PIN }));
    line.calm();
    await world.quiet();
    expect(await order.requests()).toEqual([]);
    expect(await order.exceptions()).toEqual(["refund.refused"]);
    expect(await order.inCloud()).toMatchObject({ refunded_cents: order.total_cents, refund_state: "FULL" });
  });
});

test("staff may say no, with a reason that reaches headquarters", async () => {
  await inWorld({}, async (world) => {
    const { till } = world.storeAt;
    const order = await soldAtTheCounter(world);
    done(await order.ask(null, "all"));
    await world.quiet();
    const [open] = await order.requests();
    done(await till.call("POST", `/v1/refund-requests/${open?.request_id}/refuse`, { reason: "the guest has had another cup" }));
    await world.quiet();
    expect(await order.requests()).toEqual([]);
    expect(await order.exceptions()).toEqual(["refund.refused"]);
  });
});
