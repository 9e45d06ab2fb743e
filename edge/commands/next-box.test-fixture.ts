/** What a store's next box is handed, in tests. */
import { INBOX_GENESIS } from "@crema/sync/protocol/inbox-chain";
import { Snapshot } from "@crema/sync/protocol/snapshot";
import { NODE_ID, STORE_ID, testMenu, testProfile } from "../store.test-fixture.ts";

export const NEXT_NODE = "0198c7f2-0000-7000-8000-0000000000bb";
export const enrolment = (epoch: number, node_id: string) => ({
  store_id: STORE_ID,
  node_id,
  epoch,
  epoch_certificate: "jws",
  generation: 1,
  cloud_url: "http://cloud.invalid",
  private_key: "",
});

export const snapshotOf = (changes: Partial<Snapshot> = {}): Snapshot =>
  Snapshot.parse({
    taken_at: "2026-05-04T08:00:00.000Z",
    inbox: { seq: 7, id: NODE_ID, chain: INBOX_GENESIS.replaceAll("0", "a") },
    documents: [
      { kind: "menu", version: testMenu.version, document: JSON.stringify(testMenu) },
      { kind: "profile", version: testProfile.version, document: JSON.stringify(testProfile) },
    ],
    availability: { revision: 4, sold_out_item_ids: ["latte"], sold_out_modifier_ids: ["oat"] },
    orders: [],
    payments: [],
    refunds: [],
    uncovered: [],
    drawer: { session: null, movements: [] },
    refund_requests: [],
    declined_order_ids: [],
    devices: [],
    requests: [],
    join: { number: 3, nonce: NEXT_NODE },
    ...changes,
  });
