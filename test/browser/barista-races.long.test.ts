/**
 * Two screens of one store. A finger takes longer than a frame: what it was aimed at may be something else when it comes down. The
 * slower screen's clock stands still here, so that "just changed" lasts as long as the test needs it.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openScreen, seriousFindings, takeShots, WIDTHS, type Width } from "./browser.ts";
import { openForFile } from "./open-for-file.ts";
import { holdStill, middleOf, only, settle, step, ticket } from "./queue-page.ts";
import { A_SHIFT_MS, goToQueue, openStoreWithQueue, type Placed } from "./store-with-queue.ts";

/** Of a phone, where the page itself goes on below the window; a wide screen turns pages. */
const WIDTH = 390;
const ALL_IN_VIEW = { width: WIDTH, height: 6_000 };

const store = openForFile(openStoreWithQueue);

async function openBar(holdsStill = false, width: Width = 1024) {
  const screen = await openScreen(store.browser, { url: store.url, cookies: await store.cookies("barista"), touch: false, width });
  if (holdsStill) await screen.page.clock.install();
  await goToQueue(screen.page);
  return screen;
}

const move = (orderId: string, expected_status: string, to_status: string) =>
  store.call("POST", `/v1/orders/${orderId}/transition`, { expected_status, to_status });
/** A press begins on the middle of a new order's Start, which moves up when another screen makes what stood above it ready. */
async function pressWhatMoves(page: Page, above: Placed) {
  const placed = await store.place({ customer_name: "Below" });
  await step(page, placed.number, "Start").waitFor();
  await settle(page);
  await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
  const at = await middleOf(page, placed.number, "Start");
  await page.mouse.move(...at);
  await page.mouse.down();
  await move(above.order_id, "IN_PROGRESS", "READY");
  await step(page, above.number, "Recall").waitFor();
  return { ...placed, at };
}
type Pressed = Awaited<ReturnType<typeof pressWhatMoves>>;
async function isUnder(page: Page, { number, at: [x, y] }: Pressed): Promise<boolean> {
  const box = await step(page, number, "Start").boundingBox();
  return box !== null && x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
}

test("a second tap just after another screen's does nothing and is told who was first; then the button works", {
  timeout: A_SHIFT_MS,
}, async () => {
  const [quick, slow] = [await openBar(), await openBar(true)];
  const { page } = slow;
  const { order_id, number } = await store.place({ customer_name: "Race" });
  await store.call("POST", `/v1/orders/${order_id}/tenders`, { method: "CASH" }, await store.box().signIn(store.till, "cashier"));
  await step(page, number, "Start").waitFor();
  // However its own clock has gone since it last heard the box's.
  await page.clock.fastForward(60_000);
  await holdStill(page);
  // Its press begins on Start and ends on Ready.
  await page.mouse.move(...(await middleOf(page, number, "Start")));
  await settle(page);
  await page.mouse.down();
  await step(quick.page, number, "Start").click();
  await step(page, number, "Ready").waitFor();
  await settle(page);
  await page.mouse.up();
  await ticket(page, number).getByRole("status").getByText("Started by barista 1").waitFor();
  await page.getByRole("status").getByText(`barista 1 started ${number}`).waitFor();
  expect(await store.statusOf(order_id)).toBe("IN_PROGRESS");

  // It comes down whole on what has just become Hand over.
  await step(quick.page, number, "Ready").click();
  await step(page, number, "Hand over").waitFor();
  await page.mouse.click(...(await middleOf(page, number, "Hand over")));
  await ticket(page, number).getByRole("status").getByText("Made ready by barista 1").waitFor();
  expect(await ticket(page, number).getByText("Being handed over").count()).toBe(0);
  await settle(page);
  await page.mouse.click(...(await middleOf(page, number, "Hand over")));
  await ticket(page, number).getByText("Being handed over").waitFor();
  for (const { faults, context } of [quick, slow]) {
    expect(faults).toEqual([]);
    await context.close();
  }
});

test("a check-off that another screen has just made is not taken back by the slower tap", async () => {
  const { page, context, faults } = await openBar(true);
  const { order_id, number } = await store.place({ customer_name: "Check" });
  await move(order_id, "PLACED", "IN_PROGRESS");
  await step(page, number, "Ready").waitFor();
  await settle(page);
  await holdStill(page);
  const line = ticket(page, number).getByText("Espresso");
  const read = await store.call("GET", `/v1/orders/${order_id}`);
  const [{ line_id } = { line_id: "" }] = read.json.lines as { line_id: string }[];
  await store.call("PUT", `/v1/orders/${order_id}/lines/${line_id}/made`, { made: true });
  const checked = ticket(page, number).getByRole("checkbox", { checked: true });
  await checked.waitFor({ state: "attached" });
  await line.click();
  await ticket(page, number).getByRole("status").getByText("Look again, then tap").waitFor();
  await checked.waitFor({ state: "attached" });
  await settle(page);
  await line.click();
  await checked.waitFor({ state: "detached" });
  expect(faults).toEqual([]);
  await context.close();
});

/** Where the window has its button, without bringing it into view. */
async function placeOf(page: Page, number: string): Promise<[number, number]> {
  const box = await step(page, number, "Ready").boundingBox();
  return box ? [box.x + box.width / 2, box.y + box.height / 2] : [-1, -1];
}

test("a ticket that a shorter page pushed under the finger is not made ready by it", { timeout: A_SHIFT_MS }, async () => {
  const { page, context, faults } = await openBar(true, WIDTH);
  const placed = [];
  for (const customer_name of ["One", "Two", "Three", "Above", "Last"]) placed.push(await store.place({ customer_name }));
  for (const { order_id } of placed) await move(order_id, "PLACED", "IN_PROGRESS");
  const [above, last] = [placed.at(-2), placed.at(-1)];
  if (!above || !last) throw new Error("nothing was placed");
  await step(page, last.number, "Ready").waitFor();
  await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)");
  await settle(page);
  const before = await placeOf(page, above.number);
  await move(last.order_id, "IN_PROGRESS", "READY");
  await step(page, last.number, "Ready").waitFor({ state: "detached" });
  const pushed = await placeOf(page, above.number);
  expect(pushed[1]).toBeGreaterThan(before[1]);
  await page.mouse.click(...pushed);
  await ticket(page, above.number).getByRole("status").getByText("Look again, then tap").waitFor();
  // Shorter by what is none of the tickets', so that none of them is rendered.
  const note = "document.body.append(Object.assign(document.createElement('p'), { id: 'note', style: 'height: 150px' }))";
  await page.evaluate(`${note}; window.scrollTo(0, document.documentElement.scrollHeight)`);
  await settle(page);
  await ticket(page, above.number).getByText("Look again, then tap").waitFor({ state: "detached" });
  await page.evaluate("document.getElementById('note').remove()");
  await page.mouse.click(...(await middleOf(page, above.number, "Ready")));
  await ticket(page, above.number).getByRole("status").getByText("Look again, then tap").waitFor();
  expect(await store.statusOf(above.order_id)).toBe("IN_PROGRESS");
  expect(faults).toEqual([]);
  await context.close();
});

test("a ticket that moved under the finger is not started by it", { timeout: A_SHIFT_MS }, async () => {
  const { page, context, faults } = await openBar(true, WIDTH);
  const sent: string[] = [];
  page.on("request", (request) => void (/transition$/.test(request.url()) && sent.push(request.url())));
  const placed = [];
  // So many that what is to be made stays longer than what is ready beside it.
  for (const customer_name of ["One", "Two", "Three", "Four", "Five"]) placed.push(await store.place({ customer_name }));
  const [first, last] = [placed.at(0), placed.at(-1)];
  if (!first || !last) throw new Error("nothing was placed");
  await step(page, last.number, "Start").waitFor();
  await settle(page);
  await holdStill(page);
  const manager = await store.box().signIn(store.till, "manager");
  await page.evaluate("window.scrollTo(0, 0)");
  await store.call("POST", `/v1/orders/${first.order_id}/cancel`, { reason: "spilled" }, manager);
  await ticket(page, first.number).getByText("Stop making it").waitFor();
  await settle(page);
  await step(page, first.number, "Seen").click();
  await ticket(page, first.number).waitFor({ state: "detached" });
  await page.mouse.click(...(await middleOf(page, last.number, "Start")));
  await ticket(page, last.number).getByRole("status").getByText("Look again, then tap").waitFor();
  expect(await store.statusOf(last.order_id)).toBe("PLACED");
  await settle(page);
  await page.mouse.click(...(await middleOf(page, last.number, "Start")));
  await step(page, last.number, "Ready").waitFor();

  // Its press begins on Start and ends beside it: another screen has moved what stood above.
  await page.setViewportSize(ALL_IN_VIEW);
  const late = await pressWhatMoves(page, last);
  expect(await isUnder(page, late)).toBe(false);
  await page.mouse.up();
  await ticket(page, late.number).getByRole("status").getByText("Look again, then tap").waitFor();
  await settle(page);

  // At the end of a page that has become shorter it is at another place of it, and yet under the finger: this press was meant.
  await step(page, late.number, "Start").click();
  await step(page, late.number, "Ready").waitFor();
  await page.setViewportSize({ width: WIDTH, height: WIDTHS[WIDTH] });
  const later = await pressWhatMoves(page, late);
  expect(await isUnder(page, later)).toBe(true);
  await page.mouse.up();
  await step(page, later.number, "Ready").waitFor();
  // The press that counted, and none before it.
  for (const { order_id } of [late, later]) expect(sent.filter((url) => url.includes(order_id))).toHaveLength(1);
  expect(faults).toEqual([]);
  await context.close();
});

test("at the till: a step that another screen has just made does nothing more, and a void of what was placed does not end what is being made", {
  timeout: A_SHIFT_MS,
}, async () => {
  const { page, context, faults } = await openScreen(store.browser, {
    url: store.url,
    cookies: await store.cookies("pos", "cashier"),
    touch: false,
    expectedStatus: [409],
  });
  await page.clock.install();
  await page.goto("/pos");
  const { order_id } = await store.place({ customer_name: "Counter" });
  const other = await store.place({ customer_name: "Other" });
  const sheet = page.getByRole("dialog");
  const button = (name: string) => sheet.getByRole("button", { name, exact: true });
  const open = async (name: string) => {
    await page.getByRole("button", { name: "Orders", exact: true }).click();
    await sheet.getByLabel("Find by number").fill(name);
    await sheet.getByRole("button", { name }).click();
  };
  await open("Counter");
  await button("Start").click({ trial: true });
  await holdStill(page);
  const sent: string[] = [];
  page.on("request", (request) => void (/transition$/.test(request.url()) && sent.push(request.postData() ?? "")));
  await move(order_id, "PLACED", "IN_PROGRESS");
  await button("Ready").waitFor();
  await sheet.getByText("Started · pos 1").waitFor();
  const at = await button("Ready").boundingBox();
  if (!at) throw new Error("no button");
  await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  await settle(page);
  await button("Ready").waitFor();
  expect([sent, await store.statusOf(order_id)]).toEqual([[], "IN_PROGRESS"]);
  await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  await button("Recall").waitFor();
  await page.clock.resume();

  await button("Close").click();
  await button("Close").click();
  await open("Other");
  await button("Void").click();
  await move(other.order_id, "PLACED", "IN_PROGRESS");
  await button("Cannot be made").click();
  await button("Void").click();
  await sheet.getByRole("alert").getByText("The order is being made by now; it was shown as placed.").waitFor();
  expect(await store.statusOf(other.order_id)).toBe("IN_PROGRESS");
  expect(faults).toEqual([]);
  await context.close();
});

test("a station is done with its own part; the last one's tap makes the order ready; who sees all sees what is missing", {
  timeout: A_SHIFT_MS,
}, async () => {
  const [bar, food, all] = [await openBar(), await openBar(true), await openBar()];
  const { order_id, number } = await store.place({
    customer_name: "Both",
    items: [
      { item_id: "espresso", qty: 1, modifier_ids: [], note: null },
      { item_id: "avocado-toast", qty: 2, modifier_ids: [], note: null },
    ],
  });
  await only(bar.page, "Bar");
  await only(food.page, "Food");
  await step(food.page, number, "Start").click();
  await step(bar.page, number, "Done").click();
  await bar.page.getByRole("region", { name: "Done here" }).getByText(number).waitFor();
  await ticket(all.page, number).getByText("Missing from food: 2× Avocado Toast").waitFor();
  await step(all.page, number, "Ready anyway").waitFor();
  expect(await store.statusOf(order_id)).toBe("IN_PROGRESS");
  expect(await seriousFindings(bar.page)).toEqual([]);
  await step(bar.page, number, "Not done").click();
  // An undo is offered for a few seconds: they last as long as this needs them.
  await step(food.page, number, "Done").waitFor();
  await holdStill(food.page);
  await settle(food.page);
  // The other part is done while a finger is down: the button is called Ready now, and still means that this part is done.
  await food.page.mouse.move(...(await middleOf(food.page, number, "Done")));
  await food.page.mouse.down();
  await step(bar.page, number, "Done").click();
  await step(food.page, number, "Ready").waitFor();
  await food.page.mouse.up();
  await step(bar.page, number, "Recall").waitFor();
  expect(await store.statusOf(order_id)).toBe("READY");
  await food.page.getByRole("button", { name: "Undo" }).waitFor();
  await settle(food.page);
  await food.page.getByRole("button", { name: "Undo" }).click();
  await step(food.page, number, "Ready").waitFor();
  await bar.page.getByRole("region", { name: "Done here" }).getByText(number).waitFor();
  // Pictures resize the page, and what has moved takes no tap for a moment: at the end, when nobody taps any more.
  await takeShots(bar.page, "barista-done-here");
  for (const { faults, context } of [bar, food, all]) {
    expect(faults).toEqual([]);
    await context.close();
  }
});
