import { englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { ask, seriousFindings } from "./browser.ts";
import { heading, order, phone, signIn, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { AppWorker, subscribeBySandbox } from "./sandbox-push.ts";

const chain = openForFile(openCustomerChain);
const ASK = t("tell.ask");

test(
  "whoever cannot be told is told why, and the order's page goes on",
  async () => {
    const refusing = await phone(chain);
    await subscribeBySandbox(refusing.context, chain.pushSandbox, { reply: "denied" });
    await order(refusing.page);
    await refusing.page.getByRole("button", { name: ASK }).click();
    await refusing.page.getByText(t("tell.blocked")).waitFor();
    await refusing.page.reload();
    await refusing.page.getByText(t("tell.blocked")).waitFor();

    const alone = await phone(chain);
    await subscribeBySandbox(alone.context, chain.pushSandbox, { hasPushService: false });
    await order(alone.page);
    await alone.page.getByRole("button", { name: ASK }).click();
    await alone.page.getByText(englishPattern("tell.no_service")).waitFor();
    expect(await seriousFindings(alone.page)).toEqual([]);

    const old = await phone(chain);
    await old.context.addInitScript("delete window.PushManager");
    const orderId = await order(old.page);
    await old.page.getByText(t("tell.unsupported")).waitFor();
    await chain.move(orderId, "PLACED", "IN_PROGRESS");
    await heading(old.page, t("order.head.in_progress"));
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
    await page.getByRole("button", { name: t("tell.ask_all") }).click();
    await page.getByText(t("tell.told_all")).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await order(page);
    await page.getByText(t("tell.told")).waitFor();
    expect(await chain.subscriptions()).toBe(1);
    await page.getByRole("link", { name: t("app.title.account") }).click();
    await page.getByRole("button", { name: t("account.sign_out") }).click();
    await heading(page, t("account.sign_in"));
    expect(await chain.subscriptions()).toBe(0);
    await signIn(page, chain, "bo@example.org");
    await page.getByRole("button", { name: t("tell.ask_all") }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: t("tell.ask_all") }).waitFor();
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
    await page.getByRole("button", { name: t("tell.stop") }).waitFor();
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
