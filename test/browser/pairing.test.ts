import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { cutOff, openScreen, seriousFindings, takeShots } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { openTill, partsOf, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);

test(
  "a new tablet shows a code and a QR, a manager lets it in from another device, and revoking signs it out",
  async () => {
    const tablet = await openScreen(store.browser, { url: store.url, expectedStatus: [401, 409] });
    const { page } = tablet;
    await page.goto("/");
    await page.getByRole("heading", { name: t("pairing.ask.title") }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takeShots(page, "pairing-stranger");
    await page.getByLabel(t("pairing.ask.name")).fill("Till by the door");
    await partsOf(page).tap(t("pairing.ask.show_code"));
    const shown = page.getByRole("img", { name: /^QR code of/ });
    await shown.waitFor();
    await page.getByText(/^Valid for (10:00|9:\d\d)$/).waitFor();
    expect([await seriousFindings(page), await cutOff(page)]).toEqual([[], []]);
    await takeShots(page, "pairing-code");
    const address = ((await shown.getAttribute("aria-label")) ?? "").replace("QR code of ", "");
    expect(address).toMatch(new RegExp(`^${store.url}/\\?approve=\\S{4,16}$`));

    const other = await openTill(store, { expectedStatus: [401] });
    await other.page.getByRole("button", { name: "More" }).click();
    await other.page.getByRole("link", { name: "Devices and pairing" }).click();
    await other.page.getByRole("heading", { name: "Main Street" }).waitFor();
    expect(await other.button(t("pairing.approve.open")).isVisible()).toBe(true);
    await other.page.goto(address);
    await other.sheet.waitFor();
    expect(await seriousFindings(other.page)).toEqual([]);
    await takeShots(other.page, "pairing-approve");
    await other.type(store.pins.cashier);
    await other.tap(t("pairing.approve.action"));
    await other.sheet.getByRole("alert").waitFor();
    await other.type(store.pins.manager);
    await other.tap(t("pairing.approve.action"));
    await other.page.getByText(t("pairing.approve.done")).waitFor();

    await page.getByRole("heading", { name: "Who is at Till by the door?" }).waitFor();
    const devices = store.box().call("GET", "/v1/devices", undefined, { token: store.box().operatorToken });
    const own = ((await devices).json.devices as { device_id: string; name: string }[]).find(({ name }) => name === "Till by the door");
    await store.box().call("POST", `/v1/devices/${own?.device_id}/revoke`, {}, { token: store.box().operatorToken });
    await page.getByText(t("store.signed_out.unpaired")).waitFor();
    expect([tablet.faults, other.faults]).toEqual([[], []]);
  },
  WHOLE_ORDER_MS,
);

test(
  "a code that nobody has let in by its end says so and shows a new one",
  async () => {
    const { page, faults } = await openScreen(store.browser, { url: store.url, expectedStatus: [401, 409] });
    await page.clock.install();
    await page.goto("/");
    await partsOf(page).tap(t("pairing.ask.show_code"));
    await page.getByText(/^Valid for /).waitFor();
    await page.clock.fastForward("10:01");
    await page.getByRole("heading", { name: t("pairing.over.title") }).waitFor();
    await partsOf(page).tap(t("pairing.start_over"), t("pairing.ask.show_code"));
    await page.getByText(/^Valid for /).waitFor();
    expect(faults).toEqual([]);
  },
  WHOLE_ORDER_MS,
);
