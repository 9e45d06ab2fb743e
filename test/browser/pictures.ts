/**
 * Makes the README's pictures again: till and queue of a store that is opened for them, the app's from the test that has just run
 * (`npm run pictures` runs it first).
 */
import { createHash } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPictureReader } from "@crema/cloud/pictures/read-picture";
import { espressos } from "@crema/edge/box.test-fixture";
import { openPictureFolder } from "@crema/edge/pictures/picture-folder";
import { PICTURE_SIZES } from "@crema/shared/domain/menu/picture";
import { menuRows } from "@crema/tools/dev/seed/menu";
import { withPictures } from "@crema/tools/dev/seed/pictures/pictures";
import { english as t } from "@crema/tools/words/english";
import { type InBrowser, openScreen, openWithBrowser } from "./browser.ts";
import { openStoreWithMenu, type Store } from "./store-with-menu.ts";
import { openTill } from "./till.ts";

const pathOf = (name: string) => fileURLToPath(new URL(`../../docs/pictures/${name}.png`, import.meta.url));
const GUESTS = ["Ana", "Bo", "Chiara", "Dan", "Eve", "Zoë", "Mehmet", "Ines"];
const item = (item_id: string, modifier_ids: string[] = [], note: string | null = null) => ({ item_id, qty: 1, modifier_ids, note });
const WISHES = [
  [item("flat-white", ["milk-oat"])],
  [item("cappuccino"), item("croissant")],
  [item("latte", ["milk-oat", "extra-shot"], "ALLERGY: nuts")],
  [item("espresso")],
  [item("avocado-toast"), item("americano")],
];

/** The pictures of the seed's menu lie in the box as it would have fetched them, and the menu names them. */
async function hangPictures(store: Store): Promise<void> {
  const folder = openPictureFolder(join(store.box().settings.dataDir, "pictures"), (error) => {
    throw error;
  });
  const reader = createPictureReader();
  const sha256Of = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  const rows = await withPictures(menuRows, async (file) => {
    const picture = sha256Of(file);
    const read = await reader.read(file);
    if (!read.ok) throw new Error(read.refusal.detail);
    for (const size of PICTURE_SIZES) {
      const { bytes } = read.value[size];
      await folder.write(picture, size, { bytes: new Uint8Array(bytes), sha256: sha256Of(bytes) });
    }
    return picture;
  });
  await store.publishMenu(rows);
  // A box looks into the folder when it starts.
  await store.stopBox();
  await store.startBox();
}

async function takeTill(store: InBrowser<Store>): Promise<void> {
  const { page, context, button, line, choice } = await openTill(store);
  for (const name of [/^Cappuccino/, /^Caffè Latte/]) await button(name).tap();
  await line("Caffè Latte").tap();
  for (const name of ["Oat", "Extra shot"]) await choice(name).tap();
  await button(t("pos.line.done")).tap();
  await button("Pay €10.60").waitFor();
  await page.waitForFunction("[...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 0)");
  await page.screenshot({ path: pathOf("till") });
  await context.close();
}

async function takeQueue(store: InBrowser<Store>): Promise<void> {
  const { token } = await store.box().pair("pos");
  const cashier = await store.box().signIn(token, "cashier");
  let keys = 0;
  const call = async (path: string, body: object) => {
    const response = await store.box().call("POST", path, body, { token: cashier, headers: { "idempotency-key": `picture-${keys++}` } });
    if (response.status >= 300) throw new Error(response.text);
    return response.json;
  };
  for (const [index, customer_name] of GUESTS.entries()) {
    const { order_id } = await call("/v1/orders", espressos({ customer_name, items: WISHES[index % WISHES.length] ?? [] }));
    if (index % 4 !== 3) await call(`/v1/orders/${order_id}/tenders`, { method: "CASH" });
    const steps = index < 2 ? ["PLACED", "IN_PROGRESS", "READY"] : index < 4 ? ["PLACED", "IN_PROGRESS"] : [];
    for (const [at, to_status] of steps.slice(1).entries()) {
      await call(`/v1/orders/${order_id}/transition`, { expected_status: steps[at], to_status });
    }
  }
  const cookies = await store.cookies("barista");
  const { page, context } = await openScreen(store.browser, { url: store.url, cookies, width: 1920, dark: true });
  await page.goto("/barista");
  await page.getByRole("button", { name: "Start" }).first().waitFor();
  await page.getByRole("heading", { name: "Queue" }).tap();
  await page.getByText(t("store.sound.touch")).waitFor({ state: "hidden" });
  await page.locator(".button-unsettled").first().waitFor({ state: "detached" });
  await page.screenshot({ path: pathOf("queue") });
  await context.close();
}

const store = await openWithBrowser(openStoreWithMenu);
try {
  await hangPictures(store);
  await takeTill(store);
  await takeQueue(store);
  copyFileSync(fileURLToPath(new URL("./shots/app-order-390-light.png", import.meta.url)), pathOf("app"));
} finally {
  await store.close();
}
