/**
 * The link is spoilt at each message of each exchange; what was acknowledged is there once. In `npm test` every second message is spoilt
 * in every fourth way there is, and the next of them in others; in `npm run test:long` each in all.
 */
import { describe, expect, test } from "vitest";
import { casesOf } from "../fuzz/runs.ts";
import type { RequestFault, ResponseFault } from "../world/line.ts";
import { menuRows, PATIENT } from "../world/menu.ts";
import { challenge, documentsWith, inboxWith, join, type Pattern, post, postOf, session, shape } from "../world/message.ts";
import { inWorld, type World } from "../world/world.ts";

const OF_A_REQUEST = ["drop_request", "portal_instead", "duplicate", "echo"] as const satisfies readonly RequestFault[];
const OF_A_RESPONSE = ["drop_response", "cut_response", "truncate_response", "proxy_error"] as const satisfies readonly ResponseFault[];

/** What is only known from the response has no faults of the request. */
const MESSAGES: [name: string, pattern: Pattern, kinds: readonly (RequestFault | ResponseFault)[]][] = [
  ["challenge", challenge, [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["session", session, [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["the join", join, [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["the first batch", post, [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["the first request for documents", shape("store_documents"), [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["the first request for the inbox", shape("store_inbox"), [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["a new menu", documentsWith('"kind":"menu"'), OF_A_RESPONSE],
  ["order.offered", inboxWith("order.offered"), OF_A_RESPONSE],
  ["order.accepted", postOf("order.accepted"), [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["order.confirmed", inboxWith("order.confirmed"), OF_A_RESPONSE],
  ["order.placed", postOf("order.placed"), [...OF_A_REQUEST, ...OF_A_RESPONSE]],
  ["order.completed and the money", postOf("payment.captured"), [...OF_A_REQUEST, ...OF_A_RESPONSE]],
];
const CASES = casesOf(MESSAGES, 0).map(([name, pattern, kinds], index) => [name, pattern, casesOf(kinds, index, 4)] as const);

/** Everything that a day has, once: the box starts, HQ publishes, the app and the counter order, both are made and paid. */
async function day(world: World): Promise<void> {
  const { till, box } = world.storeAt;
  await box.open();
  const offered = await world.app.place(world.storeAt.id);
  await world.app.publishMenu(world.storeAt.id, menuRows);
  const atCounter = await till.place();
  await world.until("the store may make the app's order", async () => (await till.order(offered.order_id))?.handoff === "CONFIRMED");
  await till.serve(offered.order_id);
  await till.serve(atCounter.order_id);
}

describe("[I1] [I2] [I3] [L6] one message is spoilt", () => {
  test.each(CASES)("%s", async (_name, pattern, kinds) => {
    await inWorld({ store: PATIENT }, async (world) => {
      for (const kind of kinds) {
        await world.storeAt.box.stop();
        const fault = world.storeAt.line.once(kind, pattern);
        await day(world);
        await world.until(`${kind} strikes`, () => fault.isHit());
        await world.check();
        expect(await world.query("SELECT 1 FROM exceptions"), kind).toEqual([]);
      }
      const stored = await world.cloud(world.storeAt.id);
      expect(stored.orders.map((order) => order.status)).toEqual(stored.orders.map(() => "COMPLETED"));
      expect([stored.orders.length, stored.payments.length, stored.quarantined]).toEqual([2 * kinds.length, 2 * kinds.length, 0]);
    });
  });
});
