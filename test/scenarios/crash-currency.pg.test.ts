/**
 * The box dies at each commit with which it takes the documents of another currency, and at each with which it hears of a refund that
 * headquarters asks for and says no to it: it never sells by half a pair, and headquarters hears the answer once.
 */
import { expect, test } from "vitest";
import { cutAtCommit, nextTurn } from "../world/cut-at-commit.ts";
import { espressos, menuRows } from "../world/menu.ts";
import { done } from "../world/reply.ts";
import { LostReply } from "../world/store-box.ts";
import { inWorld, type World } from "../world/world.ts";

/** As the till shows them, and as it would sell. */
async function sellsIn({ storeAt: { till, id } }: World): Promise<string> {
  const menu = done(await till.call<{ currency: string }>("GET", `/v1/stores/${id}/menu`));
  const { store_id, items } = espressos(id);
  const quoted = done(await till.call<{ currency: string }>("POST", "/v1/orders/quote", { store_id, items }));
  expect(quoted.currency).toBe(menu.currency);
  return quoted.currency;
}

test("a power cut at any commit with which the box takes another currency leaves a whole pair in force, and the newer one soon", async () => {
  await inWorld({}, async (world) => {
    const { id, till } = world.storeAt;
    await world.quiet();
    let [now, cuts] = ["EUR", 0];
    for (let nth = 1; ; nth += 1) {
      const before = now;
      now = before === "EUR" ? "USD" : "EUR";
      await world.until("the cloud has heard that nothing is under way", async () => {
        const changed = await world.app.hq("PUT", `/stores/${id}/currency`, { currency: now, menu: menuRows });
        return changed.code !== "currency.store_busy" && done(changed) !== null;
      });
      const isCut = await cutAtCommit(world, world.storeAt.box, nth);
      expect([before, now]).toContain(await sellsIn(world));
      await world.quiet();
      expect(await sellsIn(world)).toBe(now);
      if (!isCut) break;
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(0);
    const { order_id } = await till.place();
    await till.serve(order_id);
    await world.quiet();
    expect((await world.cloud(id)).payments.map(({ amount_cents }) => amount_cents)).toEqual([500]);
  });
});

test("[M4] a power cut at any commit with which a refund's request comes leaves it asked once; at its refusal, refused once", async () => {
  await inWorld({}, async (world) => {
    const { till, box } = world.storeAt;
    const { order_id } = await till.place();
    await till.serve(order_id);
    await world.quiet();
    const requests = async () => done(await till.call<{ requests: { request_id: string }[] }>("GET", "/v1/refund-requests")).requests;
    const told = async () => {
      const listed = done(await world.app.hq<{ exceptions: { kind: string; detail: string }[] }>("GET", "/exceptions"));
      return listed.exceptions.filter(({ kind }) => kind === "refund.refused").map(({ detail }) => detail);
    };
    let refused = 0;
    for (let nth = 1; ; nth += 1) {
      const asked = { amount_cents: 100 + nth, reason: "cold" };
      done(await world.app.hq("POST", `/orders/${order_id}/refunds`, asked, { "idempotency-key": `headquarters asks ${nth}` }));
      const isCut = await cutAtCommit(world, world.storeAt.box, nth);
      await world.quiet();
      const [open, ...others] = await requests();
      expect(others).toEqual([]);

      const path = `/v1/refund-requests/${open?.request_id}/refuse`;
      const body = { reason: `no, for the time no. ${nth}` };
      const head = box.box.store.tables.box.position().head_seq;
      const ended = box.lan("POST", path, till.token, body).then(
        () => "answered",
        (error: unknown) => (error instanceof LostReply ? "lost" : "broken"),
      );
      while (box.box.store.tables.box.position().head_seq === head) await nextTurn();
      await box.crash();
      await box.open();
      expect(await ended).not.toBe("broken");
      expect((await till.call("POST", path, body)).code).toBe("refund.request_not_open");
      // The cloud dies between its commit and its acknowledgement.
      const dies = world.node.crash().then(() => world.node.start());
      await dies;
      await world.quiet();
      refused += 1;
      expect([await requests(), (await told()).length]).toEqual([[], refused]);
      if (!isCut) break;
    }
    expect(refused).toBeGreaterThan(1);
    expect((await world.cloud(world.storeAt.id)).refunds).toEqual([]);
  });
});
