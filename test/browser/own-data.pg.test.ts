/** A customer's own data on the screens: in the app and at headquarters. */
import { readFile } from "node:fs/promises";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { seriousFindings, takeShots } from "./browser.ts";
import { heading, order, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { looksRight, openHeadquarters, openHq, tab } from "./hq-page.ts";
import { openForFile } from "./open-for-file.ts";

const chain = openForFile(() => openCustomerChain({ publishable_key: "pk_test_form", sandbox_url: null }));
const hq = openForFile(openHeadquarters);

test(
  "[P2] [P7] [P8] a guest's order is in the account after the sign-in; the customer downloads what is held, and erases it",
  async () => {
    const { page, faults } = await phone(chain, [409]);
    const orderId = await order(page);
    await page.goto("/app/sign-in");
    await page.getByRole("textbox", { name: t("account.email") }).fill("zelda@example.org");
    await page.getByRole("button", { name: t("account.send_code") }).click();
    const written = () => chain.mails.filter(({ to }) => to === "zelda@example.org");
    await expect.poll(() => written().length).toBe(1);
    await page.getByRole("textbox", { name: t("account.code"), exact: true }).fill(/\b\d{6}\b/.exec(written()[0]?.text ?? "")?.[0] ?? "");
    await page.getByRole("textbox", { name: t("account.first_name") }).fill("Zelda");
    await page.getByRole("button", { name: t("account.sign_in"), exact: true }).click();
    await page.getByText(t("account.signed_in_as", { email: "zelda@example.org" })).waitFor();
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByRole("link", { name: /1 × Flat White/ }).waitFor();
    expect(await page.getByText(t("orders.guest")).count()).toBe(0);

    await page.getByRole("link", { name: t("app.title.account") }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: t("account.download") }).click();
    const held = JSON.parse(await readFile(await (await download).path(), "utf8")) as { account: object; orders: object[] };
    expect(held).toMatchObject({ account: { email: "zelda@example.org" }, orders: [{ order_id: orderId, placed_as_guest: true }] });
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-my-data");

    await page.getByRole("button", { name: t("account.erase") }).click();
    await page.getByText("removed from your order").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-erase");
    await page.getByRole("button", { name: t("account.erase_keep") }).click();
    await page.getByRole("button", { name: t("account.erase") }).click();
    await page.getByRole("button", { name: t("account.erase_yes") }).click();
    await page.getByText(t("account.erased")).waitFor();
    await heading(page, t("account.sign_in"));
    await takeShots(page, "app-erased");
    await page.getByRole("link", { name: t("app.title.orders") }).click();
    await page.getByText(t("orders.none_here")).waitFor();
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "[P4] headquarters finds a customer by the address, sees their orders, and erases them by typing it",
  async () => {
    const email = "zelda@example.org";
    const { token } = await hq.cloud.customer(hq.owner, email);
    await hq.cloud.place(hq.north.storeId, { token });
    const { page, faults } = await openHq(hq, { token: await hq.cloud.operator("hq"), expectedStatus: [409] });
    await tab(page, t("hq.tab.customers"));
    await page.getByLabel(t("hq.customers.email")).fill("nobody@example.org");
    await page.getByRole("button", { name: t("hq.customers.find") }).click();
    await page.getByText(t("hq.customers.none")).waitFor();
    await page.getByLabel(t("hq.customers.email")).fill(email.toUpperCase());
    await page.getByRole("button", { name: t("hq.customers.find") }).click();
    await page.getByRole("heading", { name: "Ana" }).waitFor();
    await page.getByRole("cell", { name: "Crema North Station" }).waitFor();
    await page.getByText(t("hq.audit.one.FOUND")).waitFor();
    await looksRight(page, "hq-customer");
    await page.getByRole("button", { name: t("hq.erase.ask") }).click();
    const erase = page.getByRole("button", { name: t("hq.erase.do") });
    await page.getByLabel(t("hq.erase.type", { wanted: email })).fill("zelda");
    expect(await erase.isDisabled()).toBe(true);
    await page.getByLabel(t("hq.erase.type", { wanted: email })).fill(email);
    await looksRight(page, "hq-erase");
    await erase.click();
    await page.getByText(/The orders stay, without a name\.$/).waitFor();
    await page.getByText(t("hq.audit.one.ERASED")).waitFor();
    await looksRight(page, "hq-erased");

    // [P13] Whoever has no account, and has left an address with an order.
    const guest = "otto@example.org";
    const contact = { email: guest, phone: "+4915112345678" };
    await hq.cloud.place(hq.north.storeId, { changes: { customer_name: "Otto", contact } });
    await page.getByLabel(t("hq.customers.email")).fill(guest);
    await page.getByRole("button", { name: t("hq.customers.find") }).click();
    await page.getByText(t("hq.guest.about", { count: 1, names: "Otto" })).waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: t("hq.customers.download") }).click();
    const file = await readFile(await (await download).path(), "utf8");
    expect(JSON.parse(file)).toMatchObject({ email: guest, orders: [{ name: "Otto", contact: { email: guest, phone: null } }] });
    await page.getByRole("button", { name: t("hq.guest.erase") }).click();
    await page.getByLabel(t("hq.erase.type", { wanted: guest })).fill(guest);
    await looksRight(page, "hq-erase-guest");
    await erase.click();
    await page.getByText(t("hq.customers.none")).waitFor();
    await page.getByText(/hq erased order /).waitFor();
    await looksRight(page, "hq-erased-guest");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);
