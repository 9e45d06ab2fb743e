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
    const link = await page.getByRole("textbox", { name: /own link/ }).inputValue();
    expect(link).toMatch(new RegExp(`^${chain.url}/app/orders/${orderId}#.{16,}`));
    const other = await phone(chain, [401]);
    await other.page.goto(`/app/orders/${orderId}`);
    await heading(other.page, "This order is not open here");
    // Not only another fragment, which would be no other page.
    await other.page.goto("about:blank");
    await other.page.goto(link);
    await heading(other.page, "Accepted by the store");
    expect(other.page.url()).toBe(`${chain.url}/app/orders/${orderId}`);
    await other.page.reload();
    await heading(other.page, "Accepted by the store");
    await other.page.getByRole("link", { name: "Orders" }).click();
    await other.page.getByRole("link", { name: /Accepted by the store/ }).waitFor();
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
    await page.getByRole("textbox", { name: "E-mail" }).fill("bo@example.org");
    await page.getByRole("button", { name: "Send me a code" }).click();
    await page.getByRole("textbox", { name: "Code", exact: true }).waitFor();
    await expect.poll(() => chain.mails.length).toBe(1);
    const code = /\b\d{6}\b/.exec(chain.mails[0]?.text ?? "")?.[0] ?? "";
    await page.getByRole("textbox", { name: "Code", exact: true }).fill(code);
    await page.getByRole("textbox", { name: "First name" }).fill("Bo");
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-sign-in");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Signed in as bo@example.org").waitFor();
    await order(page);
    await page.getByRole("link", { name: "Orders" }).click();
    await page.getByRole("link", { name: /1 × Flat White/ }).waitFor();
    expect(await page.getByText("as a guest").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-orders");
    await page.getByRole("link", { name: "Account" }).click();
    await page.getByRole("button", { name: "Sign out" }).click();
    await heading(page, "Sign in");
    await page.getByRole("link", { name: "Orders" }).click();
    await page.getByText("None on this device yet.").waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
