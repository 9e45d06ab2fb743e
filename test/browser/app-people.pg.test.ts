import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { seriousFindings, takeShots } from "./browser.ts";
import { heading, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(() => openCustomerChain({ publishable_key: "pk_test_form", sandbox_url: null }));

test(
  "a guest's link opens the order elsewhere, once for good, and keeps no token in the address",
  async () => {
    const { page } = await phone(chain);
    const orderId = await order(page);
    const link = await page.getByRole("textbox", { name: t("order.link") }).inputValue();
    expect(link).toMatch(new RegExp(`^${chain.url}/app/orders/${orderId}#.{16,}`));
    const other = await phone(chain, [401]);
    await other.page.goto(`/app/orders/${orderId}`);
    await heading(other.page, t("order.not_here"));
    // Not only another fragment, which would be no other page.
    await other.page.goto("about:blank");
    await other.page.goto(link);
    await heading(other.page, t("order.head.accepted"));
    expect(other.page.url()).toBe(`${chain.url}/app/orders/${orderId}`);
    await other.page.reload();
    await heading(other.page, t("order.head.accepted"));
    await other.page.getByRole("link", { name: t("app.title.orders") }).click();
    await other.page.getByRole("link", { name: new RegExp(t("order.head.accepted")) }).waitFor();
    const storage = String(await other.page.evaluate("JSON.stringify(localStorage) + document.cookie"));
    expect(storage).not.toContain(link.split("#")[1]);
  },
  TASK_MS,
);

test(
  "a customer signs in by a code, finds the order among their own, and signs out",
  async () => {
    const { page, faults } = await phone(chain);
    await page.goto("/app/sign-in");
    await page.getByRole("textbox", { name: t("account.email") }).fill("bo@example.org");
    await page.getByRole("button", { name: t("account.send_code") }).click();
    await page.getByRole("textbox", { name: t("account.code"), exact: true }).waitFor();
    await expect.poll(() => chain.mails.length).toBe(1);
    const code = /\b\d{6}\b/.exec(chain.mails[0]?.text ?? "")?.[0] ?? "";
    await page.getByRole("textbox", { name: t("account.code"), exact: true }).fill(code);
    await page.getByRole("textbox", { name: t("account.first_name") }).fill("Bo");
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-sign-in");
    await page.getByRole("button", { name: t("account.sign_in"), exact: true }).click();
    await page.getByText(t("account.signed_in_as", { email: "bo@example.org" })).waitFor();
    await order(page);
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByRole("link", { name: /1 × Flat White/ }).waitFor();
    expect(await page.getByText(t("orders.guest")).count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-orders");
    await page.getByRole("link", { name: t("app.title.account") }).click();
    await page.getByRole("button", { name: t("account.sign_out") }).click();
    await heading(page, t("account.sign_in"));
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByText(t("orders.none_here")).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
