/** A customer with a name that stands nowhere else, and what becomes of their orders. */
import { randomUUID } from "node:crypto";
import { espressos, must, orderNow, type TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import type { Caller } from "../ports.ts";
import { accepted, step } from "../store-events.test-fixture.ts";

export interface Person {
  readonly name: string;
  readonly by: Caller;
  readonly userId: string;
}

export async function personAt(node: TestNode): Promise<Person> {
  const name = `Zelda${randomUUID().slice(0, 8)}`;
  const { user_id: userId } = must(await node.commands.createCustomer(name, `${name}@example.org`));
  return {
    name,
    userId,
    by: { principal: { kind: "customer", user_id: userId, first_name: name }, actor: { kind: "customer", id: userId, name } },
  };
}

export async function placeAs(node: TestNode, { name, by }: Person, at: TestBox): Promise<string> {
  const made = must(await node.commands.place(espressos(at.storeId, { customer_name: name, note: name }), randomUUID(), by));
  return (JSON.parse(made.body) as { order_id: string }).order_id;
}

/** The store takes it, and cancels it: nobody makes it any more. */
export async function endOrder(node: TestNode, orderId: string, at: TestBox): Promise<void> {
  const order = await orderNow(node, orderId);
  if (order.handoff === "OFFERED") must(await at.send(accepted(at, order)));
  const { order_seq, status } = await orderNow(node, orderId);
  must(await at.send(step(at, orderId, "order.cancelled", order_seq + 1, status)));
}

export async function confirmationOf(node: TestNode, { userId, by }: Person): Promise<string> {
  const asked = await node.commands.eraseCustomer(userId, null, by);
  if (asked.ok) throw new Error("it was not asked twice");
  return String(asked.refusal.extra?.confirmation);
}
