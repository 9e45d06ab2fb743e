import { expect, test } from "vitest";
import { cutOff, seriousFindings, takeShots } from "./browser.ts";
import { openPhone, openStoreForGuests, scan } from "./guest-phone.ts";
import { openForFile } from "./open-for-file.ts";
import { partsOf, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreForGuests);

test(
  "a guest reads German where the phone does, takes a ticket back, and is told when the sheet is old and what is sold out",
  async () => {
    const link = await scan(store);
    const phone = await openPhone(store, "de-DE");
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
