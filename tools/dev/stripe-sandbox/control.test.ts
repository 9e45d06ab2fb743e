import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CARDS } from "./cards.ts";
import { CONTROL_PATHS } from "./control-http.ts";
import { OUTCOMES } from "./outcomes.ts";
import { hold, openReceiver, openSandbox, pay, SECRET, temporaryDir } from "./sandbox.test-fixture.ts";
import { startSandbox } from "./sandbox.ts";

const README = readFileSync(new URL("./README.md", import.meta.url), "utf8");

describe("the control interface refuses", () => {
  test.each([
    ["nothing", "", 404],
    ["calls/plan", '{"operation":"*","outcome":"explode"}', 400],
    ["calls/plan", '{"operation":"*","outcome":"die_after_commit"}', 400],
    ["calls/plan", "{", 400],
    ["webhooks/plan", '{"action":"drop","typ":"x"}', 400],
    ["holds/expire", '{"intent":"pi_none"}', 400],
    ["clock/advance", '{"ms":-1}', 400],
  ])("%s %s", async (path, body, status) => {
    const { url } = await openSandbox();
    const response = await fetch(`${url}/_control/${path}`, { method: "POST", body });
    expect(response.status).toBe(status);
    expect(await response.json()).toHaveProperty("fault");
  });

  test("a second sandbox on the same directory", async () => {
    const dir = temporaryDir();
    await openSandbox({ dir });
    await expect(startSandbox({ dir })).rejects.toThrow("locked");
  });
});

test("whoever opens the address that npm start prints reads what it is, and a command there works", async () => {
  const { url } = await openSandbox();
  const page = await (await fetch(url)).text();
  expect(page).toContain("No real card is charged");
  const books = /curl -X POST (\S+books)/.exec(page)?.[1];
  expect((await fetch(String(books), { method: "POST" })).status).toBe(200);
});

test("everything that a test in the same process can do is there over HTTP", async () => {
  const receiver = await openReceiver();
  const { url, stripe } = await openSandbox({ settleMs: 3_600_000 });
  const control = async (path: string, body: object = {}) => {
    const response = await fetch(`${url}/_control/${path}`, { method: "POST", body: JSON.stringify(body) });
    expect(response.status, path).toBe(200);
    return response.json();
  };
  await control("webhooks/endpoints", { url: receiver.url, secret: SECRET });
  await control("webhooks/plan", { action: "hold", times: 100 });
  const challenged = await hold(stripe, "pm_card_authenticationRequired");
  expect(await control("challenges/finish", { intent: challenged.id, passed: true })).toMatchObject({ status: "requires_capture" });
  await control("holds/expire", { intent: challenged.id });
  const paid = await pay(stripe, "pm_card_pendingRefund");
  const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 100 });
  await control("refunds/settle", { refund: refund.id, to: "succeeded" });
  const dispute = await control("disputes/open", { charge: paid.latest_charge, amount: 900 });
  await control("disputes/close", { dispute: (dispute as { id: string }).id, status: "lost" });
  expect(await control("books")).toMatchObject({
    accounts: [{ captured_cents: 1000, refunded_cents: 100, released_cents: 1000, disputed_cents: 900, held_cents: 0 }],
  });
  expect(await control("webhooks/release", { order: "reversed" })).toEqual({ sent: 16 });
  await control("webhooks/quiet");
  expect(receiver.events().map((event) => event.type)).toContain("charge.dispute.closed");
  await control("webhooks/resend", { event: receiver.events()[0]?.id });
  await control("warnings/open", { charge: paid.latest_charge });
  const review = await control("reviews/open", { charge: paid.latest_charge });
  await control("reviews/close", { review: (review as { id: string }).id, reason: "approved" });
  await control("accounts/deauthorize", { account: "acct_gone" });
  await control("accounts/connect", { account: "acct_gone" });
  await control("webhooks/thin", { type: "v2.core.account.closed" });
  await control("webhooks/own", { type: "payment_intent.odd", object: { id: "pi_odd", object: "payment_intent" } });
  await control("plans/clear");
  expect((await control("calls")) as { calls: object[] }).toMatchObject({
    calls: [{ operation: "payment_intents.create", status: 200 }, {}, {}],
  });
  await control("clock/advance", { ms: 1000 });
  await control("calls/plan", { operation: "events.list", outcome: "rate_limited" });
  expect((await control("webhooks/deliveries")) as object).toHaveProperty("deliveries");
  expect((await control("events")) as object).toHaveProperty("events");
});

test("the README names every card, outcome and control", () => {
  const families = (name: string) =>
    !/^pm_sandbox_(confirm|capture|cancel|refund)(AnswersLate|DoneLate|Error500After|Error500Before|GatewayAfter|CutAfter)$/.test(name);
  const names = [...Object.keys(CARDS).filter(families), ...OUTCOMES, ...CONTROL_PATHS.map((path) => `/_control/${path}`)];
  expect(names.filter((name) => !README.includes(`\`${name}\``))).toEqual([]);
});
