import { menuRows } from "@crema/tools/dev/seed/menu";
import { english as t } from "@crema/tools/words/english";
import { accentedText } from "@crema/tools/words/pseudo";
import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { openPhone, openStoreForGuests, scan } from "./guest-phone.ts";
import { openForFile } from "./open-for-file.ts";
import { speak, untranslated } from "./test-languages.ts";
import { looksRight, openTill, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreForGuests);

/** What no language changes: the longest first, so that no part of one is left. */
const MENU_NAMES = [
  ...menuRows.items.flatMap(({ name, description }) => [name, description]),
  ...menuRows.categories.map(({ name }) => name),
  ...menuRows.modifier_groups.flatMap(({ name, modifiers }) => [name, ...modifiers.map((one) => one.name)]),
].toSorted((a, b) => b.length - a.length);

test(
  "a guest reads German where the phone does, takes a ticket back, and is told when the sheet is old and what is sold out",
  async () => {
    const link = await scan(store);
    const phone = await openPhone(store, "de-DE");
    const { page } = phone;
    const { button, sheet } = partsOf(page);
    await page.goto(link);
    await button(/^Cappuccino/).tap();
    await sheet.getByRole("button", { name: /^Hinzufügen · / }).tap();
    await button(/^Nummer holen · /).tap();
    await page.getByText(/^S\d+$/).waitFor();
    await button("Zurücknehmen").tap();
    await page.getByText("Sie bezahlen an der Theke").first().waitFor();
    expect(store.box().store.queries.heldDrafts()).toBe(0);

    await button(/^Cappuccino/).tap();
    await sheet.getByRole("button", { name: /^Hinzufügen · / }).tap();
    const { token } = await store.box().pair("pos");
    const cashier = await store.box().signIn(token, "cashier");
    await store.box().call("PATCH", "/v1/stores/main-street/items/cappuccino", { is_available: false }, { token: cashier });
    await button("Ausverkauftes entfernen").waitFor({ timeout: 30_000 });
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

test.each(["accented", "mirrored"] as const)(
  "every word of the guests' page is from its message files, and has room on a small phone: %s",
  async (pseudo) => {
    const link = await scan(store);
    const { page, context, faults } = await openPhone(store);
    await speak(page, "edge/web/guest", pseudo);
    await page.goto(link);
    const { button, sheet } = partsOf(page);
    await button(/^Caffè Latte/).tap();
    const data = [...MENU_NAMES, "Main Street", /\bS\d+\b/g, /Dismiss/g];
    expect([await untranslated(page, data), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, `guest-item-${pseudo}`);
    await sheet.getByRole("button", { name: new RegExp(accentedText(t("guest.add_priced", { price: "" })).trim()) }).tap();
    await button(new RegExp(accentedText(t("guest.hold")))).waitFor();
    expect([await untranslated(page, data), await cutOff(page)]).toEqual([[], []]);
    expect(faults).toEqual([]);
    await context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "a cashier reads what the phone showed where the price has changed since, and hears of what is sold out",
  async () => {
    const phone = await openPhone(store);
    const { page } = phone;
    const { button, sheet } = partsOf(page);
    await page.goto(await scan(store));
    await button(/^Espresso €/).tap();
    await sheet.getByRole("button", { name: new RegExp(`^${t("guest.add_priced", { price: "€" })}`) }).tap();
    await button(new RegExp(`^${t("guest.hold_priced", { price: "€" })}`)).tap();
    const number = (await page.getByText(/^S\d+$/).textContent()) ?? "";
    await store.publishPrice("espresso", 990);
    const till = await openTill(store, { expectedStatus: [409] });
    await till.button(t("pos.bar.held", { count: 1 })).tap();
    await till.sheet.getByText(`${number}, from a phone`).waitFor();
    await till.sheet.getByRole("button", { name: t("pos.held.resume") }).tap();
    await till.page.getByText(/The phone showed €\d+\.\d+; it is €9\.90 now\./).waitFor();
    await looksRight(till, "guest-other-price");
    // Put aside again, it is found by the same number.
    await till.button(t("pos.ticket.hold")).tap();
    await till.button(t("pos.bar.held", { count: 1 })).tap();
    await till.sheet.getByText(`${number}, from a phone`).waitFor();
    const { token } = await store.box().pair("pos");
    const cashier = await store.box().signIn(token, "cashier");
    await store.box().call("PATCH", "/v1/stores/main-street/items/espresso", { is_available: false }, { token: cashier });
    await till.sheet.getByRole("button", { name: t("pos.held.resume") }).tap();
    await till.page.getByText(/Espresso is sold out/).waitFor();
    expect([...phone.faults, ...till.faults]).toEqual([]);
    await till.context.close();
    await phone.context.close();
  },
  WHOLE_ORDER_MS,
);
