import { expect, test } from "vitest";
import { cutOff, openScreen, type Screen, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, looksRight, openTill, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(() => openStoreWithMenu({ guest: { port: 0, host: "127.0.0.1" } }));

/** The smallest phone that is about. */
const SMALL = { width: 320, height: 568 };

async function openPhone(language?: string): Promise<Screen> {
  const url = store.box().guestUrl() ?? "";
  const phone = await openScreen(store.browser, {
    url,
    width: 390,
    expectedStatus: [403, 409],
    ...(language === undefined ? {} : { language }),
  });
  await phone.page.setViewportSize(SMALL);
  return phone;
}

async function scan(): Promise<string> {
  const { page, context, faults } = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("pos", "manager") });
  await page.goto("/");
  await page.getByRole("button", { name: "Sheet for guests' phones" }).tap();
  const sheet = page.getByRole("region", { name: "As it is printed" });
  await sheet.getByRole("img", { name: /QR code of/ }).waitFor();
  expect(await cutOff(page)).toEqual([]);
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "guest-sheet");
  const link = (await sheet.getByText(/^http:/).textContent()) ?? "";
  expect(faults).toEqual([]);
  await context.close();
  return link;
}

test(
  "with the line down a guest scans, chooses, says the number at the counter, and pays there",
  async () => {
    const phone = await openPhone();
    const { page } = phone;
    const { button, sheet } = partsOf(page);
    await page.goto(await scan());
    await button(/^Cappuccino/).tap();
    await sheet.getByRole("button", { name: "Add" }).tap();
    await button(/^Caffè Latte/).tap();
    await sheet.locator("label", { hasText: "Oat" }).tap();
    await sheet.getByLabel("Note for the bar").fill("no sugar");
    expect(await cutOff(page)).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "guest-item");
    await sheet.getByRole("button", { name: "Add" }).tap();
    await button(/^Hold it for me · €/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, "guest-menu");
    const shown = /€[\d.]+/.exec((await button(/^Hold it for me/).textContent()) ?? "")?.[0] ?? "";
    await button(/^Hold it for me/).tap();
    await page.getByText("S1", { exact: true }).waitFor();
    await page.getByText(shown, { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "guest-number");
    // The phone may be locked and opened again.
    await page.reload();
    await page.getByText("S1", { exact: true }).waitFor();

    const till = await openTill(store);
    await till.button("On hold (1)").tap();
    await till.sheet.getByText("S1, from a phone").waitFor();
    await looksRight(till, "guest-held");
    await till.sheet.getByRole("button", { name: "Resume" }).tap();
    await till.page.getByText(", from a phone.").waitFor();
    await till.page.getByText("no sugar").waitFor();
    await looksRight(till, "guest-resumed");
    await page.getByText("The cashier has it.").waitFor();
    await till.tap(`Pay ${shown}`);
    await till.sheet.getByRole("button", { name: "€20.00" }).tap();
    await till.sheet.getByText(/^Change €/).waitFor();
    const order = await lastOrder(till.page);
    expect(order).toMatchObject({ status: "PLACED", balance_cents: 0, customer_name: null });
    expect(order.lines.map(({ name, note }) => [name, note])).toEqual([
      ["Cappuccino", null],
      ["Caffè Latte", "no sugar"],
    ]);
    expect([...phone.faults, ...till.faults]).toEqual([]);
    await till.context.close();
    await phone.context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "a guest reads German where the phone does, takes a ticket back, and is told when the sheet is old and what is sold out",
  async () => {
    const link = await scan();
    const phone = await openPhone("de-DE");
    const { page } = phone;
    const { button, sheet } = partsOf(page);
    await page.goto(link);
    await button(/^Cappuccino/).tap();
    await sheet.getByRole("button", { name: "Dazu" }).tap();
    await button(/^Für mich zurücklegen · /).tap();
    await page.getByText(/^S\d+$/).waitFor();
    await button("Zurücknehmen").tap();
    await page.getByText("Sie bezahlen am Tresen").first().waitFor();
    expect(store.box().store.queries.heldDrafts()).toBe(0);

    await button(/^Cappuccino/).tap();
    await sheet.getByRole("button", { name: "Dazu" }).tap();
    const { token } = await store.box().pair("pos");
    const cashier = await store.box().signIn(token, "cashier");
    await store.box().call("PATCH", "/v1/stores/main-street/items/cappuccino", { is_available: false }, { token: cashier });
    await button("Ausverkauftes herausnehmen").waitFor({ timeout: 30_000 });
    expect(await cutOff(page)).toEqual([]);
    await takeShots(page, "guest-sold-out");

    await store.box().call("POST", "/v1/guest-sheet/renew", { manager_pin: store.pins.manager }, { token });
    await page.reload();
    await page.getByText("Dieser Code gilt nicht mehr.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "guest-old-sheet");
    expect(phone.faults).toEqual([]);
    await phone.context.close();
  },
  WHOLE_ORDER_MS,
);
