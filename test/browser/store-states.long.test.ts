/**
 * axe, and what is cut off, in every state of the store's pages: sheets open, refused, offline, locked. One walk for each page, which says
 * all that it found at its end.
 */
import { english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { cutOff, cutOffInside, openScreen, type Screen, seriousFindings, takeForcedColours } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { goToQueue, openStoreWithQueue } from "./store-with-queue.ts";
import { openTill, partsOf } from "./till.ts";

const WALK_MS = 600_000;
const store = openForFile(openStoreWithQueue);

/** Looks at each state that it is called in; `found` has what is wrong, by state. */
function looker({ page }: Pick<Screen, "page">) {
  const found: Record<string, string[]> = {};
  const look = async (state: string) => {
    const cut = [...(await cutOff(page)), ...(await cutOffInside(page))];
    const findings = [...(await seriousFindings(page)), ...cut.map((one) => `cut off: ${one}`)];
    if (findings.length > 0) found[state] = findings;
    await takeForcedColours(page, `states-${state.replaceAll(/\W+/g, "-")}`);
  };
  return { found, look };
}

const leave = async (page: Page) => {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

test("of the till", { timeout: WALK_MS }, async () => {
  await store.publishSettings({ till_locks_after_s: 0 });
  await store.place();
  const till = await openTill(store, { expectedStatus: [401, 403, 409, 422, 503] });
  const { page, sheet, tap, line, button, type, choice } = till;
  const { found, look } = looker(till);
  await look("till empty");
  await page.keyboard.press("F2");
  await page.keyboard.type("zzz");
  await look("till nothing found");
  await page.keyboard.press("Escape");
  for (const [name, state] of [
    ["Drawer", "till drawer closed"],
    [t("pos.sold_out.title"), "till sold out"],
    [t("pos.bar.held", { count: 0 }), "till nothing held"],
    ["Orders", "till orders"],
    [t("pos.ticket.later"), "till when"],
    ["More", "till more"],
  ] as const) {
    await tap(name);
    await sheet.waitFor();
    await look(state);
    await leave(page);
  }
  await tap("Drawer", t("pos.drawer.open_store"));
  await look("till float");
  await type("10000");
  await page.keyboard.press("Enter");
  await sheet.getByText(/^Open since/).waitFor();
  await look("till drawer open");
  await tap(t("pos.drawer.count"));
  await look("till count");
  await page.keyboard.press("Escape");
  await leave(page).catch(() => undefined);
  await page.reload();

  await tap(/^Caffè Latte/, /^Cappuccino/);
  await line("Caffè Latte").tap();
  await look("till line");
  await leave(page);
  await button(/^Pay €/).waitFor();
  await look("till ticket");
  await tap(t("pos.code.title"));
  await sheet.getByRole("textbox").fill("NO-SUCH");
  await tap("Apply");
  await page.getByRole("alert").waitFor();
  await look("till code refused");
  await tap(t("pos.code.title"), t("pos.code.remove", { code: "NO-SUCH" }));
  await leave(page);
  await tap(/^Pay €/);
  await look("till cash");
  await sheet.getByRole("tab", { name: "Card" }).tap();
  await look("till card");
  await tap(t("pos.pay.split"));
  for (const way of ["items", "evenly", "amount"] as const) {
    await sheet.getByRole("tab", { name: t(`pos.split.${way}`) }).tap();
    await look(`till split ${way}`);
  }
  await page.keyboard.press("Escape");
  await tap("Discount");
  await choice("50%").tap();
  await tap(t("pos.discount.reason.wait"), t("pos.discount.action"));
  await type("0000");
  await tap(t("pos.discount.action"));
  await sheet.getByRole("alert").waitFor();
  await look("till discount refused");
  await page.keyboard.press("Escape");
  await tap(/^Exact cash/);
  await sheet.getByText("Paid", { exact: true }).waitFor();
  await look("till paid");
  await tap(t("pos.receipt.show_qr"));
  await look("till receipt code");
  await tap(t("pos.done.new"), "Orders");
  await sheet.getByRole("listitem").first().getByRole("button").tap();
  await look("till order");
  await tap(t("pos.order.refund"));
  await look("till refund");
  await page.keyboard.press("Escape");
  await page.reload();
  await tap(/^Americano/, t("pos.ticket.hold"));
  await tap(t("pos.bar.held", { count: 1 }));
  await look("till held");
  await leave(page);
  await tap("More", t("pos.customer.title"));
  await look("till customer screen");
  await leave(page);

  await tap(/^Americano/);
  await store.stopBox();
  await page.getByText(/^Lost connection/).waitFor();
  await look("till box away");
  await tap(/^Pay €/, /^Exact cash/);
  await sheet.getByRole("alert").waitFor();
  await look("till no response");
  await leave(page);
  await look("till unanswered");
  await store.startBox();
  await sheet.getByText("Paid", { exact: true }).waitFor();
  await tap(t("pos.done.new"));
  await page.getByRole("button", { name: t("pos.bar.sign_out", { name: "ana" }) }).tap();
  await page.getByRole("textbox", { name: "Your PIN" }).waitFor();
  await look("till locked");
  await type("0000");
  await page.keyboard.press("Enter");
  await page.getByText("Nobody at this store has it.").waitFor();
  await look("till wrong PIN");
  expect(found).toEqual({});
  await till.context.close();
});

test("of the queue and the board", { timeout: WALK_MS }, async () => {
  const bar = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista"), expectedStatus: [409, 503] });
  const board = await openScreen(store.browser, { url: store.url, width: 1920, cookies: await store.cookies("board") });
  const [queueLook, boardLook] = [looker(bar), looker(board)];
  await Promise.all([goToQueue(bar.page), board.page.goto("/board")]);
  const { page } = bar;
  const { sheet } = partsOf(page);
  await queueLook.look("queue");
  await boardLook.look("board");
  const { number } = await store.place({ customer_name: "Bo", note: "ALLERGY: nuts" });
  const ticket = page.getByRole("listitem", { name: `Order ${number}`, exact: true });
  await ticket.waitFor();
  await queueLook.look("queue new ticket");
  await ticket.getByRole("button", { name: "More", exact: true }).click();
  await sheet.waitFor();
  await queueLook.look("queue ticket's sheet");
  await leave(page);
  await ticket.getByRole("button", { name: "Start", exact: true }).click();
  await ticket.getByRole("button", { name: "Ready", exact: true }).waitFor();
  await queueLook.look("queue in progress");
  await ticket.getByRole("button", { name: "Ready", exact: true }).click();
  await board.page.getByText(number, { exact: true }).waitFor();
  await queueLook.look("queue ready");
  await boardLook.look("board ready");
  await store.stopBox();
  await page.getByText(/^Lost connection/).waitFor();
  await board.page.getByText(t("board.out_of_date")).waitFor();
  await queueLook.look("queue box away");
  await boardLook.look("board out of date");
  await store.startBox();
  expect({ ...queueLook.found, ...boardLook.found }).toEqual({});
  for (const each of [bar, board]) await each.context.close();
});

test("of pairing", { timeout: WALK_MS }, async () => {
  const stranger = await openScreen(store.browser, { url: store.url, expectedStatus: [401, 403, 409] });
  const { page } = stranger;
  const { tap } = partsOf(page);
  const { found, look } = looker(stranger);
  await page.goto("/");
  await page.getByRole("heading", { name: t("pairing.ask.title") }).waitFor();
  await look("pairing stranger");
  await page.getByLabel(t("pairing.ask.name")).fill("Till by the door");
  await tap(t("pairing.ask.show_code"));
  await page.getByRole("img", { name: /^QR code of/ }).waitFor();
  await look("pairing code");
  await page.goto("/pos");
  await page.getByText(t("store.signed_out.unpaired")).waitFor();
  await look("pairing till not paired");

  const paired = await openTill(store, { expectedStatus: [401] });
  const there = looker(paired);
  await paired.page.goto("/");
  await paired.page.getByRole("heading", { name: "Main Street" }).waitFor();
  await there.look("pairing paired device");
  await paired.tap(t("pairing.approve.open"));
  await paired.sheet.waitFor();
  await there.look("pairing approve");
  await paired.sheet.getByRole("textbox").first().fill("ZZZZ");
  await paired.type("0000");
  await there.look("pairing approve filled");
  expect({ ...found, ...there.found }).toEqual({});
  for (const each of [stranger, paired]) await each.context.close();
});
