import { describe, expect, test } from "vitest";
import { decide } from "./decide.ts";
import { evolve } from "./evolve.ts";
import { decideLook } from "./look.ts";
import { contextOf, orderIn } from "./order.test-fixture.ts";
import type { Order } from "./order.ts";

const doubtful = (): Order => orderIn("PLACED", { look_first: true });
const context = () => contextOf({ asker: "staff" });
const after = (order: Order, made: boolean): Order => {
  const events = decideLook(order, { made }, context());
  if (!events.ok) throw new Error(events.refusal.code);
  return events.value.reduce<Order>(evolve, order);
};
const start = (order: Order) =>
  decide(order, { type: "transition", to_status: "IN_PROGRESS", expected_status: order.status, reason: null }, context());

describe("[K1] an order that a box before may have begun", () => {
  test("is not started before somebody has looked; not made, it is made as any other", () => {
    expect(start(doubtful())).toMatchObject({ ok: false, refusal: { code: "order.look_first" } });
    const looked = after(doubtful(), false);
    expect(looked).toMatchObject({ status: "PLACED", look_first: false });
    expect(start(looked).ok).toBe(true);
  });

  test("made, it is ready at once, and nobody makes it again", () => {
    expect(after(doubtful(), true)).toMatchObject({ status: "READY", look_first: false, order_seq: 3 });
  });

  test("is looked at once: whoever comes later is told, with the order as it stands", () => {
    for (const order of [after(doubtful(), true), after(doubtful(), false), orderIn("PLACED"), orderIn("CANCELLED", { look_first: true })])
      expect(decideLook(order, { made: true }, context())).toMatchObject({
        ok: false,
        refusal: { code: "order.status_changed", extra: { order } },
      });
  });
});
