/** The power goes between the commit of an act with money and its reply. The till asks again under its key, and nothing is done twice. */
import type { OpenRefundRequest } from "@crema/shared/contract/refund-requests";
import { systemTimers } from "@crema/shared/server/system";
import { expect, test } from "vitest";
import { espressos, MANAGER_PIN } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { LostReply } from "../world/store-box.ts";
import { inWorld, type World } from "../world/world.ts";

const nextTurn = () => new Promise<void>((resolve) => systemTimers.afterTurn(resolve));

interface Money {
  readonly order: { order_id: string; status: string; paid_cents: number; refunded_cents: number; balance_cents: number };
  readonly payment: { payment_id: string; amount_cents: number; provider_ref: string };
  readonly correction: { provider_ref: string };
  readonly refunds: { refund_id: string; amount_cents: number; provider_ref: string }[];
}

/** Sent and committed, and the box is gone before the reply is out; then asked again, twice at once. */
async function cutAtTheReply<T>({ storeAt: { till, box } }: World, path: string, body: object): Promise<T> {
  const headers = { "idempotency-key": till.newKey() };
  const ended = box.lan("POST", path, till.token, body, headers).then(
    () => "answered",
    (error: unknown) => (error instanceof LostReply ? "lost" : "broken"),
  );
  const head = box.box.store.tables.box.position().head_seq;
  while (box.box.store.tables.box.position().head_seq === head) await nextTurn();
  await box.crash();
  await box.open();
  expect(await ended).not.toBe("broken");
  const after = box.box.store.tables.box.position().head_seq;
  const [first, second] = (await Promise.all([0, 1].map(() => till.call<T>("POST", path, body, headers)))).map(done);
  expect([second, box.box.store.tables.box.position().head_seq]).toEqual([first, after]);
  return first as T;
}

test("[M6] whatever a till does with money, a power cut at its reply leaves it done once, with receipts without a gap", async () => {
  await inWorld({}, async (world) => {
    const { till, id } = world.storeAt;
    const manager_pin = MANAGER_PIN;
    await cutAtTheReply(world, "/v1/drawer/sessions", { float_cents: 10_000 });

    // Placed, discounted and paid: one act.
    const discount = { discount: { kind: "PERCENT", rate_ppm: 100_000 }, reason: "regular", manager_pin };
    const sold = await cutAtTheReply<Money["order"] & { payment: Money["payment"] }>(world, "/v1/orders", {
      ...espressos(id),
      discount,
      tender: { method: "CASH", tendered_cents: 1_000 },
    });
    expect(sold).toMatchObject({ status: "PLACED", paid_cents: 450, balance_cents: 0, payment: { amount_cents: 450 } });

    const path = `/v1/orders/${sold.order_id}`;
    const corrected = await cutAtTheReply<Money>(world, `${path}/tenders/${sold.payment.payment_id}/correct`, {
      method: "EXTERNAL_CARD",
      reason: "it was the card",
      manager_pin,
    });
    expect(corrected.order).toMatchObject({ paid_cents: 450, refunded_cents: 0, balance_cents: 0 });
    const part = await cutAtTheReply<Money>(world, `${path}/refunds`, { amount_cents: 100, reason: "cold", manager_pin });
    expect(part.order).toMatchObject({ status: "PLACED", refunded_cents: 100 });
    // All that is left of an unstarted order: its cancellation, in the same commit.
    const rest = await cutAtTheReply<Money>(world, `${path}/refunds`, { reason: "gone", manager_pin });
    expect(rest.order).toMatchObject({ status: "CANCELLED", refunded_cents: 450, balance_cents: 0 });

    // Paid in a second step, handed over, and refunded because headquarters asks.
    const later = await till.place();
    const paid = await cutAtTheReply<Money>(world, `/v1/orders/${later.order_id}/tenders`, { method: "CASH", tendered_cents: 500 });
    done(await till.step(later.order_id, "PLACED", "IN_PROGRESS"));
    done(await till.step(later.order_id, "IN_PROGRESS", "READY"));
    done(await till.step(later.order_id, "READY", "COMPLETED"));
    await world.quiet();
    const asked = { amount_cents: 200, reason: "cold" };
    done(await world.app.hq("POST", `/orders/${later.order_id}/refunds`, asked, { "idempotency-key": "headquarters asks" }));
    await world.quiet();
    const { requests } = done(await till.call<{ requests: OpenRefundRequest[] }>("GET", "/v1/refund-requests"));
    const request_id = requests[0]?.request_id;
    const given = await cutAtTheReply<Money>(world, `/v1/orders/${later.order_id}/refunds`, { reason: "cold", request_id });
    expect(given.order).toMatchObject({ status: "COMPLETED", refunded_cents: 200 });
    expect(done(await till.call<{ requests: unknown[] }>("GET", "/v1/refund-requests")).requests).toEqual([]);

    await cutAtTheReply(world, "/v1/drawer/movements", { kind: "PAID_OUT", amount_cents: 300, reason: "milk", manager_pin });
    await cutAtTheReply(world, "/v1/drawer/counts", { counted_cents: 10_000 });
    const closed = await cutAtTheReply<{ report: { z_number: string; drawer: object } }>(world, "/v1/drawer/close", {});
    expect(closed.report).toMatchObject({ z_number: "A-Z0001", drawer: { expected_cents: 10_000 + 500 - 200 - 300 } });

    const numbers = [
      sold.payment,
      corrected.correction,
      corrected.payment,
      ...part.refunds,
      ...rest.refunds,
      paid.payment,
      ...given.refunds,
    ];
    expect(numbers.map(({ provider_ref }) => provider_ref)).toEqual(numbers.map((_, n) => `A-${String(n + 1).padStart(6, "0")}`));
    await world.quiet();
    const cloud = await world.cloud(id);
    expect(cloud.payments.map((each) => each.amount_cents)).toEqual([450, 450, 500]);
    expect(cloud.orders.map((order) => order.status).sort()).toEqual(["CANCELLED", "COMPLETED"]);
  });
});
