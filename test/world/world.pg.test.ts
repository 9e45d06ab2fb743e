import { expect, test } from "vitest";
import { inWorld } from "./world.ts";

test("[I1] a store sells and the cloud has it; the app orders and the store makes it", async () => {
  await inWorld({ stores: 2, nodes: 2 }, async (world) => {
    const [one, two] = world.allStores;
    const atCounter = await one!.till.place();
    await one!.till.serve(atCounter.order_id);
    const offered = await world.app.place(two!.id);
    await world.until("confirmed", async () => (await two!.till.order(offered.order_id))?.handoff === "CONFIRMED");
    await two!.till.serve(offered.order_id);
    await world.quiet();
    expect((await world.app.order(offered.order_id)).status).toBe("COMPLETED");
  });
});
