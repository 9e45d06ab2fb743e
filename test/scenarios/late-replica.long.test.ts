/** A replica that was behind is promoted in the place of the cloud's database, while a store sells on. */
import { expect, test } from "vitest";
import { OwnPostgres } from "../world/own-postgres.ts";
import { done } from "../world/reply.ts";
import { inWorld } from "../world/world.ts";

test("[J3] [K2] a replica that was behind is promoted: the node finds it out by the timeline, and nothing goes down before the store has given back", async () => {
  await inWorld({ ownPostgres: true }, async (world) => {
    const { till, line, id } = world.storeAt;
    await till.serve((await till.place()).order_id);
    await world.quiet();
    await world.copyDatabase();
    const lost = await till.place();
    await till.serve(lost.order_id);
    await world.quiet();
    const mine = await world.app.place(id);
    await world.until("confirmed", async () => (await till.order(mine.order_id))?.handoff === "CONFIRMED");
    done(await till.step(mine.order_id, "PLACED", "IN_PROGRESS"));
    await world.quiet();
    const acknowledged = await world.storeAt.till.order(lost.order_id);

    line.set("reset");
    await world.withoutDatabase((database) => OwnPostgres.of(database).promoteCopy());
    const [begun] = await world.query<{ cause: string; timeline: number }>(
      "SELECT cause, timeline FROM incarnations ORDER BY number DESC LIMIT 1",
    );
    expect(begun).toMatchObject({ cause: "DATABASE", timeline: 2 });
    expect((await world.app.tryPlace(id)).code).toBe("store.rejoining");
    const before = await world.query("SELECT seq FROM store_inbox");
    await world.pass(60_000);
    expect(await world.query("SELECT seq FROM store_inbox")).toEqual(before);

    line.set("up");
    await world.quiet();
    expect((await world.app.order(mine.order_id)).status).toBe("IN_PROGRESS");
    expect(await world.query("SELECT status FROM orders WHERE order_id = $1", [lost.order_id])).toEqual([{ status: acknowledged?.status }]);
    expect(await world.query("SELECT kind FROM exceptions WHERE resolved_at IS NULL")).toEqual([{ kind: "cloud.set_back" }]);
    expect((await world.app.tryPlace(id)).code).toBe("ok");
  });
}, 180_000);
