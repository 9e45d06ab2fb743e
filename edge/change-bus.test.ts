import { orderIn, testId } from "@crema/shared/domain/order/order.test-fixture";
import { describe, expect, test } from "vitest";
import { createChangeBus } from "./change-bus.ts";
import type { Change } from "./ports.ts";

const change = (cursor: number, orderId: string): Change => ({
  type: "order",
  cursor,
  events: [],
  order: orderIn("PLACED", { order_id: orderId }),
});

describe("the change bus", () => {
  test("a listener that throws does not keep others from hearing", () => {
    const errors: unknown[] = [];
    const changeBus = createChangeBus((error) => errors.push(error));
    const heard: number[] = [];
    changeBus.subscribe(() => {
      throw new Error("the socket is gone");
    });
    changeBus.subscribe((each) => heard.push(each.cursor));
    changeBus.subscribeOrder(testId(1), (each) => heard.push(-each.cursor));
    changeBus.publish([change(1, testId(1)), change(2, testId(2))]);
    expect(heard).toEqual([1, -1, 2]);
    expect(errors).toHaveLength(2);
  });

  test("whoever has left hears nothing, and leaving while being told harms nobody", () => {
    const changeBus = createChangeBus(() => undefined);
    const heard: string[] = [];
    const leave = changeBus.subscribeOrder(testId(1), () => {
      heard.push("first");
      leave();
    });
    changeBus.subscribeOrder(testId(1), () => heard.push("second"));
    changeBus.publish([change(1, testId(1)), change(2, testId(1))]);
    expect(heard).toEqual(["first", "second", "second"]);
  });
});
