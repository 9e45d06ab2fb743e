/** What customers are told, on the screens: contacts at the cart, choices in the account, a receipt by mail, and what failed at headquarters. */
import type { OutgoingMessage } from "@crema/cloud/messages/channel";
import { ANYTHING, englishPattern, english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { openScreen, seriousFindings, takeShots } from "./browser.ts";
import { fillCart, heading, orderIdOf, phone, placeFor, signIn, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { looksRight, tab } from "./hq-page.ts";
import { openForFile } from "./open-for-file.ts";

const sent: OutgoingMessage<string>[] = [];
/** Nothing arrives at an address that begins so. */
const GONE = "gone";
const send = async (message: OutgoingMessage<string>) => {
  if (message.to.startsWith(GONE)) return { outcome: "GONE" as const, why: "550 no such mailbox" };
  sent.push(message);
  return { outcome: "TAKEN" as const };
};
const chain = openForFile(() =>
  openCustomerChain({ publishable_key: "pk_test_form", sandbox_url: null }, 900_000, { push: null, email: { send }, sms: { send } }),
);
const mailsTo = (to: string) => sent.filter((message) => message.to === to).length;

test(
  "[N6] [N8] what is no address or number is said at its field; the order's page says how one is told, and the receipt goes by mail",
  async () => {
    const { page, faults } = await phone(chain, [422]);
    await fillCart(page);
    await page.getByLabel(t("contact.email")).fill("otto@example");
    await page.getByLabel(t("contact.phone")).fill("0151 2345");
    const place = page.getByRole("button", { name: placeFor("€6.10") });
    await place.click();
    await page
      .getByRole("alert")
      .getByText(englishPattern("cart.nothing_ordered", { fault: ANYTHING }))
      .waitFor();
    expect(await page.getByText(t("contact.email_fault")).count()).toBe(2);
    expect(await page.getByText(t("contact.phone_fault")).count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-contact-faults");
    await page.getByLabel(t("contact.email")).fill("otto@example.org");
    await page.getByLabel(t("contact.phone")).fill("+49 151 23456789");
    await place.click();
    await heading(page, t("order.head.accepted"));
    await page.getByText(/^We tell you by email and by text message/).waitFor();
    await chain.atTill("POST", `/v1/orders/${orderIdOf(page)}/tenders`, { method: "CASH" });
    await page.getByRole("button", { name: t("receipt.send") }).click();
    await page.getByText(t("receipt.sent")).waitFor();
    await expect.poll(() => mailsTo("otto@example.org")).toBe(1);
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "[N6] a customer chooses what they are told; it is saved, and says so until something is changed",
  async () => {
    const { page, faults } = await phone(chain, [422]);
    await signIn(page, chain, "bo@example.org");
    const save = page.getByRole("button", { name: t("notify.save") });
    await page
      .getByRole("group", { name: t("notify.by_sms") })
      .getByRole("checkbox", { name: t("notify.ready"), exact: true })
      .waitFor();
    await page.getByLabel(t("notify.phone")).fill("12");
    await save.click();
    await page.getByText(t("contact.phone_fault")).waitFor();
    await page.getByLabel(t("notify.phone")).fill("+49 151 23456789");
    await page.getByLabel(t("notify.language")).selectOption("Deutsch");
    await page
      .getByRole("group", { name: t("notify.by_email") })
      .getByRole("checkbox", { name: t("notify.progress") })
      .check();
    await save.click();
    await page.getByText(t("notify.saved"), { exact: true }).waitFor();
    expect(await page.getByLabel(t("notify.phone")).inputValue()).toBe("+4915123456789");
    expect((await page.getByLabel(t("notify.language")).boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-preferences");
    await page
      .getByRole("group", { name: t("notify.by_sms") })
      .getByRole("checkbox", { name: t("notify.ready"), exact: true })
      .uncheck();
    expect(await page.getByText(t("notify.saved"), { exact: true }).count()).toBe(0);
    await page.reload();
    await expect.poll(() => page.getByLabel(t("notify.language")).inputValue()).toBe("de");
    expect(faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "[N4] a message that failed leads from its exception to whom to call; sent again it counts, let be it ends the exception",
  async () => {
    const guest = await phone(chain);
    await fillCart(guest.page);
    const to = `${GONE}@example.org`;
    await guest.page.getByLabel(t("contact.email")).fill(to);
    await guest.page.getByRole("button", { name: placeFor("€6.10") }).click();
    await heading(guest.page, t("order.head.accepted"));
    await chain.atTill("POST", `/v1/orders/${orderIdOf(guest.page)}/cancel`, { reason: "spilt", manager_pin: null });
    await guest.page.getByText(t("order.cancelled.staff")).waitFor();

    const { page, faults } = await openScreen(chain.browser, { url: chain.url, cookies: { crema_session: chain.owner } });
    await page.goto("/hq");
    await tab(page, new RegExp(`^${t("hq.tab.issues")}`));
    const exception = page.getByRole("listitem").filter({ hasText: "Customers could not be told something by e-mail." });
    await page.getByRole("heading", { name: t("hq.failed.title") }).waitFor();
    await exception.getByRole("button", { name: t("hq.failed.title") }).click();
    expect(await page.evaluate("document.activeElement.id")).toBe("failed-messages");
    const failed = page
      .getByRole("listitem")
      .filter({ hasText: t("hq.failed.what", { kind: t("hq.failed.kind.CANCELLED"), channel: t("hq.failed.channel.email"), count: 1 }) });
    await failed.getByRole("button", { name: t("hq.failed.show") }).click();
    await page.getByRole("link", { name: to }).waitFor();
    await looksRight(page, "hq-failed-messages");
    await failed.getByRole("button", { name: t("hq.failed.again") }).click();
    const twice = page.getByRole("listitem").filter({ hasText: "tried 2 times" });
    await twice.getByRole("button", { name: t("hq.failed.dismiss") }).click();
    await page.getByText(t("hq.issues.none_open")).waitFor();
    await tab(page, t("hq.tab.customers"));
    await page.getByText(/viewed the contact of order/).waitFor();
    expect(faults).toEqual([]);

    // Whoever leaves that address again is told that nothing goes there.
    await guest.page.goto("/app");
    await fillCart(guest.page);
    await guest.page.getByLabel(t("contact.email")).fill(to);
    await guest.page.getByRole("button", { name: placeFor("€6.10") }).click();
    await guest.page.getByText(/^Mails to your address came back/).waitFor();
    expect(guest.faults).toEqual([]);
  },
  TASK_MS,
);

test(
  "[P2] after an erasure the device has forgotten the name at the cart",
  async () => {
    const { page } = await phone(chain, [409]);
    await signIn(page, chain, "gerda@example.org");
    await fillCart(page);
    await page.getByRole("textbox", { name: t("cart.name") }).fill("Gerda");
    expect(String(await page.evaluate("JSON.stringify(localStorage)"))).toContain("Gerda");
    await page.goto("/app/sign-in");
    await page.getByRole("button", { name: t("account.erase") }).click();
    await page.getByRole("button", { name: t("account.erase_yes") }).click();
    await page.getByText(t("account.erased")).waitFor();
    expect(String(await page.evaluate("JSON.stringify(localStorage)"))).not.toContain("Gerda");
  },
  TASK_MS,
);

test(
  "[P2] after an erasure elsewhere the device forgets the name when it is next looked at",
  async () => {
    const { page } = await phone(chain, [409]);
    await signIn(page, chain, "greta@example.org");
    await fillCart(page);
    await page.getByRole("textbox", { name: t("cart.name") }).fill("Greta");
    const erase = `async (confirmation) => (await fetch("/v1/me/erasure", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ confirmation }) })).json()`;
    await page.evaluate(`(${erase})(null).then(({ confirmation }) => (${erase})(confirmation))`);
    await page.reload();
    await page
      .getByRole("navigation")
      .getByRole("link", { name: t("app.nav.sign_in") })
      .waitFor();
    await expect.poll(() => page.evaluate("JSON.stringify(localStorage)")).not.toContain("Greta");
  },
  TASK_MS,
);
