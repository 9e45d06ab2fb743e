import { Snapshot } from "@crema/sync/protocol/snapshot";
import { enrol, must, TestBox, type TestNode } from "./cloud-node.test-fixture.ts";

/** Another box takes the place of the store's present one. */
export async function replaceBox(node: TestNode, storeId: string, publicKey: string): Promise<{ box: TestBox; snapshot: Snapshot }> {
  const { code } = must(await node.commands.createEnrollCode(storeId, true));
  const { node_id, epoch, epoch_certificate, ...given } = must(await enrol(node, code, publicKey));
  if (given.snapshot === undefined) throw new Error("a box that follows another one gets a snapshot");
  const snapshot = Snapshot.parse(JSON.parse(given.snapshot));
  const box = new TestBox(node, storeId, node_id, epoch);
  box.log.down = { ...box.log.down, inbox_seq: snapshot.inbox.seq, inbox_id: snapshot.inbox.id };
  Object.assign(box.joins, { cert: epoch_certificate, before: snapshot.join, inboxChain: snapshot.inbox.chain });
  await box.join();
  return { box, snapshot };
}
