/** `sell.ts FILE [NORMAL]`: a store that takes orders for ever, eight at a time, and says the id of each once it is acknowledged. */
import { writeSync } from "node:fs";
import { openTestStore } from "@crema/edge/store.test-fixture";

const [path = "", mode] = process.argv.slice(2);
const store = await openTestStore({ path });
// What the product refuses to work with: it shows that the cut takes what was not synced.
if (mode === "NORMAL") store.db.pragma("synchronous = NORMAL");

async function hand(): Promise<never> {
  for (;;) writeSync(1, `${(await store.placed()).order_id}\n`);
}
await Promise.all(Array.from({ length: 8 }, hand));
