/**
 * A morning at one store on all its screens at once: a till and a bar on tablets, the board on a TV, a guest's phone. Thirty orders, a
 * rush, an outage, a substitute and a refund; at every quiet point each screen shows what the box has.
 */
import { english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type AllScreens, differencesFromBox } from "./all-screens.ts";
import { openScreen } from "./browser.ts";
import { ADD, fillCart, heading, orderIdOf, payFor, payWith, phone, viewCart } from "./customer.ts";
import { openCustomerChain } from "./customer-chain.ts";
import { openForFile } from "./open-for-file.ts";
import { partsOf } from "./till.ts";

const chain = openForFile(openCustomerChain);
const MORNING_MS = 900_000;

interface Morning extends AllScreens {
  readonly phone: Page;
}

const tickets = (bar: Page) => bar.locator("section.queue-make").getByRole("listitem", { name: /^Order / });
const made = (bar: Page) => bar.getByRole("region", { name: t("queue.ready") }).getByRole("listitem", { name: /^Order / });

/** Everything that is under way has arrived, and nobody touches a screen. */
async function allAgree(screens: AllScreens): Promise<void> {
  await expect.poll(() => differencesFromBox(screens)).toEqual([]);
}

async function sells(till: Page, guest: string, item: RegExp): Promise<void> {
  const { tap, sheet } = partsOf(till);
  await tap(item);
  await till.getByLabel(t("pos.ticket.name")).fill(guest);
  await tap(/^Pay €/, /^Exact cash/);
  await sheet.getByText("Paid").first().waitFor();
  await tap(t("pos.done.new"));
}

async function ordersByPhone(page: Page, guest: string): Promise<void> {
  await fillCart(page);
  await places(page, guest, "€6.10");
}

async function places(page: Page, guest: string, total: string): Promise<void> {
  await page.getByRole("textbox", { name: t("cart.name") }).fill(guest);
  await page.getByRole("radio", { name: new RegExp(t("pay.online")) }).check();
  await page.getByRole("button", { name: payFor(total) }).click();
  await heading(page, t("order.head.awaiting_payment"));
  await payWith(page, t("sandbox.visa"));
  await heading(page, t("order.head.paid_online"));
}

/** As many as there are. */
async function makes(bar: Page, most = Number.POSITIVE_INFINITY): Promise<void> {
  for (let done = 0; done < most && (await tickets(bar).count()) > 0; done++) {
    const number = String(await tickets(bar).first().getAttribute("aria-label"));
    const press = (name: string) =>
      bar.getByRole("listitem", { name: number, exact: true }).getByRole("button", { name, exact: true }).click();
    await press("Start");
    await press("Ready");
    await made(bar)
      .and(bar.getByRole("listitem", { name: number, exact: true }))
      .waitFor();
  }
}

async function handsOver(bar: Page): Promise<void> {
  while ((await made(bar).count()) > 0) {
    const number = String(await made(bar).first().getAttribute("aria-label"));
    const card = bar.getByRole("listitem", { name: number, exact: true });
    await card.getByRole("button", { name: t("queue.step.hand_over"), exact: true }).click();
    await card.waitFor({ state: "detached" });
  }
}

async function open(): Promise<Morning & { faults(): string[] }> {
  const atStore = async (kind: "pos" | "barista" | "board", path: string, width: 1024 | 1920) => {
    const screen = await openScreen(chain.browser, { ...(await chain.atStore(kind)), width });
    await screen.page.goto(path);
    return screen;
  };
  const till = await atStore("pos", "/pos", 1024);
  const bar = await atStore("barista", "/barista", 1024);
  const board = await atStore("board", "/board", 1920);
  const guest = await phone(chain);
  const faults = () => [till, bar, board, guest].flatMap((screen) => screen.faults);
  return { till: till.page, bar: bar.page, board: board.page, phone: guest.page, faults };
}

/** A line that the store cannot make is asked about, and the guest takes what is offered. */
async function substitutes({ till, bar, phone: page }: Morning): Promise<void> {
  await page.goto("/app/stores/store-1");
  for (const item of [/^Espresso/, /^Butter Croissant|^Croissant/]) {
    await page.getByRole("button", { name: item }).first().click();
    await page.getByRole("button", { name: ADD }).click();
  }
  await page.getByRole("link", { name: viewCart(2) }).click();
  const total =
    /€\d+\.\d\d/.exec((await page.getByRole("button", { name: new RegExp(`^${t("cart.place")}`) }).textContent()) ?? "")?.[0] ?? "";
  await places(page, "Sub", total);
  const { tap, sheet } = partsOf(till);
  await tap("Orders");
  await sheet.getByRole("button", { name: "Sub" }).tap();
  await tap(t("substitute.cannot_make"));
  await till.locator("label", { hasText: "Croissant" }).first().click();
  await till.getByLabel(t("substitute.offer_instead", { most: 5 })).selectOption({ index: 1 });
  await till.getByRole("button", { name: /^Offer / }).tap();
  await tap(t("substitute.ask_customer"));
  await bar.getByText("Don’t make it yet").waitFor();
  await closesSheets(till);
  await page.getByRole("button", { name: / instead/ }).click();
  await bar.getByText(/, not 1 × /).waitFor();
}

/** From a sheet to the one before it, and from that to the till. */
async function closesSheets(till: Page): Promise<void> {
  const { sheet } = partsOf(till);
  for (let open = await sheet.count(); open > 0; open = await sheet.count()) await till.keyboard.press("Escape");
}

/** One line of what this guest had, by the list of orders. */
async function refunds(till: Page, guest: string): Promise<void> {
  const { tap, sheet } = partsOf(till);
  await tap("Orders");
  await sheet.getByLabel(t("pos.orders.find")).fill(guest);
  await sheet.getByRole("button", { name: guest }).tap();
  await tap("Refund");
  const oneMore = sheet
    .getByRole("list", { name: t("pos.refund.what") })
    .getByRole("button")
    .last();
  await oneMore.tap();
  await tap("Guest unhappy", "Refund");
  await sheet
    .getByText(/^Hand back €/)
    .first()
    .waitFor();
  await closesSheets(till);
}

test("thirty orders, a rush, an outage, a substitute and a refund: till, bar, board and phone show what the box has", {
  timeout: MORNING_MS,
}, async () => {
  const screens = await open();
  const { till, bar, phone: page } = screens;
  await bar.getByText("Live", { exact: true }).waitFor();
  for (const guest of ["Ada", "Ben", "Cleo", "Dan"]) await sells(till, guest, /^Espresso €/);
  await ordersByPhone(page, "Eve");
  await ordersByPhone(page, "Finn");
  await allAgree(screens);
  await makes(bar);
  await allAgree(screens);
  await handsOver(bar);
  await allAgree(screens);

  // The rush: the counter sells and the app orders while the bar makes what it can.
  const atCounter = async () => {
    for (const guest of ["Gus", "Hal", "Ida", "Jan", "Kit", "Lea", "Max", "Ned"]) await sells(till, guest, /^Americano/);
  };
  const inApp = async () => {
    for (const guest of ["Oda", "Pia", "Quin", "Rex"]) await ordersByPhone(page, guest);
  };
  await Promise.all([
    atCounter(),
    inApp(),
    tickets(bar)
      .first()
      .waitFor()
      .then(() => makes(bar, 4)),
  ]);
  await allAgree(screens);
  await handsOver(bar);
  await makes(bar, 2);
  await allAgree(screens);

  chain.cut();
  await Promise.all([till, bar].map((screen) => screen.getByText(/^Offline since \d\d:\d\d\. Keep selling/).waitFor()));
  for (const guest of ["Sam", "Tom", "Uma", "Vic", "Wim"]) await sells(till, guest, /^Mocha/);
  await makes(bar);
  await allAgree({ ...screens, phone: null });
  await handsOver(bar);
  await allAgree({ ...screens, phone: null });
  chain.mend();
  await Promise.all([till, bar].map((screen) => screen.getByText("Live", { exact: true }).waitFor()));
  await allAgree(screens);

  await substitutes(screens);
  await allAgree(screens);
  await makes(bar);
  await refunds(till, "Vic");
  await allAgree(screens);
  for (const guest of ["Xen", "Yara", "Zoe"]) await sells(till, guest, /^Espresso €/);
  for (const guest of ["Abe", "Bea", "Cal"]) await ordersByPhone(page, guest);
  await makes(bar);
  await handsOver(bar);
  await allAgree(screens);

  const last = orderIdOf(page);
  const { orders } = await chain.admin<{ orders: { order_id: string; status: string; total_cents: number; paid_cents: number }[] }>(
    "GET",
    "/orders",
  );
  expect(orders).toHaveLength(30);
  expect(orders.filter(({ status }) => status !== "COMPLETED")).toEqual([]);
  expect(orders.filter(({ total_cents, paid_cents }) => total_cents !== paid_cents)).toEqual([]);
  expect(orders.map(({ order_id }) => order_id)).toContain(last);
  expect(screens.faults()).toEqual([]);
});
