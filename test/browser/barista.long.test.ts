/** More of the bar's queue than barista.test.ts has in every run: steps taken back, sounds, stations, marks of tickets, orders that are not confirmed. */
import { appOrder, testId } from "@crema/shared/domain/order/order.test-fixture";
import { english as t } from "@crema/tools/words/english";
import { expect, test } from "vitest";
import { openScreen, seriousFindings, takeShots, WIDTHS } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { holdStill, openMore, rushed, settle, step, ticket } from "./queue-page.ts";
import { goToQueue, openQueue, openStoreWithQueue } from "./store-with-queue.ts";

const store = openForFile(openStoreWithQueue);

test("what was handed over by mistake is taken back within five seconds; a paid order leaves, by keyboard", async () => {
  const { order_id, number } = await store.place({ customer_name: "Key" });
  // To which the arrow leads in the end.
  await store.place({ customer_name: "Next" });
  const cashier = await store.box().signIn(store.till, "cashier");
  await store
    .box()
    .call("POST", `/v1/orders/${order_id}/tenders`, { method: "CASH" }, { token: cashier, headers: { "idempotency-key": "t1" } });
  const { page, faults, context } = await openQueue(store);
  // A ticket that has just come in takes no key either.
  await step(page, number, "Start").click({ trial: true });
  await step(page, number, "Start").focus();
  await page.keyboard.press("Enter");
  await step(page, number, "Ready").click();
  await step(page, number, "Hand over").waitFor();
  await holdStill(page);
  await settle(page);
  await step(page, number, "Hand over").click();
  await ticket(page, number).getByText("Being handed over").waitFor();
  await page.keyboard.press("u");
  await step(page, number, "Hand over").waitFor();
  expect(await store.statusOf(order_id)).toBe("READY");
  await page.clock.resume();
  await step(page, number, "Hand over").click();
  await ticket(page, number).waitFor({ state: "detached" });
  expect(await store.statusOf(order_id)).toBe("COMPLETED");
  await page.keyboard.press("ArrowRight");
  expect(await page.evaluate("document.activeElement.dataset.step !== undefined")).toBe(true);
  expect(faults).toEqual([]);
  await context.close();
});

/** What the page sounds, by frequency: heard at the oscillators, as a machine has no ears. */
const EARS = `{
  window.heard = [];
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    window.heard.push(this.frequency.value);
    return start.apply(this, at);
  };
}`;

test("news is heard, each by its own tones, once the screen was touched; with the sound off nothing is", async () => {
  const { page, faults, context } = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista") });
  await page.addInitScript(EARS);
  await goToQueue(page);
  const hint = page.getByText(t("store.sound.touch"));
  await hint.waitFor();
  const toMake = page.getByRole("heading", { name: "To make" });
  const before = await toMake.boundingBox();
  expect(await page.evaluate("getComputedStyle(document.querySelector('.sound-hint')).position")).toBe("static");
  await page.getByRole("heading", { name: "Queue" }).click();
  await hint.waitFor({ state: "hidden" });
  // What the first touch was aimed at stays under it.
  expect(await toMake.boundingBox()).toEqual(before);
  const heard = () => page.evaluate("window.heard.splice(0)");
  const { order_id, number } = await store.place({ customer_name: "Mute" });
  await ticket(page, number).waitFor();
  await expect.poll(heard).toEqual([660, 880]);
  const cashier = await store.box().signIn(store.till, "cashier");
  const amended = { items: [{ item_id: "espresso", qty: 3 }], shown: { amendments: 0, total_cents: 560 } };
  expect((await store.box().call("POST", `/v1/orders/${order_id}/amend`, amended, { token: cashier })).status).toBe(200);
  await ticket(page, number).getByText("Changed", { exact: true }).waitFor();
  await ticket(page, number).getByText("3×").waitFor();
  await expect.poll(heard).toEqual([740, 740, 740]);
  await page.getByRole("button", { name: "Sound on" }).click();
  await store.box().call("POST", `/v1/orders/${order_id}/cancel`, { reason: "spilled" }, { token: cashier });
  await ticket(page, number).getByText("Void", { exact: true }).waitFor();
  expect(await heard()).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});

test("a station sees the tickets that it has work on, and what of them is made elsewhere; a ticket is put first and back", async () => {
  const { page, faults, context } = await openQueue(store);
  const mixed = await store.place({
    customer_name: "Both",
    items: [
      { item_id: "espresso", qty: 1, modifier_ids: [], note: null },
      { item_id: "avocado-toast", qty: 1, modifier_ids: [], note: null },
    ],
  });
  const bar = await store.place({ customer_name: "Bar" });
  await ticket(page, bar.number).waitFor();
  const only = (station: string) => page.locator("label").filter({ hasText: station }).click();
  await only("Food");
  await ticket(page, bar.number).waitFor({ state: "detached" });
  await ticket(page, mixed.number).getByText("(bar)").waitFor();
  const allDay = page.getByRole("region", { name: "All day" });
  await allDay.getByText("Avocado Toast").waitFor();
  expect(await allDay.getByText("Espresso").count()).toBe(0);
  await only("All");
  await ticket(page, bar.number).waitFor();
  // Put first, it is before those that were promised earlier; put back, behind them.
  expect(await rushed(page, bar.number, "Rush")).toBe(bar.order_id);
  await takeShots(page, "barista-rush");
  expect(await rushed(page, bar.number, "No rush")).not.toBe(bar.order_id);
  expect(faults).toEqual([]);
  await context.close();
});

test("refunded, unpaid and replaced tickets are marked, and a ticket that comes in out of sight is led to", async () => {
  const { page, faults, context } = await openQueue(store, { width: 390 });
  const call = async (path: string, body: object, role: "cashier" | "manager") => {
    const token = await store.box().signIn(store.till, role);
    const response = await store.call("POST", path, body, token);
    if (response.status >= 300) throw new Error(response.text);
    return response.json;
  };
  const back = await store.place({ customer_name: "Back" });
  await call(`/v1/orders/${back.order_id}/tenders`, { method: "CASH" }, "cashier");
  await store
    .box()
    .call("POST", `/v1/orders/${back.order_id}/transition`, { to_status: "IN_PROGRESS", expected_status: "PLACED" }, { token: store.till });
  await ticket(page, back.number).getByText("Started by pos 1").waitFor();
  expect(
    await ticket(page, back.number)
      .getByText(/Not paid|Refunded/)
      .count(),
  ).toBe(0);
  await call(`/v1/orders/${back.order_id}/refunds`, { reason: "cold", manager_pin: store.pins.manager }, "cashier");
  await ticket(page, back.number).getByText("All of it was refunded. Ask at the till before you make it.").waitFor();
  const owing = await store.place({ customer_name: "Owes" });
  await ticket(page, owing.number).getByText("Not paid").waitFor();
  const order = appOrder("OFFERED", { order_id: testId(0xa7), ticket_number: null, business_day: null, customer_name: "Remy" });
  await store.bring({ kind: "order.offered", at: order.created_at, order });
  const instead = await call(`/v1/orders/${order.order_id}/replace`, { manager_pin: store.pins.manager }, "manager");
  await ticket(page, String(instead.ticket_number)).getByText("In place of an app order").waitFor();
  await takeShots(page, "barista-marked");

  // On a page that has just been opened nothing is news.
  await goToQueue(page);
  const below = await store.place({ customer_name: "Below" });
  const leads = page.getByRole("button", { name: /1 new out of sight/ });
  await leads.waitFor();
  await leads.click();
  await leads.waitFor({ state: "detached" });
  const { y = -1, height = 0 } = (await ticket(page, below.number).boundingBox()) ?? {};
  expect(y + height / 2).toBeGreaterThan(0);
  expect(y + height / 2).toBeLessThan(WIDTHS[390]);
  expect(faults).toEqual([]);
  await context.close();
});

test("an app order that is not confirmed is greyed, says why, and cannot be started; confirmed it can", async () => {
  const { page, faults, context } = await openQueue(store);
  const order = appOrder("OFFERED", { order_id: testId(0xa1), ticket_number: null, business_day: null, customer_name: "Ines" });
  const at = order.created_at;
  await store.bring({ kind: "order.offered", at, order });
  const { ticket_number } = (await store.box().call("GET", `/v1/orders/${order.order_id}`, undefined, { token: store.till })).json;
  const greyed = ticket(page, String(ticket_number));
  await greyed.getByText("Not confirmed yet: do not make it. The store is offline").waitFor();
  // What is sold out may be marked from it all the same.
  expect(await greyed.getByRole("button", { name: /^(?!More$)/ }).count()).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "barista-unconfirmed");
  const event_id = testId(0xd1);
  await store.bring({ kind: "order.confirmed", at, event_id, order_id: order.order_id, order_seq: 1, status: "PLACED" });
  await step(page, String(ticket_number), "Start").waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test("what is sold out is marked from a line, and every ticket that has it says so", async () => {
  const [first, second] = [await store.place({ customer_name: "Ada" }), await store.place({ customer_name: "Bea" })];
  const { page, faults, context } = await openQueue(store);
  const started = await store.place({ customer_name: "Cy" });
  await settle(page);
  await step(page, started.number, "Start").click();
  const sheet = page.getByRole("dialog");
  const ask = async (number: string) => {
    await openMore(page, number);
    await sheet.getByRole("button", { name: /^86: / }).first().click();
    await sheet.getByRole("button", { name: "Sold out until tomorrow" }).waitFor();
  };
  await ask(first.number);
  expect(await seriousFindings(page)).toEqual([]);
  await takeShots(page, "barista-86");
  await sheet.getByRole("button", { name: t("store.stock.until_tomorrow") }).click();
  await sheet.waitFor({ state: "detached" });
  for (const { number } of [first, second]) await ticket(page, number).getByText("Sold out in it").waitFor();
  expect(await ticket(page, started.number).getByText("Sold out").count()).toBe(0);
  await takeShots(page, "barista-sold-out");
  expect(await seriousFindings(page)).toEqual([]);
  await settle(page);
  await ask(second.number);
  await sheet.getByRole("button", { name: "Available, not counted" }).click();
  for (const { number } of [first, second]) await ticket(page, number).getByText("Sold out in it").waitFor({ state: "detached" });
  expect(faults).toEqual([]);
  await context.close();
});
