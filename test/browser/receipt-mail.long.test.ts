/** A guest's receipt by e-mail, from the till to the mailbox. */
import type { OutgoingMessage } from "@crema/cloud/messages/channel";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { openScreen } from "./browser.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { looksRight, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const mails: OutgoingMessage<string>[] = [];
const email = { send: async (mail: OutgoingMessage<string>) => ({ outcome: "TAKEN" as const, _: mails.push(mail) }) };
const chain = openForFile(() => openCustomerChain(null, undefined, { push: null, email, sms: null }));

test(
  "a cashier sends the receipt to the address that the guest says, and nothing of the address stays on the till",
  async () => {
    const screen = await openScreen(chain.browser, await chain.atStore("pos"));
    const { page, faults } = screen;
    const { button, tap, sheet } = partsOf(page);
    await page.goto("/pos");
    await page.getByText("Live", { exact: true }).waitFor();
    await tap(/^Americano/, /^Pay €/, /^Exact cash/);
    await tap(t("pos.receipt.mail"));
    await looksRight(screen, "pos-receipt-mail");
    await sheet.getByLabel(t("pos.receipt.mail_address")).fill("Guest.Of.The.Day@example.org");
    await tap(t("pos.receipt.mail_send"));
    await sheet.getByText(t("pos.receipt.mail_sent")).waitFor();
    await expect.poll(() => mails.map(({ to }) => to)).toEqual(["Guest.Of.The.Day@example.org"]);
    expect(mails[0]?.text).toMatch(/1 x Americano/);
    // By the next guest nothing is left of it.
    await tap(t("pos.receipt.mail"));
    expect(await sheet.getByLabel(t("pos.receipt.mail_address")).inputValue()).toBe("");
    expect(await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")).not.toMatch(/guest\.of/i);
    expect(await button(t("pos.done.new")).count()).toBe(1);
    expect(faults).toEqual([]);
    await screen.context.close();
  },
  WHOLE_ORDER_MS,
);
