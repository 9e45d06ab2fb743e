/** A line that the store cannot make: asked at the till, seen at the bar, chosen on the phone, and no one makes the old line. */
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { openScreen } from "./browser.ts";
import { ADD, heading, MAIN_STREET, PLACE, phone, TASK_MS } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { looksRight, partsOf } from "./till.ts";

const chain = openForFile(openCustomerChain);

test("a croissant is gone: the customer is asked, takes a cookie, and till, bar and phone show the same", {
  timeout: TASK_MS,
}, async () => {
  const [counter, bar] = [await chain.atStore("pos"), await chain.atStore("barista")];
  const [till, queue, customer] = await Promise.all([openScreen(chain.browser, counter), openScreen(chain.browser, bar), phone(chain)]);
  await Promise.all([till.page.goto("/pos"), queue.page.goto("/barista")]);
  const { page } = customer;
  await page.goto("/app");
  await page.getByRole("link", { name: MAIN_STREET }).click();
  for (const item of [/^Espresso/, /^Butter Croissant|^Croissant/]) {
    await page.getByRole("button", { name: item }).first().click();
    await page.getByRole("button", { name: ADD }).click();
  }
  await page.getByRole("link", { name: /^View cart/ }).click();
  await page.getByRole("textbox", { name: t("cart.name") }).fill("Bo");
  await page.getByRole("button", { name: PLACE }).click();
  await heading(page, t("order.head.accepted"));

  const { tap, sheet } = partsOf(till.page);
  await tap("Orders");
  await sheet.getByRole("button", { name: "Bo" }).tap();
  await tap(t("substitute.cannot_make"));
  await till.page.locator("label", { hasText: "Croissant" }).first().click();
  await till.page.getByLabel(t("substitute.offer_instead", { most: 5 })).selectOption({ index: 1 });
  await till.page.getByRole("button", { name: /^Offer / }).tap();
  await till.page.getByRole("list", { name: t("substitute.offered") }).waitFor();
  await looksRight(till, "substitute-ask");
  await tap(t("substitute.ask_customer"));
  await sheet.getByText("Don’t make it yet").waitFor();
  await looksRight(till, "substitute-till");
  await queue.page.getByText("Don’t make it yet").waitFor();
  await looksRight(queue, "substitute-queue");

  await page.getByRole("heading", { name: t("question.title") }).waitFor();
  await looksRight(customer, "substitute-app");
  await page.getByRole("button", { name: / instead/ }).click();
  await page.getByText(/^You get .* instead of 1 × /).waitFor();
  await looksRight(customer, "substitute-app-settled");
  await queue.page.getByText(/, not 1 × /).waitFor();
  await queue.page.getByRole("button", { name: "Start", exact: true }).waitFor();
  await looksRight(queue, "substitute-queue-settled");
  expect([till.faults, queue.faults, customer.faults]).toEqual([[], [], []]);
});
