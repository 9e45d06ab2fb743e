/** Headquarters at work on a real cloud: an operator looks after the stores, finds an order, deals with an exception, reads the sales. */
import { randomUUID } from "node:crypto";
import { START_MS, storeInput } from "@crema/cloud/cloud-node.test-fixture";
import { english as t } from "@crema/tools/words/english";
import { describe, expect, test } from "vitest";
import { looksRight, openHeadquarters, openHq, tab } from "./hq-page.ts";
import { openForFile } from "./open-for-file.ts";

const hq = openForFile(openHeadquarters);
const NORTH = "Crema North Station";
const SALES_BY_DAY = t("hq.sales.table", { currency: "EUR", by: "day" });

describe("headquarters", () => {
  test("opens by an operator's token, with the keyboard alone, and by no other", async () => {
    const token = await hq.cloud.operator();
    const { page, faults } = await openHq(hq, { expectedStatus: [401] });
    const field = page.getByLabel(t("hq.sign_in.token"));
    await field.waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("opr_made_up");
    await page.keyboard.press("Enter");
    await page.getByText(t("hq.sign_in.wrong")).waitFor();
    await looksRight(page, "hq-sign-in");
    await field.fill("");
    await field.focus();
    await page.keyboard.type(token);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: NORTH }).waitFor();
    // By the arrows from one view to the next, as tabs are.
    await page.getByRole("tab", { name: t("hq.tab.overview") }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("list", { name: t("hq.tab.stores") }).waitFor();
    await page.keyboard.press("ArrowRight");
    await page.getByLabel(t("hq.orders.search"), { exact: true }).waitFor();
    await page.getByRole("button", { name: t("hq.sign_out") }).click();
    await field.waitFor();
    expect(faults).toEqual([]);
  });

  test("a link with the token behind # signs in once, and the address forgets it", async () => {
    const { page, faults } = await openHq(hq, { expectedStatus: [401] });
    await page.goto(`/hq#token=${await hq.cloud.operator()}`);
    await page.reload();
    await page.getByRole("heading", { name: NORTH }).waitFor();
    expect(new URL(page.url()).hash).toBe("");
    await page.context().clearCookies();
    await page.goto("/hq/#token=opr_made_up");
    await page.getByLabel(t("hq.sign_in.token")).waitFor();
    expect(faults).toEqual([]);
  });

  test("a customer's token opens nothing", async () => {
    const { token } = await hq.cloud.customer(hq.owner);
    const { page } = await openHq(hq, { token });
    await page.getByLabel(t("hq.sign_in.token")).waitFor();
  });

  test("speaks the language that a person has chosen, on any device", async () => {
    const token = await hq.cloud.operator("hq");
    const first = await openHq(hq, { token });
    await first.page.getByRole("tab", { name: t("hq.tab.stores") }).waitFor();
    await first.page.getByRole("combobox", { name: t("ui.language") }).selectOption("de");
    await first.page.getByText("Kein Filialserver. Bestellen per App ist aus.").waitFor();
    await expect.poll(() => first.page.title()).toBe("Crema Zentrale");
    await expect.poll(async () => (await hq.cloud.call("GET", "/v1/session", { token })).json.language).toBe("de");
    await first.page.getByRole("tab", { name: "Umsatz" }).click();
    await first.page.getByRole("rowheader", { name: "Sa., 2. Mai" }).waitFor();
    await looksRight(first.page, "hq-sales-de");
    const other = await openHq(hq, { token });
    await other.page.getByRole("tab", { name: "Filialen" }).waitFor();
    expect(await other.page.locator("html").getAttribute("lang")).toBe("de");
    // The next person at that device finds it as it was.
    await other.page.getByRole("button", { name: "Abmelden" }).click();
    await other.page.getByLabel(t("hq.sign_in.token")).waitFor();
    expect([first.faults, other.faults]).toEqual([[], []]);
  });

  test("shows the stores, the worst first, with what is wrong and what they last said", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner });
    // Where one begins: what was sold today, what is open, and who needs somebody.
    await page.getByRole("heading", { name: t("hq.overview.attention") }).waitFor();
    const sold = (await hq.cloud.call("GET", "/v1/admin/sales?from=2026-05-04&to=2026-05-05", { token: hq.owner })).json.totals[0];
    await page.getByText(`€${(sold.sales_cents / 100).toFixed(2)}`, { exact: true }).waitFor();
    await page.getByText(t("hq.overview.then", { day: "Mon 27 Apr", amount: "€0.00" })).waitFor();
    await looksRight(page, "hq-overview");
    await tab(page, t("hq.tab.stores"));
    const cards = page.getByRole("list", { name: t("hq.tab.stores") }).getByRole("heading");
    await cards.first().waitFor();
    expect(await cards.allTextContents()).toEqual(["Crema Harbour", "Crema North Station"]);
    await page.getByText(t("hq.health.no_box")).waitFor();
    await looksRight(page, "hq-stores");
    await page.getByRole("button", { name: t("hq.store.orders_of", { store: NORTH }) }).click();
    await page.getByText(t("hq.orders.count", { count: 32 })).waitFor();
    expect(faults).toEqual([]);
  });

  test("finds an order by name, and shows it in full, by the store's time wherever headquarters is", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner, timeZone: "America/New_York" });
    await tab(page, t("hq.tab.orders"));
    await page.getByLabel(t("hq.orders.search"), { exact: true }).fill("zoë å");
    await page.getByLabel(t("hq.business_day")).fill("2026-05-01");
    await page.getByText(t("hq.orders.count", { count: 1 }), { exact: true }).waitFor();
    // 09:10 UTC, in Berlin.
    expect(await page.getByRole("row").last().textContent()).toContain("11:10");
    await page.getByLabel(t("hq.orders.search"), { exact: true }).fill("");
    await page.getByLabel(t("hq.business_day")).fill("");
    await page.getByText(t("hq.orders.count", { count: 32 })).waitFor();
    await looksRight(page, "hq-orders");
    await page.getByLabel(t("hq.orders.search"), { exact: true }).fill("mehmet");
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
    await tab(page, new RegExp(t("hq.tab.issues")));
    await page.getByText("A second order came in").waitFor();
    await page.getByText(t("hq.issue.order.key_used_twice")).waitFor();
    await looksRight(page, "hq-exceptions");
    await page
      .getByRole("button", { name: t("hq.issues.resolve_of", { store: NORTH, issue: t("hq.issue.order.key_used_twice") }) })
      .click();
    const note = page.getByLabel(t("hq.resolve.note"));
    await note.waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("TEXTAREA");
    await page.keyboard.type("The till had been restarted; the second order was refunded.");
    await looksRight(page, "hq-resolve");
    await page.getByRole("button", { name: t("hq.resolve.with_note") }).click();
    await page.getByText(t("hq.issues.none_open")).waitFor();
    await page.getByLabel(t("hq.issues.state")).selectOption("RESOLVED");
    await page.getByText("the second order was refunded").waitFor();
    await page.getByText(/Resolved .* by owner/).waitFor();
    expect(faults).toEqual([]);
  });

  test("sales are drawn and told, and a figure leads to its orders", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await tab(page, t("hq.tab.sales"));
    await page.getByRole("img", { name: t("hq.sales.chart", { table: SALES_BY_DAY }) }).waitFor();
    const rows = page.getByRole("table", { name: SALES_BY_DAY }).getByRole("row");
    await page.getByRole("rowheader", { name: "Mon 4 May" }).waitFor();
    expect(await rows.count()).toBe(5);
    await looksRight(page, "hq-sales");
    await page.getByLabel(t("hq.sales.by"), { exact: true }).selectOption("item");
    await page.getByRole("rowheader", { name: "Chai Latte" }).waitFor();
    await page.getByLabel(t("hq.sales.by"), { exact: true }).selectOption("hour");
    await page.getByRole("rowheader", { name: "08", exact: true }).waitFor();
    await looksRight(page, "hq-sales-by-hour");
    await page.getByLabel(t("hq.sales.by"), { exact: true }).selectOption("day");
    await page.getByRole("button", { name: t("hq.store.orders_of", { store: "Sat 2 May" }) }).click();
    await page.getByText(t("hq.orders.count", { count: 7 })).waitFor();
    expect(faults).toEqual([]);
  });

  test("a store's settings are changed: what is wrong is said at the field, and what is saved is there for the boxes", async () => {
    const ana = { staff_id: "ana", name: "Ana", role: "cashier" as const };
    const body = storeInput({ name: NORTH, staff: [{ ...ana, pin: "4711" }] });
    expect((await hq.cloud.call("PUT", `/v1/admin/stores/${hq.north.storeId}`, { token: hq.owner, body })).status).toBe(200);
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await tab(page, t("hq.tab.stores"));
    await page.getByRole("button", { name: t("hq.store.settings_of", { store: NORTH }) }).click();
    const form = (name: string) => page.getByRole("form", { name });
    const [look, till, substitutes] = [form(t("hq.settings.look")), form(t("hq.settings.till")), form(t("hq.settings.substitutes"))];
    const saveIn = async (one: typeof look) => {
      await one.getByRole("button", { name: t("hq.save") }).click();
      await one.getByText(t("hq.saved")).waitFor();
    };
    await look.getByLabel(t("hq.settings.accent"), { exact: true }).fill("red");
    await look.getByText(t("hq.settings.accent_fault")).waitFor();
    await looksRight(page, "hq-settings");
    expect(await look.getByRole("button", { name: t("hq.save") }).isDisabled()).toBe(true);
    await look.getByLabel(t("hq.settings.accent"), { exact: true }).fill("#0d6f77");
    await saveIn(look);
    await till.getByLabel(t("hq.settings.lock")).fill("2000");
    await till.getByText(t("hq.settings.lock_fault")).waitFor();
    await till.getByLabel(t("hq.settings.lock")).fill("1,5");
    await saveIn(till);
    await substitutes.getByLabel(t("hq.settings.choose_within")).fill("2");
    await substitutes.getByLabel(t("hq.settings.default")).selectOption("CANCEL");
    await saveIn(substitutes);
    await form(t("hq.settings.staff"))
      .getByLabel(t("hq.settings.language_of", { name: "Ana" }))
      .selectOption("es");
    await saveIn(form(t("hq.settings.staff")));
    const { store } = (await hq.cloud.call("GET", `/v1/admin/stores/${hq.north.storeId}`, { token: hq.owner })).json;
    expect(store.staff).toEqual([{ ...ana, pin: null, language: "es" }]);
    expect([store.look, store.settings.till_locks_after_s, store.settings.substitutes]).toEqual([
      ...[{ accent: "#0d6f77" }, 90],
      { choose_within_s: 120, default: "CANCEL" },
    ]);
    expect(faults).toEqual([]);
  });

  test("a store's day is there beside the store: what was sold, and each rate with what is due of it", async () => {
    const { page, faults } = await openHq(hq, { token: hq.owner });
    await tab(page, t("hq.tab.stores"));
    await page.getByRole("button", { name: t("hq.store.day_of", { store: NORTH }) }).click();
    await page.getByRole("dialog", { name: t("hq.day.title", { store: NORTH }) }).waitFor();
    await page.getByLabel(t("hq.business_day")).fill("2026-05-02");
    // Seven orders, 0.90, 0.96, 0.50, 0.62 and 1.04 of tax in turn.
    const tax = page.getByRole("table", { name: t("hq.day.taxes") }).getByRole("row", { name: /^10% tax/ });
    await tax.getByRole("cell", { name: "€58.80" }).first().waitFor();
    expect(await tax.getByRole("cell").allTextContents()).toEqual(["€58.80", "€5.88", "€0.00", "€0.00", "€58.80", "€5.88"]);
    await looksRight(page, "hq-day");
    expect(faults).toEqual([]);
  });
});
