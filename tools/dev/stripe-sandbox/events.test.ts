import { describe, expect, test } from "vitest";
import { fault, openSandbox, pay, sdk } from "./sandbox.test-fixture.ts";

const DAY_MS = 86_400_000;

describe("lists", () => {
  test("a cursor that names nothing, two cursors, and a limit out of range are refused", async () => {
    const { stripe } = await openSandbox();
    expect(await fault(stripe.events.list({ starting_after: "evt_none" }))).toMatchObject({
      code: "resource_missing",
      param: "starting_after",
    });
    expect(await fault(stripe.events.list({ starting_after: "a", ending_before: "b" }))).toMatchObject({ code: "parameters_exclusive" });
    expect(await fault(stripe.events.list({ limit: 101 }))).toMatchObject({ param: "limit" });
    expect(await fault(stripe.events.list({ created: { gte: Number.NaN } }))).toMatchObject({ param: "created" });
  });

  test("pages go back from the newest, and forward again, without a gap or a repeat", async () => {
    const { stripe } = await openSandbox();
    for (let count = 0; count < 4; count += 1) await pay(stripe, "pm_card_visa");
    const all = (await stripe.events.list({ limit: 100 })).data.map((event) => event.id);
    expect(all).toHaveLength(12);
    const paged: string[] = [];
    for await (const event of stripe.events.list({ limit: 5 })) paged.push(event.id);
    expect(paged).toEqual(all);
    const newer = await stripe.events.list({ limit: 3, ending_before: all[8] ?? "" });
    expect(newer.data.map((event) => event.id)).toEqual(all.slice(5, 8));
    expect(newer.has_more).toBe(true);
    expect((await stripe.events.list({ limit: 8, ending_before: all[8] ?? "" })).has_more).toBe(false);
    expect((await stripe.events.list({ limit: 12 })).has_more).toBe(false);
  });

  test("by type, by time, and never older than 30 days", async () => {
    const { stripe, control } = await openSandbox();
    await pay(stripe, "pm_card_visa");
    const [first] = (await stripe.events.list({ type: "payment_intent.succeeded" })).data;
    control.advance(DAY_MS);
    const paid = await pay(stripe, "pm_card_visa");
    const since = await stripe.events.list({ created: { gt: first?.created ?? 0 }, types: ["payment_intent.succeeded", "charge.failed"] });
    expect(since.data.map((event) => (event.data.object as { id: string }).id)).toEqual([paid.id]);
    expect((await stripe.events.list({ created: first?.created ?? 0 })).data).toHaveLength(3);
    control.advance(29.5 * DAY_MS);
    expect((await stripe.events.list()).data).toHaveLength(3);
    expect((await stripe.paymentIntents.list({ created: { lte: first?.created ?? 0 } })).data).toHaveLength(1);
  });

  test("expanded within the list", async () => {
    const { stripe } = await openSandbox();
    await pay(stripe, "pm_card_visa");
    const { data } = await stripe.paymentIntents.list({ expand: ["data.latest_charge"] });
    expect(data).toMatchObject([{ latest_charge: { object: "charge", captured: true } }]);
    expect((await stripe.charges.list({ expand: ["data.payment_intent"] })).data).toMatchObject([
      { payment_intent: { object: "payment_intent" } },
    ]);
  });
});

test("connected accounts have objects, events and books of their own", async () => {
  const sandbox = await openSandbox();
  const [north, south] = ["acct_north", "acct_south"].map((account) => sdk(sandbox, { account }));
  const paid = await pay(north!, "pm_card_visa");
  await pay(south!, "pm_card_visa", { amount: 300 });
  expect(await fault(south!.paymentIntents.retrieve(paid.id))).toMatchObject({ statusCode: 404 });
  expect(await fault(sandbox.stripe.paymentIntents.retrieve(paid.id))).toMatchObject({ statusCode: 404 });
  expect(await fault(south!.refunds.create({ payment_intent: paid.id }))).toMatchObject({ code: "resource_missing" });
  expect(await fault(south!.events.list({ starting_after: (await north!.events.list()).data[0]?.id ?? "" }))).toMatchObject({
    code: "resource_missing",
  });
  expect((await north!.events.list()).data.map((event) => event.account)).toEqual(["acct_north", "acct_north", "acct_north"]);
  expect((await sandbox.stripe.events.list()).data).toEqual([]);
  const perCall = await sandbox.stripe.paymentIntents.retrieve(paid.id, {}, { stripeAccount: "acct_north" });
  expect(perCall.lastResponse.stripeAccount).toBe("acct_north");
  expect(sandbox.control.books()).toMatchObject([
    { account: "acct_north", captured_cents: 1000 },
    { account: "acct_south", captured_cents: 300 },
  ]);
});
