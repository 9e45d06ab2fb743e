import { expect, test } from "vitest";
import { ask, seriousFindings } from "./browser.ts";
import { heading, order, phone, signIn, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { AppWorker, subscribeBySandbox } from "./sandbox-push.ts";

const chain = openForFile(openCustomerChain);
const ASK = "Tell me when it is ready";

test(
  "whoever cannot be told is told why, and the order's page goes on",
  async () => {
    const refusing = await phone(chain);
    await subscribeBySandbox(refusing.context, chain.pushSandbox, { reply: "denied" });
    await order(refusing.page);
    await refusing.page.getByRole("button", { name: ASK }).click();
    await refusing.page.getByText("Notifications of this site are blocked in your browser").waitFor();
    await refusing.page.reload();
    await refusing.page.getByText("Notifications of this site are blocked in your browser").waitFor();

    const alone = await phone(chain);
    await subscribeBySandbox(alone.context, chain.pushSandbox, { hasPushService: false });
    await order(alone.page);
    await alone.page.getByRole("button", { name: ASK }).click();
    await alone.page.getByText("Your browser has no way to be notified right now").waitFor();
    expect(await seriousFindings(alone.page)).toEqual([]);

    const old = await phone(chain);
    await old.context.addInitScript("delete window.PushManager");
    const orderId = await order(old.page);
    await old.page.getByText("This browser cannot notify you").waitFor();
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await heading(old.page, "Being made");
    expect([...refusing.faults, ...alone.faults, ...old.faults]).toEqual([]);
  },
  TASK_MS,
);

test(
  "a customer is told on a device until they sign out there, and whoever signs in next is asked",
  async () => {
    const { page, faults } = await phone(chain);
    await subscribeBySandbox(page.context(), chain.pushSandbox);
    await signIn(page, chain, "ana@example.org");
    await page.getByRole("button", { name: "Tell me about my orders on this device" }).click();
    await page.getByText("This device tells you about your orders").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await order(page);
    await page.getByText("This device tells you when it is ready").waitFor();
    expect(await chain.subscriptions()).toBe(1);
    await page.getByRole("link", { name: "Account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await heading(page, "Sign in");
    expect(await chain.subscriptions()).toBe(0);
    await signIn(page, chain, "bo@example.org");
    await page.getByRole("button", { name: "Tell me about my orders on this device" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Tell me about my orders on this device" }).waitFor();
    expect(await chain.subscriptions()).toBe(0);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "a browser that changes its subscription says so itself, and is told as before",
  async () => {
    const before = await chain.subscriptions();
    const { page } = await phone(chain);
    await subscribeBySandbox(page.context(), chain.pushSandbox);
    const orderId = await order(page);
    await page.getByRole("button", { name: ASK }).click();
    await page.getByRole("button", { name: "Stop telling me" }).waitFor();
    const worker = await AppWorker.of(page);
    const { public_key } = await ask<{ public_key: string }>(page, "/v1/push-key");
    const fresh = chain.pushSandbox.subscribe(public_key);
    await worker.changeSubscription(fresh);
    await expect.poll(chain.subscriptions).toBe(before + 2);
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await chain.move(orderId, "IN_PROGRESS", "READY");
    const to = fresh.endpoint.split("/").at(-1);
    await expect.poll(() => chain.pushSandbox.pushes().some((push) => push.subscription_id === to)).toBe(true);
  },
  TASK_MS,
);
