/** A customer who has an account, as whoever places an order. */
import { randomUUID } from "node:crypto";
import type { TestNode } from "./cloud-node.test-fixture.ts";
import type { Caller } from "./ports.ts";

export async function customerBy({ database }: Pick<TestNode, "database">): Promise<Caller> {
  const id = randomUUID();
  await database.pool.query("INSERT INTO users (user_id, role, first_name, created_at) VALUES ($1, 'customer', 'Ana', now())", [id]);
  return { principal: { kind: "customer", user_id: id, first_name: "Ana" }, actor: { kind: "customer", id, name: "Ana" } };
}
