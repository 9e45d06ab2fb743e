/** The people at one counter: a cashier who sells, and a barista who makes what the app has ordered. */
import { pause, type RandomFraction } from "@crema/shared/domain/kernel/clock";
import { systemTimers } from "@crema/shared/server/system";
import { basket } from "@crema/tools/dev/seed/baskets";
import type { Chain } from "@crema/tools/dev/start-chain";
import type { Stubborn } from "./stubborn.ts";
import type { MutableLine, Told } from "./told.ts";

const FLOAT_CENTS = 20_000;
const BETWEEN_ORDERS_MS = 200;

interface Money {
  readonly method: string;
  readonly amount_cents: number;
}
interface Queued {
  readonly order_id: string;
  readonly origin: string;
  readonly status: string;
  readonly handoff: string;
  readonly balance_cents: number;
  readonly pay_mode: string;
}

export class Counter {
  readonly #store: Chain["file"]["stores"][number];
  #cashier = "";

  constructor(
    private readonly chain: Chain,
    private readonly index: number,
    private readonly told: Told,
    private readonly people: Stubborn,
    private readonly random: RandomFraction,
  ) {
    const store = chain.file.stores[index];
    if (!store) throw new Error(`The chain has no store ${index}.`);
    this.#store = store;
  }

  async open(): Promise<void> {
    const { pins, deviceToken } = this.#store;
    const signedIn = await this.people.ask({ url: this.#at("/v1/staff/sign-in"), token: deviceToken, body: { pin: pins.cashier } });
    this.#cashier = String(signedIn.body.token);
    await this.#take("/v1/drawer/sessions", { float_cents: FLOAT_CENTS });
    this.told.drawerCents += FLOAT_CENTS;
  }

  /** Sells until `over`. */
  async sell(over: () => boolean): Promise<void> {
    const menu = await this.chain.stores[this.index]!.client.menu();
    for (let n = 1; !over(); n += 1) {
      if (n % 25 === 0) {
        await this.#take("/v1/drawer/movements", { kind: "PAID_IN", amount_cents: 500, reason: "coins", manager_pin: null });
        this.told.drawerCents += 500;
      }
      await this.#sellOne({ store_id: this.#store.id, ...basket(menu, this.random) });
      await pause(systemTimers, BETWEEN_ORDERS_MS * this.random());
    }
  }

  async #sellOne(wanted: object): Promise<void> {
    const randomly = this.random();
    // Some pay in the very request that places the order.
    const tender = randomly > 0.6 && randomly < 0.8 ? { tender: { method: "EXTERNAL_CARD" } } : {};
    const url = this.#at("/v1/orders");
    const token = this.#cashier;
    const placed = await this.people.done({ url, token, body: { ...wanted, ...tender } }, this.random() < 0.1);
    const id = String(placed.order_id);
    const line = this.told.placed({ order_id: id, total_cents: Number(placed.total_cents) });
    if (placed.payment) this.#tendered(line, placed.payment as Money);
    if (randomly < 0.1) return;
    if (line.captured_cents < line.total_cents) await this.#tender(id, line, randomly);
    if (randomly < 0.2) return this.#cancel(id, line);
    await this.#move(id, "PLACED", "IN_PROGRESS", line);
    if (randomly < 0.3) return;
    await this.#move(id, "IN_PROGRESS", "READY", line);
    await this.#move(id, "READY", "COMPLETED", line);
    if (randomly > 0.9) await this.#refund(id, line);
  }

  /** One order in three is split between a card and cash. */
  async #tender(id: string, line: MutableLine, randomly: number): Promise<void> {
    const take = async (body: object) => {
      const { payment } = await this.#take(`/v1/orders/${id}/tenders`, body);
      this.#tendered(line, payment as Money);
    };
    if (randomly > 0.25 && randomly < 0.5 && line.total_cents > 1) {
      await take({ method: "EXTERNAL_CARD", amount_cents: Math.floor(line.total_cents / 2) });
    }
    await take({ method: "CASH", tendered_cents: line.total_cents + 500 });
  }

  #tendered(line: MutableLine, { method, amount_cents }: Money): void {
    line.tenders += 1;
    line.captured_cents += amount_cents;
    if (method === "CASH") this.told.drawerCents += amount_cents;
  }

  async #refund(id: string, line: MutableLine): Promise<void> {
    const body = { ...this.#approved("the wrong milk"), amount_cents: Math.min(50, line.total_cents) };
    const { refunds } = await this.#take(`/v1/orders/${id}/refunds`, body);
    for (const { method, amount_cents } of refunds as Money[]) {
      line.refunds += 1;
      line.refunded_cents += amount_cents;
      if (method === "CASH") this.told.drawerCents -= amount_cents;
    }
  }

  /** Everything is refunded, each tender as it came. There is no key: a second try is told that it is cancelled. */
  async #cancel(id: string, line: MutableLine): Promise<void> {
    const body = this.#approved("the guest changed their mind");
    const response = await this.people.ask({ url: this.#at(`/v1/orders/${id}/cancel`), token: this.#cashier, body });
    if (response.status !== 200 && response.body.current_status !== "CANCELLED") throw new Error(`${id}: ${response.text}`);
    line.status = "CANCELLED";
    line.refunds = line.tenders;
    line.refunded_cents = line.captured_cents;
    // Only those were cancelled that were paid in cash alone.
    this.told.drawerCents -= line.captured_cents;
  }

  /** Resolves to whether it is there now: a response that was lost says so at the second try. */
  async #move(id: string, from: string, to: string, line?: MutableLine): Promise<boolean> {
    const body = { expected_status: from, to_status: to };
    const { deviceToken } = this.#store;
    const response = await this.people.ask({ url: this.#at(`/v1/orders/${id}/transition`), token: deviceToken, body });
    const isThere = response.status === 200 || response.body.current_status === to;
    if (!isThere && (line || response.body.current_status !== "CANCELLED")) throw new Error(`${id} to ${to}: ${response.text}`);
    if (line) line.status = to;
    return isThere;
  }

  /** Makes what the app has ordered, one round over the queue; one in ten is spilled. */
  async makeAppOrders(): Promise<void> {
    const url = this.#at(`/v1/stores/${this.#store.id}/queue`);
    const { body } = await this.people.ask({ method: "GET", url, token: this.#store.deviceToken });
    for (const order of body.orders as Queued[]) {
      if (order.origin !== "APP" || order.handoff !== "CONFIRMED") continue;
      if (order.pay_mode === "ONLINE" && order.status === "PLACED") continue;
      await this.#make(order);
    }
  }

  async #make({ order_id: id, status, balance_cents, pay_mode }: Queued): Promise<void> {
    const isNew = status === "PLACED" || status === "PAID";
    if (isNew && !(await this.#move(id, status, "IN_PROGRESS"))) return;
    if (isNew && this.random() < 0.1) {
      const body = this.#approved("spilled");
      const response = await this.people.ask({ url: this.#at(`/v1/orders/${id}/cancel`), token: this.#cashier, body });
      if (response.status !== 200 && response.body.current_status !== "CANCELLED") throw new Error(`${id}: ${response.text}`);
      return this.#ended(id, "CANCELLED");
    }
    if (status !== "READY" && !(await this.#move(id, "IN_PROGRESS", "READY"))) return;
    if (pay_mode === "AT_STORE" && balance_cents > 0) {
      const { payment } = await this.#take(`/v1/orders/${id}/tenders`, { method: "CASH" });
      const { amount_cents } = payment as Money;
      this.told.takenForApp.set(id, (this.told.takenForApp.get(id) ?? 0) + amount_cents);
      this.told.drawerCents += amount_cents;
    } else await this.#move(id, "READY", "COMPLETED");
    this.#ended(id, "COMPLETED");
    if (pay_mode === "ONLINE" && this.random() < 0.2) await this.#refundFromHeadquarters(id);
  }

  #ended(id: string, status: string): void {
    const order = this.told.app.get(id);
    if (order) order.status = status;
    else this.#unheard.set(id, status);
  }

  /** Orders that the bar has made before their customer was answered. */
  readonly #unheard = new Map<string, string>();
  tellUnheard(): void {
    for (const [id, status] of this.#unheard) this.#ended(id, status);
  }

  async #refundFromHeadquarters(id: string): Promise<void> {
    const { url, adminToken } = this.chain.file.cloud;
    const body = { amount_cents: 50, reason: "it took long" };
    await this.people.done({ url: `${url}/v1/admin/orders/${id}/refunds`, token: adminToken, body });
    this.told.refundedOnline.set(id, 50);
  }

  /** Counts what should be there and closes; resolves to the difference that the Z report names. */
  async close(): Promise<number> {
    await this.#take("/v1/drawer/counts", { counted_cents: this.told.drawerCents });
    const { report } = await this.#take("/v1/drawer/close", {});
    return (report as { drawer: { difference_cents: number } }).drawer.difference_cents;
  }

  #take(path: string, body: object): Promise<Record<string, unknown>> {
    return this.people.done({ url: this.#at(path), token: this.#cashier, body }, this.random() < 0.1);
  }

  #approved(reason: string): object {
    return { manager_pin: this.#store.pins.manager, reason };
  }

  #at(path: string): string {
    return `${this.#store.url}${path}`;
  }
}
