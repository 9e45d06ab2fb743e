/** Online orders on a running chain, brought to a named step of their payment: the provider holds its responses back as it is told to. */
import { OrderResponse } from "@crema/shared/contract/orders";
import type { OrderStatus } from "@crema/shared/domain/order/order";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { call } from "@crema/tools/dev/client/call";
import { until } from "@crema/tools/dev/client/until";
import { basket } from "@crema/tools/dev/seed/baskets";
import type { Chain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import pg from "pg";
import { expect } from "vitest";

export const WAIT = { clock: systemClock, timers: systemTimers, limitMs: 90_000, everyMs: 50 };
/** Longer than a test. */
export const NEVER_MS = 600_000;
/** The provider does what it was asked, or answers, only when the one who asked is dead; until then it refuses the key as in use. */
export const AFTER_THE_KILL_MS = 8_000;

export const intentOf = (order: OrderResponse) => order.client_secret?.split("_secret_")[0] ?? "";

export class OnlineMoney {
  readonly #chain: Chain;
  readonly #database: pg.Pool;

  constructor(chain: Chain) {
    this.#chain = chain;
    this.#database = new pg.Pool({ connectionString: chain.file.databaseUrl });
    this.#database.on("error", () => undefined);
  }

  close(): Promise<void> {
    return this.#database.end();
  }

  get store() {
    const [store] = this.#chain.stores;
    const [token] = this.#chain.file.cloud.customerTokens;
    if (!store || token === undefined) throw new Error("The chain has no store or no customer.");
    return { id: store.id, till: store.client, token };
  }

  /** The same request under the same key, as an app that has had no response sends it again. */
  async place(key: string = this.#chain.newId()): Promise<OrderResponse> {
    const { id, token } = this.store;
    const wanted = { store_id: id, ...basket(await this.#chain.cloud.menu(id), seededFraction(7)), payment_method: "ONLINE" };
    return call(OrderResponse, { method: "POST", url: `${this.#chain.file.cloud.url}/v1/orders`, token, key, body: wanted });
  }

  async plan(operation: string, outcome: string, ms: number, object?: string): Promise<void> {
    await this.#chain.provider.plan({ operation, outcome, ms, times: 1, ...(object === undefined ? {} : { object }) });
  }

  async pay(order: OrderResponse): Promise<void> {
    await this.#chain.provider.pay(order.client_secret ?? "", "pm_card_visa");
  }

  async paid(): Promise<OrderResponse> {
    const order = await this.place();
    await this.pay(order);
    await this.atStore(order, "PAID");
    return order;
  }

  /** Held at the provider in this way; the customer has paid. */
  async paidWith(operation: string, outcome: string, ms: number): Promise<OrderResponse> {
    const order = await this.place();
    await this.plan(operation, outcome, ms, intentOf(order));
    await this.pay(order);
    return order;
  }

  async rows(query: string, ...values: string[]): Promise<number> {
    return Number((await this.#database.query<{ n: string }>(`SELECT count(*) AS n FROM ${query}`, values)).rows[0]?.n);
  }

  reaches(what: string, holds: () => Promise<boolean>): Promise<true> {
    return until({ ...WAIT, what }, async () => ((await holds().catch(() => false)) ? true : null));
  }

  asked(kind: string, { order_id }: OrderResponse): Promise<true> {
    const tried = "payment_operations WHERE kind = $1 AND order_id = $2 AND tries > 0";
    return this.reaches(`the ${kind} is asked`, async () => (await this.rows(tried, kind, order_id)) === 1);
  }

  webhookStored(order: OrderResponse): Promise<true> {
    const waiting = "psp_events WHERE state = 'WAITING' AND intent_id = $1";
    return this.reaches("the webhook is stored", async () => (await this.rows(waiting, intentOf(order))) > 0);
  }

  atProvider(what: "captured_cents" | "refunded_cents", order: OrderResponse): Promise<true> {
    return this.reaches(
      `${what} at the provider`,
      async () => (await this.#chain.provider.intent(intentOf(order)))[what] === order.total_cents,
    );
  }

  providerGone(): Promise<true> {
    return this.reaches("the provider is gone", () =>
      this.#chain.provider.sums(this.store.id).then(
        () => false,
        () => true,
      ),
    );
  }

  atStore(order: OrderResponse, status: OrderStatus): Promise<true> {
    return this.reaches(`${status} at the store`, async () => (await this.store.till.order(order.order_id)).status === status);
  }

  refunded({ order_id }: OrderResponse): Promise<true> {
    return this.reaches("the refund", async () => (await this.#chain.cloud.order(this.store.token, order_id)).refund_state === "FULL");
  }

  async make({ order_id }: OrderResponse): Promise<void> {
    const { till } = this.store;
    await till.move(order_id, "PAID", "IN_PROGRESS");
    await till.move(order_id, "IN_PROGRESS", "READY");
    await till.move(order_id, "READY", "COMPLETED");
  }

  /** Begun, and then cancelled by a manager: acknowledged by the box. */
  async spill({ order_id }: OrderResponse): Promise<void> {
    const { till } = this.store;
    const [pins] = this.#chain.file.stores.map((store) => store.pins);
    const cashier = await till.signIn(pins?.cashier ?? "");
    await till.move(order_id, "PAID", "IN_PROGRESS");
    await till.cancel(order_id, cashier, pins?.manager ?? "", "spilled");
  }

  async booksAgree(): Promise<void> {
    const { id } = this.store;
    await this.reaches("everything is settled", async () => {
      const open = await this.rows("payment_operations WHERE state = 'OPEN'");
      const waiting = await this.rows("refunds WHERE status = 'PENDING'");
      const held = (await this.#chain.provider.sums(id)).held_cents;
      return open + waiting + held === 0;
    });
    const totals = await this.#chain.cloud.totals(id);
    expect(await this.#chain.provider.sums(id)).toEqual({
      captured_cents: totals.online_captured_cents,
      refunded_cents: totals.online_refunded_cents,
      held_cents: 0,
    });
  }
}
