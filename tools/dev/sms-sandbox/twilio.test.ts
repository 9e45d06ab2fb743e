import { type OutgoingMessage, RetryLater } from "@crema/cloud/messages/channel";
import { createTwilioChannel } from "@crema/cloud/messages/sms/twilio-channel";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { GOOD_FROM, type SmsSandbox, startSmsSandbox } from "./sms-sandbox.ts";

const ACCOUNT = `AC${"0".repeat(32)}`;
const TOKEN = "token-of-the-sandbox";
const ANA = "+4915112345678";
const never = new AbortController().signal;
let sandbox: SmsSandbox;

beforeAll(async () => {
  sandbox = await startSmsSandbox({ account: ACCOUNT, token: TOKEN, now: systemClock.now });
});
beforeEach(() => sandbox.setMode("take"));
afterAll(() => sandbox.stop());

function send(changes: Partial<OutgoingMessage<string>> = {}, settings: { from?: string; token?: string; timeoutMs?: number } = {}) {
  const { from = GOOD_FROM, token = TOKEN, timeoutMs = 8_000 } = settings;
  const channel = createTwilioChannel({
    settings: { account: ACCOUNT, token, from, url: new URL(sandbox.url) },
    fetch,
    clock: systemClock,
    timers: systemTimers,
    timeoutMs,
  });
  const message: OutgoingMessage<string> = {
    message_id: "0198c7f2-8b7e-8cc3-9f5e-1f2a3b4c5d6e",
    kind: "READY",
    to: ANA,
    title: "Your order is ready",
    text: "Number 42 is ready.",
    url: "https://order.example.org/app/orders/1",
    tag: "1",
    unsubscribe_url: null,
    expires_at: new Date(systemClock.now() + 600_000).toISOString(),
    ...changes,
  };
  return channel.send(message, never);
}

test("a text message is taken, with the time for which it is of use", async () => {
  expect(await send()).toEqual({ outcome: "TAKEN" });
  const [sms] = sandbox.messages();
  expect(sms).toMatchObject({ to: ANA, from: GOOD_FROM, text: "Number 42 is ready.\nhttps://order.example.org/app/orders/1" });
  expect(sms?.validity_s).toBeGreaterThan(590);
  expect(sms?.validity_s).toBeLessThanOrEqual(600);
});

test("it may come from a messaging service or a name, and waits for four hours at most", async () => {
  const service = `MG${"0".repeat(32)}`;
  const expires_at = new Date(systemClock.now() + 90_000_000).toISOString();
  expect(await send({ expires_at }, { from: service })).toEqual({ outcome: "TAKEN" });
  expect(sandbox.messages()[0]).toMatchObject({ from: service, validity_s: 14_400 });
  expect(await send({ url: null }, { from: "Crema" })).toEqual({ outcome: "TAKEN" });
  expect(sandbox.messages()[0]).toMatchObject({ from: "Crema", text: "Number 42 is ready." });
});

test.each([
  ["+15005550001", "GONE", 21211],
  ["+15005550009", "GONE", 21614],
  ["+15005550004", "GONE", 21610],
  ["+15005550002", "REFUSED", 21612],
])("%s is %s", async (to, outcome, code) => {
  expect(await send({ to })).toEqual({ outcome, why: expect.stringContaining(String(code)) });
});

test.each(["", "0301234567", "+4915112345678; DROP", `+${"1".repeat(10_000)}`])("%s is no number, and nobody is asked", async (to) => {
  const before = sandbox.messages().length;
  expect(await send({ to })).toEqual({ outcome: "GONE", why: "the number is not valid" });
  expect(sandbox.messages()).toHaveLength(before);
});

test.each([
  ["a wrong token", {}, { token: "another-token-here" }, /does not accept the account or the sender.*20003/],
  ["a sender of somebody else", {}, { from: "+15005550007" }, /does not accept the account or the sender.*21606/],
  ["a country that the account may not send to", { to: "+15005550003" }, {}, /does not accept the account or the sender.*21408/],
])("%s is tried again, as a person can mend it", async (_what, changes, settings, why) => {
  const failed = send(changes, settings);
  await expect(failed).rejects.toThrow(why);
  await expect(failed).rejects.not.toThrow(/\+\d/);
});

test("busy and full: it says when to try again", async () => {
  await expect(send({}, { from: "+15005550008" })).rejects.toMatchObject({ afterMs: 30_000 });
  sandbox.setMode("busy");
  const busy = await send().catch((error: unknown) => error);
  expect(busy).toBeInstanceOf(RetryLater);
  expect(busy).toMatchObject({ afterMs: 9_000 });
});

test("a failure and a lost response are tried again; the latter is the one way to a second message", async () => {
  sandbox.setMode("fail");
  await expect(send()).rejects.toThrow("Twilio has failed (503, error 20503)");
  sandbox.setMode("hang");
  await expect(send({}, { timeoutMs: 200 })).rejects.toThrow("Twilio did not respond (too slow)");
  const before = sandbox.messages().length;
  sandbox.setMode("lose");
  const lost = send();
  await expect(lost).rejects.toThrow("Twilio did not respond");
  await expect(lost).rejects.not.toThrow(/\+\d/);
  expect(sandbox.messages()).toHaveLength(before + 1);
});
