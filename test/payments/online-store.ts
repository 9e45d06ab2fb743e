/** A store of the rig and its online customers: each call is a step that a customer or the store makes. */
import { must, type TestBox } from "@crema/cloud/cloud-node.test-fixture";
import { accepted, step } from "@crema/cloud/store-events.test-fixture";
import { refuse } from "@crema/shared/domain/kernel/errors";
import type { Paid, PaymentRig } from "./payment-rig.ts";

export class OnlineStore {
  #orders = 0;

  constructor(
    readonly rig: PaymentRig,
    readonly box: TestBox,
  ) {}

  place(): Promise<Paid> {
    this.#orders += 1;
    return this.rig.place(this.box, `a guest's key no. ${this.#orders}`);
  }

  /** Paid for, and the cloud knows it by webhook. */
  async authorized(card?: string): Promise<Paid> {
    const order = await this.place();
    await this.rig.pay(order, card);
    await this.rig.deliver();
    await this.rig.settle();
    return order;
  }

  /** The store takes what was offered. */
  async accept(order: Paid): Promise<void> {
    must(await this.box.send(accepted(this.box, await this.rig.order(order.order_id))));
    await this.rig.settle();
  }

  async paid(card?: string): Promise<Paid> {
    const order = await this.authorized(card);
    await this.accept(order);
    return order;
  }

  /** Paid on a connected account. */
  async paidOn(account: string): Promise<Paid> {
    const order = await this.place();
    await this.rig.pay(order, "pm_card_visa", account);
    must((await this.rig.node.payments?.check(order.order_id)) ?? refuse("payment.not_online", "no payments here"));
    await this.accept(order);
    return order;
  }

  /** The store has begun, and cancels. */
  async spoiled({ order_id }: Paid): Promise<void> {
    const { box } = this;
    must(await box.send(step(box, order_id, "order.started", 3, "PAID"), step(box, order_id, "order.cancelled", 4, "IN_PROGRESS")));
    await this.rig.settle();
  }
}
