/**
 * Customers who pay in the app: the everyday ones, and each kind of trouble that money meets. They write down what they were
 * told; at the end that, the cloud and the provider have to agree to the cent.
 */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { PaymentResponse } from "@crema/shared/contract/payments";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { ApiError } from "../client/call.ts";
import { until } from "../client/until.ts";
import { basket } from "../seed/baskets.ts";
import type { Chain } from "../start-chain.ts";
import { seededFraction } from "../wan/seeded-fraction.ts";
import type { Shift } from "./shift.ts";

const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 60_000 };
const CARD = "pm_card_visa";
const POOR_CARD = "pm_card_chargeDeclinedInsufficientFunds";

export class OnlineCustomers {
  /** Orders that are paid online, or were to be, and are not settled. */
  readonly #orders: OrderResponse[] = [];
  #random = seededFraction(4711);

  constructor(
    private readonly chain: Chain,
    private readonly shift: Shift,
  ) {}

  get #token(): string {
    return this.chain.file.cloud.customerTokens[0] ?? "";
  }

  /** An order that waits for its payment. */
  async place(changes: Partial<PlaceOrderRequest> = {}): Promise<OrderResponse> {
    const storeId = this.shift.client.store.id;
    const menu = await this.chain.cloud.menu(storeId);
    const wanted: PlaceOrderRequest = { store_id: storeId, ...basket(menu, this.#random), payment_method: "ONLINE", ...changes };
    const order = await this.chain.cloud.placeAsCustomer(this.#token, wanted);
    this.shift.ledger.placed(order);
    this.#orders.push(order);
    return order;
  }

  /** Resolves to the code of a decline. */
  pay(order: OrderResponse, card = CARD): Promise<string | null> {
    if (!order.client_secret) throw new Error(`${order.order_id} came without a client secret.`);
    return this.chain.provider.pay(order.client_secret, card);
  }

  /** Paid, taken by the store, and on its queue to be made. */
  async order(changes: Partial<PlaceOrderRequest> = {}): Promise<OrderResponse> {
    const order = await this.place(changes);
    await this.pay(order);
    await this.#paidAtStore(order);
    return order;
  }

  /** The same, as soon as the app takes orders again. */
  async orderWhenTaken(): Promise<OrderResponse> {
    const order = await until({ ...WAIT, what: `the app takes no orders for ${this.shift.client.store.id}` }, async () => {
      try {
        return await this.place();
      } catch (error) {
        if (error instanceof ApiError && error.status < 500) throw error;
        return null;
      }
    });
    await this.pay(order);
    await this.#paidAtStore(order);
    return order;
  }

  async #paidAtStore({ order_id }: OrderResponse): Promise<void> {
    await until({ ...WAIT, what: `${order_id} is not PAID at the store` }, async () => {
      try {
        return (await this.shift.client.order(order_id)).status === "PAID" ? true : null;
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    });
  }

  async make(order: OrderResponse): Promise<void> {
    const { client } = this.shift;
    await client.move(order.order_id, "PAID", "IN_PROGRESS");
    await client.move(order.order_id, "IN_PROGRESS", "READY");
    await client.move(order.order_id, "READY", "COMPLETED");
  }

  /** A card with too little on it, then another one. */
  async declined(): Promise<void> {
    const order = await this.place();
    const code = await this.pay(order, POOR_CARD);
    if (code !== "insufficient_funds") throw new Error(`The poor card was answered with ${code}.`);
    await this.pay(order);
    await this.#paidAtStore(order);
    await this.make(order);
  }

  /** The webhook that tells of the payment is never sent. */
  async withLostWebhook(): Promise<OrderResponse> {
    await this.chain.provider.loseWebhook("payment_intent.amount_capturable_updated");
    const order = await this.place();
    await this.pay(order);
    return order;
  }

  async foundBySweeper(order: OrderResponse): Promise<void> {
    await this.#paidAtStore(order);
    await this.make(order);
  }

  /** The customer cancels while the barista reaches for the cup: one of them is first, and both are told which. */
  async cancelRaces(): Promise<"cancelled" | "made"> {
    const order = await this.order();
    const outcomes = await Promise.allSettled([
      this.chain.cloud.cancel(this.#token, order.order_id),
      this.shift.client.move(order.order_id, "PAID", "IN_PROGRESS"),
    ]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected" && !(outcome.reason instanceof ApiError && outcome.reason.status === 409)) throw outcome.reason;
    }
    const now = await this.shift.client.order(order.order_id);
    if (now.status === "CANCELLED") return "cancelled";
    await this.shift.client.move(order.order_id, "IN_PROGRESS", "READY");
    await this.shift.client.move(order.order_id, "READY", "COMPLETED");
    return "made";
  }

  /** What was paid for has run out: the guest takes a cheaper thing instead. Resolves to what comes back to the card. */
  async substituted(ordered: string, offered: string): Promise<number> {
    const { client, ledger } = this.shift;
    const order = await this.order({ items: [{ item_id: ordered, qty: 1, modifier_ids: [], note: null }], promotion_codes: [] });
    const { question } = await client.askForSubstitute(order, offered);
    if (!question) throw new Error(`${order.order_id} has no question.`);
    await until({ ...WAIT, what: `the app does not show the question of ${order.order_id}` }, async () => {
      const shown = (await this.chain.cloud.order(this.#token, order.order_id)).question;
      return shown?.question_id === question.question_id ? shown : null;
    });
    const chosen = { question_id: question.question_id, choice: { kind: "SUBSTITUTE", option: 0 } } as const;
    await this.chain.cloud.chooseSubstitute(this.#token, order.order_id, chosen);
    const amended = await until({ ...WAIT, what: `${order.order_id} is not amended` }, async () => {
      const now = await client.order(order.order_id);
      return now.amendments > 0 ? now : null;
    });
    ledger.placed(amended);
    await this.make(order);
    return order.total_cents - amended.total_cents;
  }

  /** The barista has begun and spills it. */
  async spilled(): Promise<void> {
    const order = await this.order();
    await this.shift.client.move(order.order_id, "PAID", "IN_PROGRESS");
    await this.shift.cancel(order.order_id, "spilled");
  }

  /** Waits until every order and every payment has come to its end, and writes down what the customers were told. */
  async settled(): Promise<void> {
    const ends = await Promise.all(this.#orders.splice(0).map((order) => this.#settledOne(order)));
    for (const { order, payment } of ends) {
      this.shift.ledger.moved(order);
      const captured = payment.status === "CAPTURED" ? payment.amount_cents : 0;
      const refunded = payment.refunds
        .filter((refund) => refund.status === "SUCCEEDED")
        .reduce((sum, refund) => sum + refund.amount_cents, 0);
      this.shift.ledger.online(captured, refunded);
    }
  }

  #settledOne({ order_id }: OrderResponse): Promise<{ order: OrderResponse; payment: PaymentResponse }> {
    return until({ ...WAIT, what: `the payment of ${order_id} does not settle` }, async () => {
      const order = await this.chain.cloud.order(this.#token, order_id);
      const payment = await this.chain.cloud.payment(this.#token, order_id);
      const orderEnded = order.status === "COMPLETED" || order.status === "CANCELLED";
      const hold = payment.status === "REQUIRES_PAYMENT" || payment.status === "AUTHORIZED";
      const refunding = payment.refunds.some((refund) => refund.status === "PENDING");
      const handedBack = order.status !== "CANCELLED" || payment.status !== "CAPTURED" || order.refund_state === "FULL";
      return orderEnded && !hold && !refunding && handedBack ? { order, payment } : null;
    });
  }
}
