/** Headquarters at work on a real cloud: an operator looks after the stores, finds an order, deals with an exception, reads the sales. */
import { randomUUID } from "node:crypto";
import { START_MS } from "@crema/cloud/cloud-node.test-fixture";
import { describe, expect, test } from "vitest";
import { looksRight, openHeadquarters, openHq, tab } from "./hq-page.ts";
import { openForFile } from "./open-for-file.ts";

const hq = openForFile(openHeadquarters);

describe("headquarters", () => {
  test("opens by an operator's token, with the keyboard alone, and by no other", async () => {
    const token = await hq.cloud.operator();
    const { page, faults } = await openHq(hq, { expectedStatus: [401] });
    const field = page.getByLabel("Operator's token");
    await field.waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("opr_made_up");
    await page.keyboard.press("Enter");
    await page.getByText("no token of an operator").waitFor();
    await looksRight(page, "hq-sign-in");
    await field.fill("");
    await field.focus();
    await page.keyboard.type(token);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Crema North Station" }).waitFor();
    // By the arrows from one view to the next, as tabs are.
    await page.getByRole("tab", { name: "Stores" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByLabel("Search").waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await field.waitFor();
    expect(faults).toEqual([]);
  });

  test("a link with the token behind # signs in once, and the address forgets it", async () => {
    const { page, faults } = await openHq(hq, { expectedStatus: [401] });
    await page.goto(`/hq#token=${await hq.cloud.operator()}`);
    await page.reload();
    await page.getByRole("heading", { name: "Crema North Station" }).waitFor();
    expect(new URL(page.url()).hash).toBe("");
    await page.context().clearCookies();
    await page.goto("/hq/#token=opr_made_up");
    await page.getByLabel("Operator's token").waitFor();
    expect(faults).toEqual([]);
  });

  test("a customer's token opens nothing", async () => {
    const { token } = await hq.cloud.customer(hq.owner);
    const { page } = await openHq(hq, { token });
    await page.getByLabel("Operator's token").waitFor();
  });

  test("shows the stores, the worst first, with what is wrong and what they last said", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner });
    const cards = page.getByRole("list", { name: "Stores" }).getByRole("heading");
    await cards.first().waitFor();
    expect(await cards.allTextContents()).toEqual(["Crema Harbour", "Crema North Station"]);
    await page.getByText("It has no box now; app orders are refused.").waitFor();
    await looksRight(page, "hq-stores");
    await page.getByRole("button", { name: "Orders of Crema North Station" }).click();
    await page.getByText("32 orders").waitFor();
    expect(faults).toEqual([]);
  });

  test("finds an order by name, and shows it in full, by the store's time wherever headquarters is", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner, timeZone: "America/New_York" });
    await tab(page, "Orders");
    await page.getByLabel("Search").fill("zoë å");
    await page.getByLabel("Business day").fill("2026-05-01");
    await page.getByText("1 order", { exact: true }).waitFor();
    // 09:10 UTC, in Berlin.
    expect(await page.getByRole("row").last().textContent()).toContain("11:10");
    await page.getByLabel("Search").fill("");
    await page.getByLabel("Business day").fill("");
    await page.getByText("32 orders").waitFor();
    await looksRight(page, "hq-orders");
    await page.getByLabel("Search").fill("mehmet");
    await page
      .getByRole("button", { name: /Details of N\d+ Mehmet/ })
      .first()
      .click();
    const sheet = page.getByRole("dialog");
    await sheet.getByText("2 × Chai Latte").waitFor();
    // As the till, the app and the receipt have it: the line without the tax that comes on top, then the tax, then the total.
    expect(await sheet.getByRole("listitem").textContent()).toMatch(/10[.,]40/);
    const sums = (await sheet.locator("dl").first().textContent()) ?? "";
    expect(sums.match(/Subtotal|Tax|Total|\d+[.,]\d\d/g)).toEqual(["Subtotal", "10.40", "Tax", "1.04", "Total", "11.44"]);
    await looksRight(page, "hq-order");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    expect(faults).toEqual([]);
  });

  test("an exception is resolved with a note, and stays on record", async () => {
    await hq.cloud.database.pool.query(
      `INSERT INTO exceptions (exception_id, store_id, kind, detail, what_to_do, raised_at) VALUES ($1, $2, 'order.key_used_twice',
         'A second order came in under one idempotency key of a till.', 'Both orders stand. Compare them with the store; cancel or refund the one that was not meant.', $3)`,
      [randomUUID(), hq.north.storeId, new Date(START_MS)],
    );
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await tab(page, /Exceptions/);
    await page.getByText("A second order came in").waitFor();
    await page.getByText("Two orders under one key").waitFor();
    await looksRight(page, "hq-exceptions");
    await page.getByRole("button", { name: /^Resolve the exception of Crema North Station/ }).click();
    const note = page.getByLabel("What was done");
    await note.waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("TEXTAREA");
    await page.keyboard.type("The till had been restarted; the second order was refunded.");
    await looksRight(page, "hq-resolve");
    await page.getByRole("button", { name: "Resolve with this note" }).click();
    await page.getByText("Nothing is open").waitFor();
    await page.getByLabel("State").selectOption("RESOLVED");
    await page.getByText("the second order was refunded").waitFor();
    await page.getByText(/Resolved .* by owner/).waitFor();
    expect(faults).toEqual([]);
  });

  test("sales are drawn and told, and a figure leads to its orders", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await tab(page, "Sales");
    await page.getByRole("img", { name: /Sales in EUR by business day/ }).waitFor();
    const rows = page.getByRole("table", { name: /Sales in EUR/ }).getByRole("row");
    await page.getByRole("rowheader", { name: "Mon 4 May" }).waitFor();
    expect(await rows.count()).toBe(5);
    await looksRight(page, "hq-sales");
    await page.getByLabel("By", { exact: true }).selectOption("item");
    await page.getByRole("rowheader", { name: "Chai Latte" }).waitFor();
    await page.getByLabel("By", { exact: true }).selectOption("hour");
    await page.getByRole("rowheader", { name: "08", exact: true }).waitFor();
    await looksRight(page, "hq-sales-by-hour");
    await page.getByLabel("By", { exact: true }).selectOption("day");
    await page.getByRole("button", { name: "Orders of Sat 2 May" }).click();
    await page.getByText("7 orders").waitFor();
    expect(faults).toEqual([]);
  });

  test("a store's day is there beside the store: what was sold, and each rate with what is due of it", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await page.getByRole("button", { name: "Day of Crema North Station" }).click();
    await page.getByRole("dialog", { name: "Crema North Station, a day" }).waitFor();
    await page.getByLabel("Business day").fill("2026-05-02");
    // Seven orders, 0.90, 0.96, 0.50, 0.62 and 1.04 of tax in turn.
    const tax = page.getByRole("table", { name: "Tax by rate" }).getByRole("row", { name: /^10% tax/ });
    await tax.getByRole("cell", { name: "€58.80" }).first().waitFor();
    expect(await tax.getByRole("cell").allTextContents()).toEqual(["€58.80", "€5.88", "€0.00", "€0.00", "€58.80", "€5.88"]);
    await looksRight(page, "hq-day");
    expect(faults).toEqual([]);
  });
});
