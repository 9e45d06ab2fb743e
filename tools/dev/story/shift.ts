/** People at work in one store: they sell, make and take money, and write down what they were told. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { RandomFraction } from "@crema/shared/domain/kernel/clock";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import type { StoreClient } from "../client/store-client.ts";
import { basket } from "../seed/baskets.ts";
import type { Pins } from "../seed/stores.ts";
import type { StoreLedger } from "./ledger.ts";

/** Tickets that a story leaves on the bar, so that whoever opens a screen sees a shop. */
const LEFT_OPEN = 8;

/** How many people order, or work, at the same time. */
const HANDS = 8;
/** Guests round up to what their purse has: whole notes of 20. */
const NOTE_CENTS = 2_000;

export class Shift {
  #menu: MenuResponse | null = null;
  #cashier: string | null = null;

  constructor(
    readonly client: StoreClient,
    readonly ledger: StoreLedger,
    private readonly pins: Pins,
    private readonly random: RandomFraction,
  ) {}

  /** Takes `count` orders at the counter; resolves to their ids. */
  async sell(count: number): Promise<string[]> {
    this.#menu ??= await this.client.menu();
    const menu = this.#menu;
    const baskets = Array.from({ length: count }, () => basket(menu, this.random));
    return inParallel(baskets, async (one) => {
      const order = await this.client.place(one);
      this.ledger.placed(order);
      return order.order_id;
    });
  }

  /** Makes the orders: IN_PROGRESS, then READY. */
  async make(orderIds: readonly string[]): Promise<void> {
    await inParallel(orderIds, async (orderId) => {
      this.ledger.moved(await this.client.move(orderId, "PLACED", "IN_PROGRESS"));
      this.ledger.moved(await this.client.move(orderId, "IN_PROGRESS", "READY"));
    });
  }

  /** Takes the money for orders that are READY and hands them over: mostly cash with change, some cards, some split. */
  async settle(orderIds: readonly string[]): Promise<void> {
    const token = await this.#cashierToken();
    await inParallel(
      orderIds.map((orderId, index) => ({ orderId, index })),
      async ({ orderId, index }) => {
        const due = (await this.client.order(orderId)).total_cents;
        if (index % 10 === 9 && due > 1)
          await this.#take(orderId, token, { method: "EXTERNAL_CARD", reference: `T1-${index}`, amount_cents: Math.floor(due / 2) });
        const card = index % 3 === 2;
        await this.#take(
          orderId,
          token,
          card
            ? { method: "EXTERNAL_CARD", reference: `T2-${index}` }
            : { method: "CASH", tendered_cents: Math.ceil(due / NOTE_CENTS) * NOTE_CENTS },
        );
      },
    );
  }

  /** Makes and hands over what an earlier story left on the bar; its money is in no ledger. */
  async clearTheBar(): Promise<void> {
    const { orders, more } = await this.client.queue();
    const open = orders.filter(isTheCounters);
    const token = open.length > 0 ? await this.#cashierToken() : "";
    await inParallel(open, async (order) => {
      if (order.look_first) await this.client.look(order.order_id, false);
      await this.#moveOn(order.order_id, order.status, () => undefined);
      const paid = order.paid_cents - order.refunded_cents >= order.total_cents;
      if (paid) await this.client.move(order.order_id, "READY", "COMPLETED");
      else await this.client.tender(order.order_id, token, { method: "CASH" });
    });
    // A queue tells so many at once.
    if (more > 0 && open.length > 0) await this.clearTheBar();
  }

  /** The sign-ins of the store's staff ended with the box that had them. */
  newBox(): void {
    this.#cashier = null;
  }

  /** The end of a rush: hands over all but the last few tickets, and leaves those in every state that a bar shows. */
  async workOff(): Promise<void> {
    const { orders, more } = await this.client.queue();
    const open = orders.filter((order) => isTheCounters(order) && this.ledger.orders.has(order.order_id));
    // A queue tells so many at once: the oldest first, until the rest is in sight.
    const isAll = more === 0 || open.length === 0;
    const rest = isAll ? open.slice(-LEFT_OPEN) : [];
    const done = isAll ? open.slice(0, -LEFT_OPEN) : open;
    // What the box before this one may have begun: nobody has made these.
    for (const order of open) if (order.look_first) await this.client.look(order.order_id, false);
    await inParallel(done, (order) => this.#moveOn(order.order_id, order.status, (now) => this.ledger.moved(now)));
    await this.settle(done.map((order) => order.order_id));
    if (!isAll) return this.workOff();
    const placed = rest.filter((order) => order.status === "PLACED").map((order) => order.order_id);
    await this.make(placed.slice(0, 2));
    for (const id of placed.slice(2, 4)) this.ledger.moved(await this.client.move(id, "PLACED", "IN_PROGRESS"));
  }

  /** To READY. */
  async #moveOn(orderId: string, from: OrderStatus, tell: (now: OrderResponse) => void): Promise<void> {
    if (from === "PLACED") tell(await this.client.move(orderId, "PLACED", "IN_PROGRESS"));
    if (from !== "READY") tell(await this.client.move(orderId, "IN_PROGRESS", "READY"));
  }

  /** Takes cash for an order that was only placed, then cancels it: everything goes back. */
  async payAndCancel(orderId: string): Promise<void> {
    const token = await this.#cashierToken();
    await this.#take(orderId, token, { method: "CASH" });
    const order = await this.client.cancel(orderId, token, this.pins.manager, "The guest changed their mind");
    this.ledger.moved(order);
    this.ledger.refunded(order.refunded_cents);
  }

  /** One piece of the order's first line was not what the guest had ordered: it is refunded with its tax. */
  async refundPiece(orderId: string): Promise<number> {
    const [line] = (await this.client.order(orderId)).lines;
    if (!line) throw new Error(`${orderId} has no line.`);
    const reason = "Not what was ordered";
    const asked = { lines: [{ line_id: line.line_id, qty: 1 }], reason, manager_pin: this.pins.manager };
    const { refunds, order } = await this.client.refund(orderId, await this.#cashierToken(), asked);
    const cents = refunds.reduce((sum, refund) => sum + refund.amount_cents, 0);
    this.ledger.refunded(cents);
    this.ledger.moved(order);
    return cents;
  }

  /** The guest had paid by card, and the cashier typed in cash: put right after the hand-over. */
  async correctTender(orderId: string): Promise<number> {
    const token = await this.#cashierToken();
    const wrong = (await this.client.tenders(orderId, token)).at(-1);
    if (!wrong) throw new Error(`${orderId} was not paid at the counter.`);
    const right = { method: "EXTERNAL_CARD", reference: "T3-1", reason: "It was the card", manager_pin: this.pins.manager } as const;
    const paid = { orderId, paymentId: wrong.payment.payment_id };
    const { correction, payment, order } = await this.client.correctTender(paid, token, right);
    this.ledger.refunded(correction.amount_cents);
    this.ledger.taken(payment.amount_cents);
    this.ledger.moved(order);
    return payment.amount_cents;
  }

  /** A manager cancels; nothing was taken at the counter. */
  async cancel(orderId: string, reason: string): Promise<void> {
    this.ledger.moved(await this.client.cancel(orderId, await this.#cashierToken(), this.pins.manager, reason));
  }

  async #take(orderId: string, token: string, tender: Parameters<StoreClient["tender"]>[2]): Promise<void> {
    const response = await this.client.tender(orderId, token, tender);
    this.ledger.taken(response.payment.amount_cents);
    this.ledger.moved(response.order);
  }

  async #cashierToken(): Promise<string> {
    this.#cashier ??= await this.client.signIn(this.pins.cashier);
    return this.#cashier;
  }
}

function isTheCounters(order: Pick<OrderResponse, "pay_mode" | "handoff" | "releases_at">): boolean {
  return (
    order.pay_mode === "AT_STORE" && (order.handoff === "BORN_AT_STORE" || order.handoff === "CONFIRMED") && order.releases_at === null
  );
}

/** Runs the work with a few hands at once, in the list's order; throws what the first failure was. */
async function inParallel<T, R>(list: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = list.entries();
  const hand = async () => {
    for (const [index, one] of waiting) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: HANDS }, hand));
  return results;
}
