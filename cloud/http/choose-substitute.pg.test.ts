/** The customer chooses what is to become of a line that the store cannot make: a wish, told to the store once, and what they see of it. */
import { randomUUID } from "node:crypto";
import type { EdgeEvent } from "@crema/shared/domain/events";
import { cents } from "@crema/shared/domain/kernel/money";
import type { Order } from "@crema/shared/domain/order/order";
import { ana, later } from "@crema/shared/domain/order/order.test-fixture";
import type { SubstituteChoice, SubstituteQuestion } from "@crema/shared/domain/order/substitute";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accepted, step } from "../store-events.test-fixture.ts";
import { type HttpBox, TestCloud } from "./service.test-fixture.ts";

let cloud: TestCloud;
let box: HttpBox;
beforeAll(async () => {
  cloud = await TestCloud.open();
  box = await cloud.onlineStore(await cloud.operator());
});
afterAll(() => cloud.close());

const full = async (orderId: string): Promise<Order> => (await cloud.service.queries.order(orderId))?.order as Order;
const about = (order_id: string, at = later(0)) => ({ event_id: randomUUID(), store_id: box.storeId, at, actor: ana, order_id });
const settled = (orderId: string, question: SubstituteQuestion, settled_by: "STAFF" | "TIME"): EdgeEvent => ({
  ...{ ...about(orderId), type: "order.substitute_settled", question_id: question.question_id, choice: { kind: "REMOVE" }, settled_by },
});

/** An order of the store's of which a line is asked about. */
async function asked(changes: Partial<SubstituteQuestion> = {}) {
  const { order, token } = await cloud.place(box.storeId);
  const orderId = order.order_id;
  await box.send(accepted(box, await full(orderId)));
  const { lines, total_cents } = await full(orderId);
  const question: SubstituteQuestion = {
    ...{ question_id: randomUUID(), line_id: lines[0]?.line_id ?? "", qty: 1, total_without_cents: cents(250) },
    options: [{ item_id: "espresso", modifier_ids: [], name: "Espresso", total_cents }],
    ...{ asked_at: later(0), choose_by: later(300), default: { kind: "REMOVE" } },
    ...changes,
  };
  await box.send({ ...about(orderId), type: "order.substitute_asked", question });
  await box.receive();
  const choose = (choice: SubstituteChoice, question_id = question.question_id, as = token) =>
    cloud.call("POST", `/v1/orders/${orderId}/question/choice`, { token: as, body: { question_id, choice } });
  return { orderId, token, question, choose };
}

describe("a question to the customer", () => {
  test("is in the order as the app reads it, with what may be chosen, and the choice goes down once", async () => {
    const { orderId, token, question, choose } = await asked();
    const seen = await cloud.call("GET", `/v1/orders/${orderId}`, { token });
    expect(seen.json).toMatchObject({ question: { ...question, chosen: null } });
    expect(seen.json.allowed_actions).toMatchObject([{ action: "choose_substitute" }]);
    const chosen = await choose({ kind: "SUBSTITUTE", option: 0 });
    expect([chosen.status, chosen.json.question]).toMatchObject([200, { chosen: { kind: "SUBSTITUTE", option: 0 } }]);
    expect(chosen.json.allowed_actions).toEqual([]);
    expect((await choose({ kind: "SUBSTITUTE", option: 0 })).status).toBe(200);
    expect(await box.receive()).toMatchObject([
      { kind: "order.substitute_chosen", order_id: orderId, question_id: question.question_id, choice: { kind: "SUBSTITUTE", option: 0 } },
    ]);
    expect((await choose({ kind: "REMOVE" })).json.code).toBe("order.question_answered");
    expect(await box.receive()).toEqual([]);
  });

  test("that the store has settled before the choice: they are told what it did, and nothing goes down", async () => {
    const { orderId, token, question, choose } = await asked();
    await box.send(settled(orderId, question, "STAFF"));
    expect((await choose({ kind: "REMOVE" })).json).toMatchObject({ code: "order.question_closed" });
    const seen = await cloud.call("GET", `/v1/orders/${orderId}`, { token });
    expect(seen.json).toMatchObject({ question: null, settled_questions: [{ qty: 1, choice: { kind: "REMOVE" }, settled_by: "STAFF" }] });
    expect(await box.receive()).toEqual([]);
  });

  test("that is settled while the choice is under way ends as the store says", async () => {
    const { orderId, question, choose } = await asked();
    await choose({ kind: "SUBSTITUTE", option: 0 });
    await box.receive();
    await box.send(settled(orderId, question, "TIME"));
    expect(await full(orderId)).toMatchObject({ question: null, settled_questions: [{ settled_by: "TIME" }] });
  });

  test("ends with its order", async () => {
    const { orderId, choose } = await asked();
    await box.send({ ...step(box, orderId, "order.cancelled", 2, "PLACED"), cause: "STAFF", reason: "no beans" } as EdgeEvent);
    expect((await full(orderId)).question).toBeNull();
    expect((await choose({ kind: "REMOVE" })).json.code).toBe("order.question_closed");
  });

  test("is not answered with what was not offered, after its time, or by anybody else", async () => {
    const { choose } = await asked({ total_without_cents: null });
    expect((await choose({ kind: "SUBSTITUTE", option: 1 })).json.code).toBe("order.choice_not_offered");
    expect((await choose({ kind: "REMOVE" })).json.code).toBe("order.choice_not_offered");
    expect((await choose({ kind: "REMOVE" }, randomUUID())).json.code).toBe("order.question_closed");
    const other = await asked({ choose_by: later(-1) });
    expect((await other.choose({ kind: "REMOVE" })).json.code).toBe("order.question_over");
    expect((await choose({ kind: "CANCEL" }, undefined, other.token)).status).toBe(404);
    expect(await box.receive()).toEqual([]);
  });
});
