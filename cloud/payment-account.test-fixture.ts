import { must, operatorBy, type TestNode } from "./cloud-node.test-fixture.ts";

/** Asked, and confirmed. */
export async function setPaymentAccount(node: TestNode, storeId: string, account: string | null): Promise<void> {
  const asked = await node.commands.putPaymentAccount(storeId, { account, confirmation: null }, operatorBy);
  if (asked.ok) return;
  const confirmation = String(asked.refusal.extra?.confirmation);
  must(await node.commands.putPaymentAccount(storeId, { account, confirmation }, operatorBy));
}
