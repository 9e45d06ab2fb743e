import { newPushKey, pushKeyOf } from "@crema/cloud/auth/push-key";
import { type OutgoingMessage, type PushTarget, RetryLater } from "@crema/cloud/messages/channel";
import { createEndpointGuard, HostNotResolved } from "@crema/cloud/messages/push/endpoint-guard";
import { createHostResolver } from "@crema/cloud/messages/push/resolve-host";
import { createWebPushChannel } from "@crema/cloud/messages/push/web-push-channel";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PushMode, type PushSandbox, startPushSandbox } from "./push-sandbox.ts";

const key = pushKeyOf(newPushKey());
let sandbox: PushSandbox;
beforeAll(async () => {
  sandbox = await startPushSandbox({ now: systemClock.now });
});
beforeEach(() => sandbox.setMode("take"));
afterAll(() => sandbox.stop());

const channel = (changes: { allowed?: string[]; timeoutMs?: number; key?: typeof key } = {}) =>
  createWebPushChannel({
    key: changes.key ?? key,
    subject: "mailto:ops@example.org",
    guard: createEndpointGuard(createHostResolver(), changes.allowed ?? [sandbox.host]),
    clock: systemClock,
    timers: systemTimers,
    timeoutMs: changes.timeoutMs ?? 8_000,
  });

function browser(): PushTarget {
  const { endpoint, keys } = sandbox.subscribe(key.publicKey);
  return { endpoint, ...keys };
}

const message = (changes: Partial<OutgoingMessage<PushTarget>> = {}): OutgoingMessage<PushTarget> => ({
  message_id: "0198c7f2-8b7e-8cc3-9f5e-1f2a3b4c5d6e",
  kind: "READY",
  to: browser(),
  title: "Your order is ready",
  text: "Number 42 – ¡Añil! ☕",
  url: "https://order.example.org/app/orders/0198c7f2-8b7e-7cc3-9f5e-000000000001#ord_x",
  tag: "0198c7f2-8b7e-7cc3-9f5e-000000000001",
  unsubscribe_url: null,
  expires_at: new Date(systemClock.now() + 3_600_000).toISOString(),
  ...changes,
});

const never = new AbortController().signal;
const send = (changes: Partial<OutgoingMessage<PushTarget>> = {}) => channel().send(message(changes), never);

describe("a message to a browser", () => {
  test("is signed by this installation, and only that browser reads it", async () => {
    expect(await send()).toEqual({ outcome: "TAKEN" });
    const [push] = sandbox.pushes();
    expect(push).toMatchObject({ subject: "mailto:ops@example.org", urgency: "high", topic: expect.stringMatching(/^[\w-]{32}$/) });
    expect(push?.ttl).toBeGreaterThan(3_590);
    expect(push?.ttl).toBeLessThanOrEqual(3_600);
    expect(JSON.parse(push?.text ?? "")).toEqual({
      id: "0198c7f2-8b7e-8cc3-9f5e-1f2a3b4c5d6e",
      kind: "READY",
      title: "Your order is ready",
      body: "Number 42 – ¡Añil! ☕",
      tag: "0198c7f2-8b7e-7cc3-9f5e-000000000001",
      path: "/app/orders/0198c7f2-8b7e-7cc3-9f5e-000000000001#ord_x",
    });
  });

  test("waits for a browser that is away as the last one of its order, and is urgent only where somebody waits", async () => {
    await send({ kind: "LATE" });
    await send({ kind: "SUBSTITUTE_ASKED", tag: "another order" });
    const [asked, late] = sandbox.pushes();
    expect([asked?.urgency, late?.urgency]).toEqual(["high", "normal"]);
    expect(asked?.topic).not.toBe(late?.topic);
  });

  test("is cut to what push services take, whatever is in it", async () => {
    const huge = '"☕\u0001'.repeat(5_000);
    expect(await send({ title: huge, text: huge, url: `https://order.example.org/app/${"x".repeat(10_000)}` })).toEqual({
      outcome: "TAKEN",
    });
    const { title, body, path } = JSON.parse(sandbox.pushes()[0]?.text ?? "");
    expect([title, body].map((text: string) => text.endsWith("…"))).toEqual([true, true]);
    expect(path).toBeNull();
  });

  test("is over with its time: what is past it is delivered at once or never", async () => {
    await send({ expires_at: new Date(systemClock.now() - 1_000).toISOString() });
    expect(sandbox.pushes()[0]?.ttl).toBe(0);
  });
});

describe("what a push service responds with", () => {
  test.each<[PushMode, object]>([
    ["gone", { outcome: "GONE" }],
    ["refuse", { outcome: "REFUSED", why: expect.stringContaining("413") }],
    ["redirect", { outcome: "REFUSED", why: expect.stringContaining("307") }],
  ])("%s", async (mode, outcome) => {
    sandbox.setMode(mode);
    expect(await send()).toMatchObject(outcome);
    expect(sandbox.redirected()).toBe(0);
  });

  test("a subscription that it does not know is gone", async () => {
    const to = { ...browser(), endpoint: `${sandbox.url}/push/0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e` };
    expect(await send({ to })).toMatchObject({ outcome: "GONE" });
  });

  test("too many: it says when to try again", async () => {
    sandbox.setMode("busy");
    const busy = await send().catch((error: unknown) => error);
    expect(busy).toBeInstanceOf(RetryLater);
    expect(busy).toMatchObject({ afterMs: 7_000 });
  });

  test.each<[PushMode, RegExp]>([
    ["fail", /has failed \(500\)/],
    ["forbid", /does not accept the key of this installation \(403\)/],
  ])("%s is tried again", async (mode, why) => {
    sandbox.setMode(mode);
    const failed = send();
    await expect(failed).rejects.toThrow(why);
    await expect(failed).rejects.not.toThrow(/127\.0\.0\.1|push\//);
  });

  test("a key that the browser did not subscribe with takes no subscription away", async () => {
    const other = channel({ key: pushKeyOf(newPushKey()) }).send(message(), never);
    await expect(other).rejects.toThrow("does not accept the key");
  });

  test.each<PushMode>(["hang", "drip"])("%s: it is cut when the time is over", async (mode) => {
    sandbox.setMode(mode);
    const slow = channel({ timeoutMs: 700 }).send(message(), never);
    await expect(slow).rejects.toThrow("no response of the push service (too slow)");
    const ended = new AbortController();
    const stopped = channel().send(message(), ended.signal);
    ended.abort();
    await expect(stopped).rejects.toThrow("too slow");
  });

  test("one that lets us wait again and again is left alone for a while, and not forgotten", async () => {
    sandbox.setMode("hang");
    const patient = channel({ timeoutMs: 100 });
    for (let n = 0; n < 3; n += 1) await expect(patient.send(message(), never)).rejects.toThrow("too slow");
    sandbox.setMode("take");
    const held = await patient.send(message(), never).catch((error: unknown) => error);
    expect(held).toBeInstanceOf(RetryLater);
    expect((held as RetryLater).afterMs).toBeGreaterThan(20_000);
    expect(await channel().send(message(), never)).toEqual({ outcome: "TAKEN" });
  });

  test.each([
    ["whose name server does not answer", () => Promise.reject(new HostNotResolved("could not be looked up")), "could not be looked up"],
    ["that takes its time and then responds", async () => ({ ok: true as const, url: new URL(browser().endpoint), addresses: null }), null],
  ])("one %s is left alone as well", async (_what, looked, failure) => {
    let ms = 0;
    const check = () => {
      ms += 2_500;
      return looked();
    };
    const patient = createWebPushChannel({
      ...{ key, subject: "mailto:ops@example.org", timers: systemTimers },
      ...{ guard: { check }, clock: { ...systemClock, monotonic: () => ms } },
    });
    const outcome = () =>
      patient.send(message(), never).then(
        () => null,
        (error: unknown) => error,
      );
    for (let n = 0; n < 3; n += 1) expect(await outcome()).toEqual(failure === null ? null : new HostNotResolved(failure));
    expect(await outcome()).toBeInstanceOf(RetryLater);
  });

  test("nobody is there", async () => {
    const gone = await startPushSandbox({ now: systemClock.now });
    const { endpoint, keys } = gone.subscribe(key.publicKey);
    await gone.stop();
    const failed = channel({ allowed: [gone.host] }).send(message({ to: { endpoint, ...keys } }), never);
    await expect(failed).rejects.toThrow("no response of the push service (ECONNREFUSED)");
  });
});

describe("what a browser says of itself", () => {
  test("an endpoint that is not public is not connected to, also when it was taken once", async () => {
    const before = sandbox.pushes().length;
    const refused = await channel({ allowed: [] }).send(message(), never);
    expect(refused).toEqual({ outcome: "REFUSED", why: "nothing is pushed there: it is not https" });
    expect(sandbox.pushes()).toHaveLength(before);
  });

  test.each([
    ["no point of the curve", { p256dh: Buffer.alloc(65, 4).toString("base64url") }],
    ["too short a key", { p256dh: "BA" }],
    ["too short a secret", { auth: "AAAA" }],
    ["no key at all", { p256dh: "", auth: "" }],
  ])("%s: nobody is there who could read it", async (_what, keys) => {
    expect(await send({ to: { ...browser(), ...keys } })).toMatchObject({ outcome: "GONE" });
  });
});
