/** What every screen of a store shows of its orders, beside what its box has. */
import { english as t } from "@crema/tools/words/english";
import type { Page } from "playwright-core";
import { ask } from "./browser.ts";
import { orderIdOf } from "./customer.ts";

export interface AllScreens {
  readonly till: Page;
  readonly bar: Page;
  readonly board: Page;
  /** On the page of the order that its guest placed last; null: what it shows is not compared. */
  readonly phone: Page | null;
}

interface BoxOrder {
  readonly order_id: string;
  readonly ticket_number: string | null;
  readonly status: "PLACED" | "PAID" | "IN_PROGRESS" | "READY" | "COMPLETED" | "CANCELLED";
  readonly total_cents: number;
}

/** A row of a screen, as "number: what it says". */
type Rows = readonly string[];

/** One line for each row that is on one of the two alone: empty when a screen and the box agree. */
export async function differencesFromBox({ till, bar, board, phone }: AllScreens): Promise<string[]> {
  const orders = await ordersOfBox(till);
  const open = orders.filter(({ status }) => status !== "COMPLETED" && status !== "CANCELLED");
  const isMade = ({ status }: BoxOrder) => status === "READY";
  const rows = (of: readonly BoxOrder[], says: (order: BoxOrder) => string) => of.map((order) => `${order.ticket_number}: ${says(order)}`);
  return [
    ...apart(
      "bar",
      await shownAtBar(bar),
      rows(open, (order) => AT_BAR[order.status]),
    ),
    ...apart(
      "board",
      await shownOnBoard(board),
      rows(open, (order) => t(isMade(order) ? "board.ready" : "board.preparing")),
    ),
    ...apart(
      "till",
      await shownAtTill(till),
      rows(orders, (order) => `${t(`pos.status.${order.status}`)} €${(order.total_cents / 100).toFixed(2)}`),
    ),
    ...(phone ? await phoneApart(phone, orders) : []),
  ];
}

const AT_BAR = { PLACED: "Start", PAID: "Start", IN_PROGRESS: "Ready", READY: "made", COMPLETED: "gone", CANCELLED: "gone" } as const;

interface OrdersPage {
  readonly orders: BoxOrder[];
  readonly next_before: string | null;
}

async function ordersOfBox(page: Page): Promise<BoxOrder[]> {
  let part = await ask<OrdersPage>(page, "/v1/orders");
  const read = part.orders;
  while (part.next_before !== null) {
    part = await ask<OrdersPage>(page, `/v1/orders?before=${part.next_before}`);
    read.push(...part.orders);
  }
  return read;
}

/** Also what is a page further: it is drawn beside what is looked at. */
async function shownAtBar(page: Page): Promise<string[]> {
  const tickets = page.getByRole("listitem", { name: /^Order / });
  const toMake = await page
    .locator("section.queue-make")
    .getByRole("listitem", { name: /^Order / })
    .all();
  const rows: string[] = [];
  for (const ticket of toMake) rows.push(`${await numberOf(ticket)}: ${await ticket.locator("[data-step]").textContent()}`);
  const made = await page
    .getByRole("region", { name: t("queue.ready") })
    .getByRole("listitem", { name: /^Order / })
    .all();
  for (const card of made) rows.push(`${await numberOf(card)}: made`);
  const all = await tickets.count();
  return rows.length === all ? rows : [...rows, `${all - rows.length} elsewhere`];
}

const numberOf = async (ticket: ReturnType<Page["locator"]>) => (await ticket.getAttribute("aria-label"))?.replace(/^Order /, "");

async function shownOnBoard(page: Page): Promise<string[]> {
  const rows: string[] = [];
  for (const name of [t("board.preparing"), t("board.ready")]) {
    const numbers = await page.getByRole("region", { name, exact: true }).locator("strong").allTextContents();
    rows.push(...numbers.map((number) => `${number}: ${name}`));
  }
  return rows;
}

/** From its list of orders, which is opened for it. */
async function shownAtTill(page: Page): Promise<string[]> {
  await page.getByRole("button", { name: "Orders", exact: true }).tap();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("listitem").first().waitFor();
  const more = sheet.getByRole("button", { name: t("pos.orders.more") });
  const list = sheet.locator(".order-row");
  while ((await more.count()) > 0) {
    const before = await list.count();
    await more.tap();
    await list.nth(before).waitFor();
  }
  const rows = (await page.evaluate(`[...document.querySelectorAll(".order-row")].map((row) => {
    const [number, state, total] = [".order-number", ".order-state", ":scope > .number:last-child"].map((part) => row.querySelector(part));
    return number.textContent + ": " + state.firstChild.textContent + " " + total.textContent;
  })`)) as string[];
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "detached" });
  return rows;
}

const ON_PHONE = {
  PLACED: "order.head.accepted",
  PAID: "order.head.paid_online",
  IN_PROGRESS: "order.head.in_progress",
  READY: "order.head.ready",
  COMPLETED: "order.head.completed",
  CANCELLED: "order.head.cancelled",
} as const;

async function phoneApart(page: Page, orders: readonly BoxOrder[]): Promise<string[]> {
  const order = orders.find(({ order_id }) => order_id === orderIdOf(page));
  const says = await page.getByRole("heading", { level: 1 }).textContent();
  return order ? apart("phone", [`${says}`], [t(ON_PHONE[order.status])]) : ["phone: on no order that the box has"];
}

function apart(screen: string, shown: Rows, expected: Rows): string[] {
  return [
    ...shown.filter((row) => !expected.includes(row)).map((row) => `${screen} shows ${row}`),
    ...expected.filter((row) => !shown.includes(row)).map((row) => `${screen} lacks ${row}`),
  ];
}
