/** More of the till's work than pos.test.ts has in every run: by keyboard alone, over reloads and restarts, choices that are sold out, a clock that is set. */
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, openTill, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

test(
  "the same order by keyboard alone, from the PIN to the next order",
  async () => {
    const { page, faults } = await openScreen(store.browser, {
      url: store.url,
      cookies: await store.cookies("pos"),
      touch: false,
      width: 1920,
    });
    const { button, sheet } = partsOf(page);
    const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await page.goto("/pos");
    await page.getByRole("textbox", { name: "Your PIN" }).waitFor();
    await page.keyboard.type(store.pins.cashier);
    await press("Enter");
    await page.getByRole("region", { name: "Menu" }).waitFor();
    await press("F2");
    await page.keyboard.type("capp");
    await press("Enter");
    await page.keyboard.type("caffe");
    await press("Enter");
    await press("F8");
    await sheet.waitFor();
    const focusOn = async (name: RegExp) => {
      for (let steps = 0; steps < 12; steps++) {
        if (await page.evaluate(`${name}.test(document.activeElement?.closest("label,button")?.textContent ?? "")`)) return;
        await press("Tab");
      }
      throw new Error(`Tab does not lead to ${name}`);
    };
    await focusOn(/Whole milk/);
    await press("ArrowRight", "ArrowRight");
    await focusOn(/Extra shot/);
    await press("Space");
    for (let steps = 0; steps < 20 && !(await page.evaluate("document.activeElement?.textContent === 'Done'")); steps++) await press("Tab");
    await press("Enter");
    await button("Pay €10.60").waitFor();
    await press("F9");
    await page.getByRole("textbox", { name: "Cash given" }).waitFor();
    await page.keyboard.type("2000");
    await press("Enter");
    await sheet.getByText("Change €9.40").waitFor();
    await press("Enter");
    await sheet.waitFor({ state: "detached" });
    expect(await lastOrder(page)).toMatchObject({ total_cents: 1060, balance_cents: 0 });
    expect(faults).toEqual([]);
  },
  WHOLE_ORDER_MS,
);

test(
  "an arrow key goes on among choices by the page's language, and not by the browser's",
  async () => {
    // The browser reads from right to left; the page has no such language, and is in English.
    const { page, button, line, sheet, context } = await openTill(store, { locale: "ar-EG" });
    await button(/^Caffè Latte/).tap();
    await line("Caffè Latte").tap();
    await sheet.getByRole("radio", { name: "Medium" }).focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => sheet.getByRole("radio", { name: /^Large/ }).isChecked()).toBe(true);
    await context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "a half-entered order stays while the page reloads and while the box restarts, and is sold afterwards",
  async () => {
    const { page, button, line, sheet } = await openTill(store);
    await button(/^Flat White/).tap();
    await button(/^Flat White/).tap();
    await page.reload();
    await line("Flat White").waitFor();
    await store.stopBox();
    await page.getByText(/Lost connection to the store server/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pos-box-away");
    await button(/^Espresso €/).tap();
    await line("Espresso").waitFor();
    await store.startBox();
    await button("Pay €11.80").waitFor();
    await button("Pay €11.80").tap();
    await button("Exact cash €11.80").tap();
    await sheet.getByText("Paid").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 1180, balance_cents: 0 });
  },
  WHOLE_ORDER_MS,
);

test(
  "a choice is sold out on every till at once, and is there again; several of one stand on the ticket, in its price and on the queue",
  async () => {
    const [till, other] = [await openTill(store), await openTill(store)];
    await other.tap(/^Spiced Latte/);
    await other.line("Spiced Latte").tap();
    await till.tap("Sold out");
    await till.sheet.getByLabel(t("pos.sold_out.find")).fill("extra");
    await till.tap("Extra shot: mark sold out");
    await till.sheet.getByText("Extra shot is sold out, here and in the app.").waitFor();
    await other.choice("Extra shot").getByText("sold out").waitFor();
    expect(await other.choice("Extra shot").isDisabled()).toBe(true);
    await till.sheet.getByRole("button", { name: t("pos.ticket.undo") }).tap();
    await other.choice("Extra shot").getByText("+€0.90").waitFor();
    await other.choice("Extra shot").tap();
    const pieces = t("pos.line.how_many_of", { name: "Extra shot" });
    await other.page
      .getByRole("group", { name: pieces })
      .getByRole("button", { name: t("ui.one_more", { label: pieces }) })
      .tap();
    expect([await seriousFindings(other.page), await cutOff(other.page)]).toEqual([[], []]);
    await takeShots(other.page, "pos-several-of-a-choice");
    await other.tap(t("pos.line.done"));
    await other.line("Spiced Latte").getByText("2 × Extra shot").waitFor();
    await other.tap("Pay €7.10", "Exact cash €7.10");
    await other.sheet.getByText("Paid").waitFor();
    const { lines, ticket_number } = await lastOrder(other.page);
    expect(lines[0]?.modifiers.at(-1)).toMatchObject({ modifier_id: "extra-shot", qty: 2, price_delta_cents: 90 });
    const queue = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista") });
    await queue.page.goto("/barista");
    await queue.page
      .getByRole("listitem", { name: `Order ${ticket_number}`, exact: true })
      .getByText("2 × Extra shot")
      .waitFor();
    expect([...till.faults, ...other.faults, ...queue.faults]).toEqual([]);
    for (const { context } of [till, other, queue]) await context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "after a power cut a manager sets the time and selling goes on; till and queue show the store's time wherever the device believes to be",
  async () => {
    await store.box().publish({ time_zone: "America/Los_Angeles" });
    const device = (await store.box().pair("pos")).token;
    const confirm = { local_time: "2026-05-04T06:30", manager_pin: store.pins.manager };
    expect((await store.box().call("POST", "/v1/clock/confirm", confirm, { token: device })).status).toBe(200);
    await store.stopBox();
    await store.startBox();
    const far = { timeZone: "America/New_York" };
    const { page, sheet, tap, type, faults } = await openTill(store, far);
    const queue = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista"), ...far });
    await queue.page.goto("/barista");
    for (const screen of [page, queue.page]) await screen.getByText(/started without internet and assumes .*, 06:30/).waitFor();
    await tap(t("store.clock.set"));
    await sheet.getByLabel("Date and time at this store").fill("2026-05-04T07:10");
    await tap(t("store.clock.confirm"));
    await type(store.pins.manager);
    await tap(t("store.clock.confirm"));
    await sheet.waitFor({ state: "detached" });
    for (const screen of [page, queue.page])
      await screen.getByRole("button", { name: t("store.clock.set") }).waitFor({ state: "detached" });
    await tap(/^Mocha/, "Pay €5.10", "Exact cash €5.10");
    await sheet.getByText("Paid").waitFor();
    const { created_at, ticket_number } = await lastOrder(page);
    expect(created_at).toMatch(/^2026-05-04T14:1/);
    await tap(t("pos.done.new"), "Orders");
    await sheet.getByRole("listitem").first().getByText(/07:1/).waitFor();
    await queue.page
      .getByRole("listitem", { name: `Order ${ticket_number}`, exact: true })
      .getByRole("button", { name: "Start" })
      .tap();
    await sheet.getByRole("listitem").first().getByRole("button").tap();
    await sheet
      .getByText(/07:1\d/)
      .first()
      .waitFor();
    expect(await sheet.getByText(/10:1\d/).count()).toBe(0);
    expect([...faults, ...queue.faults]).toEqual([]);
  },
  WHOLE_ORDER_MS,
);
