/** More about money at the till than pos-money.test.ts has in every run: discounts of a line, codes, holds, prices that change, what is sold out. */
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { ask } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { openStoreWithMenu } from "./store-with-menu.ts";
import { lastOrder, looksRight, openTill, tillForEachTest, WHOLE_ORDER_MS } from "./till.ts";

const store = openForFile(openStoreWithMenu);
// A wrong PIN and a card without its reference are part of the job.
const till = tillForEachTest(store, [401, 409, 422]);

test(
  "looking at a discount, or a tender that is refused, puts nothing on the queue and leaves the ticket on the till",
  async () => {
    const { page, button, sheet, tap, type, line } = till;
    const numberOfOrders = async () => (await ask<{ orders: object[] }>(page, "/v1/orders?limit=100")).orders.length;
    const before = await numberOfOrders();
    await tap(/^Americano/, /^Pay €/, "Discount");
    await sheet.getByText("How much").waitFor();
    await page.keyboard.press("Escape");
    await sheet.getByText("To pay").waitFor();
    await page.keyboard.press("Escape");
    await line("Americano").waitFor();
    expect(await numberOfOrders()).toBe(before);

    await tap(/^Pay €/);
    await type("1");
    const pad = await button("Accept").boundingBox();
    await tap("Accept");
    await sheet.getByRole("alert").waitFor();
    expect(await button("Accept").boundingBox()).toEqual(pad);
    await page.keyboard.press("Escape");
    await line("Americano").waitFor();
    expect(await numberOfOrders()).toBe(before);

    expect([await tap(/^Pay €/), await sheet.getByRole("alert").count()]).toEqual([undefined, 0]);
    await tap("Discount");
    await sheet.locator("label", { hasText: "100%" }).tap();
    await tap(t("pos.discount.reason.staff"), t("pos.discount.action"));
    await type(store.pins.manager);
    await tap(t("pos.discount.action"));
    await button("Pay €0.00").tap();
    await sheet.getByText(t("pos.done.queue")).waitFor();
    expect([await numberOfOrders(), await lastOrder(page)]).toMatchObject([before + 1, { total_cents: 0, balance_cents: 0 }]);
    await tap(t("pos.done.new"));
  },
  WHOLE_ORDER_MS,
);

test(
  "a ticket goes on hold and comes back; an order may be paid at pickup; the list finds it by name",
  async () => {
    const { page, button, sheet, tap, type, line } = till;
    await tap(/^Cortado/);
    await page.getByLabel(t("pos.ticket.name")).fill("Zoë");
    await tap(t("pos.ticket.hold"), t("pos.bar.held", { count: 1 }));
    await sheet.getByText("1× Cortado").waitFor();
    await looksRight(till, "pos-held");
    await tap(t("pos.held.resume"));
    await line("Cortado").waitFor();
    await button("On hold").waitFor();
    await tap(/^Pay later/);
    await sheet.getByText(t("pos.done.queue_unpaid")).waitFor();
    await tap(t("pos.done.new"), "Orders");
    await sheet.getByLabel(t("pos.orders.find")).fill("zoe");
    const row = sheet.getByRole("listitem").first().getByRole("button");
    await row.getByText("Zoë").waitFor();
    await row.tap();
    await tap(t("pos.order.take_payment"));
    await type("999999");
    await tap("Accept");
    await sheet.getByText("€9,999.99 was given for €3.80. The change would be €9,996.19.").waitFor();
    await tap("No, enter it again");
    await tap("Exact cash €3.80");
    await sheet.getByText("Paid").waitFor();
    await tap(t("pos.done.new"), t("pos.ticket.repeat"));
    await line("Cortado").waitFor();
    await tap(t("pos.ticket.undo"));
    await line("Cortado").waitFor({ state: "detached" });
  },
  WHOLE_ORDER_MS,
);

test(
  "something is taken off one line of the ticket, and the order says of which",
  async () => {
    const { page, sheet, tap, type, choice } = till;
    await tap(/^Mocha/, /^Americano/, /^Pay €/, "Discount");
    await choice("1 × Mocha").tap();
    await choice("50%").tap();
    await looksRight(till, "pos-line-discount");
    await tap(t("pos.discount.reason.wait"), t("pos.discount.action"));
    await type(store.pins.manager);
    await tap(t("pos.discount.action"));
    await sheet.getByRole("button", { name: /^Exact/ }).waitFor();
    await tap(/^Exact/);
    await sheet.getByText("Paid").waitFor();
    await tap(t("pos.done.new"), "Orders");
    await sheet.getByRole("listitem").first().getByRole("button").tap();
    await sheet.getByText("Long wait: Mocha").waitFor();
    await looksRight(till, "pos-line-discounted");
    const { lines, promotions } = await lastOrder(page);
    expect(promotions).toMatchObject([{ discount_cents: 255, line_id: lines[0]?.line_id }]);
    await tap("Receipt");
    await sheet.getByText("Discount: Mocha").waitFor();
  },
  WHOLE_ORDER_MS,
);

test(
  "something is taken off a line from the line's own sheet, as it has just been changed there",
  async () => {
    const { button, sheet, tap, type, choice, line } = till;
    await tap(/^Mocha/, /^Americano/);
    await line("Mocha").tap();
    await sheet.getByRole("button", { name: /one more$/ }).tap();
    await tap("Discount");
    await choice("50%").tap();
    await tap(t("pos.discount.reason.wait"), t("pos.discount.action"));
    await type(store.pins.manager);
    await tap(t("pos.discount.action"));
    await sheet.waitFor({ state: "detached" });
    // Two mochas at 5.10, half of it off, and an americano.
    await button("Pay €8.60").waitFor();
    await tap("Pay €8.60", "Exact cash €8.60");
    await sheet.getByText("Discount: Mocha").waitFor();
    await tap(t("pos.done.new"));
    const { lines, promotions } = await lastOrder(till.page);
    expect(promotions).toMatchObject([{ discount_cents: 510, line_id: lines[0]?.line_id }]);
  },
  WHOLE_ORDER_MS,
);

test(
  "a bill that is split by item goes on where the guest before was: by the next part, by another sheet, and after the till was loaded again",
  async () => {
    const { page, sheet, tap, button } = till;
    const stepper = (name: string) => sheet.getByRole("group", { name });
    const more = (name: string) => stepper(name).getByRole("button", { name: "More" });
    await tap(/^Mocha/, /^Mocha/, /^Americano/, "Pay €13.70", t("pos.pay.split"));
    await more("Mocha").tap();
    await tap(t("pos.split.take", { amount: "€5.10" }));
    // Looked at again before it is paid, it is chosen still.
    await tap(t("pos.pay.split"));
    await sheet.getByText(t("pos.split.take", { amount: "€5.10" })).waitFor();
    await tap(t("pos.split.take", { amount: "€5.10" }), "Exact cash €5.10");
    await sheet.getByText(t("pos.pay.paid_left", { paid: "€5.10", left: "€8.60" })).waitFor();
    await page.reload();
    await sheet.getByText(t("pos.pay.paid_left", { paid: "€5.10", left: "€8.60" })).waitFor();
    await tap(t("pos.pay.split"));
    await sheet.getByText(t("pos.split.taken", { count: 1 })).waitFor();
    await looksRight(till, "pos-split-again");
    await more("Mocha").tap();
    expect(await more("Mocha").isDisabled()).toBe(true);
    await tap(t("pos.split.take", { amount: "€5.10" }));
    // Loaded again, the part is still the next guest's.
    await page.reload();
    await button("Exact cash €5.10").waitFor();
    await tap("Exact cash €5.10");
    await sheet.getByText(t("pos.pay.paid_left", { paid: "€10.20", left: "€3.50" })).waitFor();
    // From the list of orders, too.
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await tap("Orders");
    await sheet.getByRole("listitem").first().getByRole("button").tap();
    await tap(t("pos.order.take_payment"), t("pos.pay.split"));
    await sheet.getByText(t("pos.split.taken", { count: 2 })).waitFor();
    await more("Americano").tap();
    await tap(t("pos.split.take", { amount: "€3.50" }), "Exact cash €3.50");
    await sheet.getByText("Paid", { exact: true }).waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 1370, paid_cents: 1370, balance_cents: 0 });
    // The next bill begins anew, of the same things too.
    await tap(t("pos.done.new"), /^Mocha/, /^Mocha/, /^Americano/, "Pay €13.70", t("pos.pay.split"));
    expect(await sheet.getByText(t("pos.split.taken", { count: 1 })).count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  },
  WHOLE_ORDER_MS,
);

test(
  "a promotion code is taken off; one that is not known says so and can be taken off the ticket",
  async () => {
    const { page, button, tap } = till;
    await page.getByRole("tab", { name: "Bakery & kitchen" }).tap();
    await tap(/^Avocado Toast/, t("pos.code.title"));
    await page.getByRole("textbox", { name: t("pos.code.label") }).fill("NO-SUCH");
    await tap("Apply");
    await page.getByRole("alert").waitFor();
    expect(await button(t("pos.ticket.pay")).isDisabled()).toBe(true);
    await tap(t("pos.code.title"), t("pos.code.remove", { code: "NO-SUCH" }));
    await page.getByRole("textbox", { name: t("pos.code.label") }).fill("BAKERY10");
    await tap("Apply");
    await page.getByText("10% off the bakery").waitFor();
    await tap("Pay €8.01", "Exact cash €8.01");
    await tap(t("pos.done.new"));
    expect(await lastOrder(page)).toMatchObject({ discount_cents: 89, total_cents: 801, paid_cents: 801 });
  },
  WHOLE_ORDER_MS,
);

test(
  "a price that changed since it was shown is said, the new one stands there, and nothing was sold before it was agreed to",
  async () => {
    const { page, button, sheet, tap } = till;
    await tap(/^Americano/);
    await button("Pay €3.50").waitFor();
    const { order_id: before } = await lastOrder(page);
    await store.publishPrice("americano", 390);
    await tap("Pay €3.50", "Exact cash €3.50");
    await sheet.getByRole("alert").waitFor();
    await button("Exact cash €3.90").waitFor();
    expect((await lastOrder(page)).order_id).toBe(before);
    await tap("Exact cash €3.90");
    await sheet.getByText("Paid").waitFor();
    expect(await lastOrder(page)).toMatchObject({ total_cents: 390, paid_cents: 390 });
    await store.publishPrice("americano", 350);
  },
  WHOLE_ORDER_MS,
);

test(
  "an item is sold out on every till at once, from a sheet of its own, and is there again; taps in the grid go on selling",
  async () => {
    const { button, line, sheet, tap } = till;
    const other = await openTill(store);
    await tap("Sold out");
    await sheet.getByLabel(t("pos.sold_out.find")).fill("latte");
    await tap("Spiced Latte: mark sold out");
    await sheet.getByText("Spiced Latte is sold out, here and in the app.").waitFor();
    expect(await other.button(/^Spiced Latte Sold out/).isDisabled()).toBe(true);
    await looksRight(till, "pos-sold-out");
    await tap(t("pos.line.done"), /^Americano/);
    await line("Americano").waitFor();
    await tap("Sold out", "Spiced Latte: back on sale");
    await other.button(/^Spiced Latte €/).waitFor();
    await sheet.getByRole("button", { name: t("pos.ticket.undo") }).tap();
    await other.button(/^Spiced Latte Sold out/).waitFor();
    await other.button(/^Spiced Latte/).tap({ force: true }); // Must not cost the first tap that sells, afterwards.
    await sheet.getByRole("button", { name: t("pos.ticket.undo") }).tap();
    await tap(t("pos.line.done"));
    await other.button(/^Spiced Latte €/).tap();
    await other.line("Spiced Latte").waitFor();
    await button(/^Spiced Latte €/).waitFor();
    await other.context.close();
  },
  WHOLE_ORDER_MS,
);

test(
  "what is left is counted down on every till, and sold out until a time is said with it; at the counter the count refuses nothing",
  async () => {
    const { page, button, sheet, tap } = till;
    const other = await openTill(store);
    const top = () => sheet.last();
    await tap("Sold out", "Americano: more");
    await top().getByLabel(t("store.stock.how_many")).fill("1");
    await looksRight(till, "pos-stock");
    await top()
      .getByRole("button", { name: t("store.stock.count") })
      .tap();
    await sheet.getByText("Americano: 1 left from here on.").waitFor();
    await other.button(/^Americano €.* 1 left/).waitFor();
    await tap("Espresso: more");
    await top().getByLabel(t("store.stock.time")).fill("23:30");
    await top()
      .getByRole("button", { name: /^Until .*11:30|^Until .*23:30/ })
      .tap();
    await sheet.getByText(/^Espresso is sold out until .*, here and in the app\.$/).waitFor();
    await tap("Spiced Latte: more");
    await top()
      .getByRole("button", { name: t("store.stock.until_tomorrow") })
      .tap();
    await sheet.getByText("Spiced Latte is sold out until tomorrow, here and in the app.").waitFor();
    await looksRight(till, "pos-sold-out-until");
    await tap(t("pos.line.done"));
    expect(await button(/^Espresso Sold out/).isDisabled()).toBe(true);
    await tap(/^Americano/, /^Americano/, /^Pay later/, t("pos.done.new"));
    await other.button(/^Americano €.* None left/).waitFor();
    await looksRight(till, "pos-none-left");
    for (const [name, again] of [
      ["Espresso", /^Espresso €/],
      ["Spiced Latte", /^Spiced Latte €/],
    ] as const) {
      await tap("Sold out", `${name}: back on sale`);
      await other.button(again).waitFor();
      await page.keyboard.press("Escape");
    }
    await tap("Sold out", "Americano: more");
    await top()
      .getByRole("button", { name: t("store.stock.back") })
      .tap();
    await sheet.getByText(t("pos.sold_out.back", { name: "Americano" })).waitFor();
    await other.context.close();
  },
  WHOLE_ORDER_MS,
);
