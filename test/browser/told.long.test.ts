/** What customers are told, on the screens: contacts at the cart, choices in the account, a receipt by mail, and what failed at headquarters. */
import type { OutgoingMessage } from "@crema/cloud/messages/channel";
import { expect, test } from "vitest";
import { openScreen, seriousFindings, takeShots } from "./browser.ts";
import { fillCart, heading, orderIdOf, phone, signIn, TASK_MS } from "./customer.ts";
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
    await page.getByLabel("E-mail (not needed)").fill("otto@example");
    await page.getByLabel("Mobile number (not needed)").fill("0151 2345");
    const place = page.getByRole("button", { name: "Place order · €6.10" });
    await place.click();
    await page.getByRole("alert").getByText("Nothing was ordered.").waitFor();
    expect(await page.getByText("This is no e-mail address. Check what you typed.").count()).toBe(2);
    expect(await page.getByText("This is no mobile number.").count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-contact-faults");
    await page.getByLabel("E-mail (not needed)").fill("otto@example.org");
    await page.getByLabel("Mobile number (not needed)").fill("+49 151 23456789");
    await place.click();
    await heading(page, "Accepted by the store");
    await page.getByText("You are told by e-mail and by text message when it is ready, or if something is wrong.").waitFor();
    await chain.atTill("POST", `/v1/orders/${orderIdOf(page)}/tenders`, { method: "CASH" });
    await page.getByRole("button", { name: "Send the receipt by e-mail" }).click();
    await page.getByText("The receipt is on its way.").waitFor();
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
    const save = page.getByRole("button", { name: "Save what I am told" });
    await page.getByRole("group", { name: "By text message" }).getByRole("checkbox", { name: "ready", exact: true }).waitFor();
    await page.getByLabel("Mobile number").fill("12");
    await save.click();
    await page.getByText("This is no mobile number.").waitFor();
    await page.getByLabel("Mobile number").fill("+49 151 23456789");
    await page.getByLabel("Language").selectOption("Deutsch");
    await page.getByRole("group", { name: "By e-mail" }).getByRole("checkbox", { name: "accepted, ready, late" }).check();
    await save.click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    expect(await page.getByLabel("Mobile number").inputValue()).toBe("+4915123456789");
    expect((await page.getByLabel("Language").boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "app-preferences");
    await page.getByRole("group", { name: "By text message" }).getByRole("checkbox", { name: "ready", exact: true }).uncheck();
    expect(await page.getByText("Saved.", { exact: true }).count()).toBe(0);
    await page.reload();
    await expect.poll(() => page.getByLabel("Language").inputValue()).toBe("de");
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
    await guest.page.getByLabel("E-mail (not needed)").fill(to);
    await guest.page.getByRole("button", { name: "Place order · €6.10" }).click();
    await heading(guest.page, "Accepted by the store");
    await chain.atTill("POST", `/v1/orders/${orderIdOf(guest.page)}/cancel`, { reason: "spilt", manager_pin: null });
    await guest.page.getByText("The store cancelled it: it cannot make it.").waitFor();

    const { page, faults } = await openScreen(chain.browser, { url: chain.url, cookies: { crema_session: chain.owner } });
    await page.goto("/hq");
    await tab(page, /^Exceptions/);
    const exception = page.getByRole("listitem").filter({ hasText: "Customers could not be told something by e-mail." });
    await page.getByRole("heading", { name: "Failed messages" }).waitFor();
    await exception.getByRole("button", { name: "Failed messages" }).click();
    expect(await page.evaluate("document.activeElement.id")).toBe("failed-messages");
    const failed = page.getByRole("listitem").filter({ hasText: "“Cancelled” by e-mail, tried once" });
    await failed.getByRole("button", { name: "Show how to reach them" }).click();
    await page.getByRole("link", { name: to }).waitFor();
    await looksRight(page, "hq-failed-messages");
    await failed.getByRole("button", { name: "Send again" }).click();
    const twice = page.getByRole("listitem").filter({ hasText: "tried twice" });
    await twice.getByRole("button", { name: "Let it be" }).click();
    await page.getByText("Nothing is open. Well done.").waitFor();
    await tab(page, "Customers");
    await page.getByText(/read how to reach whoever placed order/).waitFor();
    expect(faults).toEqual([]);

    // Whoever leaves that address again is told that nothing goes there.
    await guest.page.goto("/app");
    await fillCart(guest.page);
    await guest.page.getByLabel("E-mail (not needed)").fill(to);
    await guest.page.getByRole("button", { name: "Place order · €6.10" }).click();
    await guest.page.getByText("Mails to your address came back.").waitFor();
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
    await page.getByRole("textbox", { name: "Name to call out" }).fill("Gerda");
    expect(String(await page.evaluate("JSON.stringify(localStorage)"))).toContain("Gerda");
    await page.goto("/app/sign-in");
    await page.getByRole("button", { name: "Erase my account …" }).click();
    await page.getByRole("button", { name: "Yes, erase it for good" }).click();
    await page.getByText("Your account is erased").waitFor();
    expect(String(await page.evaluate("JSON.stringify(localStorage)"))).not.toContain("Gerda");
  },
  TASK_MS,
);
