/** A store of the rig and its online customers: each call is a step that a customer or the store makes. */
import { randomUUID } from "node:crypto";
import { must, type TestBox } from "@crema/cloud/cloud-node.test-fixture";
import { offerHeld } from "@crema/cloud/jobs/held-orders";
import type { Caller } from "@crema/cloud/ports";
import { accepted, step } from "@crema/cloud/store-events.test-fixture";
import { iso } from "@crema/shared/domain/kernel/clock";
import { refuse } from "@crema/shared/domain/kernel/errors";
import { cents } from "@crema/shared/domain/kernel/money";
import { envelopeOf } from "@crema/shared/domain/order/decide-context";
import { ana, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { Paid, PaymentRig } from "./payment-rig.ts";

export const headquarters: Caller = {
  principal: { kind: "operator", user_id: testId(0xb0), role: "hq", store_ids: null },
  actor: { kind: "operator", id: testId(0xb0), name: "Head office" },
};

export class OnlineStore {
  #orders = 0;

  constructor(
    readonly rig: PaymentRig,
    readonly box: TestBox,
  ) {}

  place(changes: Partial<PlaceOrderRequest> = {}): Promise<Paid> {
    this.#orders += 1;
    return this.rig.place(this.box, `a guest's key no. ${this.#orders}`, changes);
  }

  /** Paid for, and the cloud knows it by webhook. */
  async authorized(card?: string, changes: Partial<PlaceOrderRequest> = {}): Promise<Paid> {
    const order = await this.place(changes);
    await this.rig.pay(order, card);
    await this.rig.deliver();
    await this.rig.settle();
    return order;
  }

  /** The store takes what was offered, and before that is offered what was held for it. */
  async accept(order: Paid): Promise<void> {
    must(await this.box.send());
    await offerHeld(this.rig.node);
    must(await this.box.send(accepted(this.box, await this.rig.order(order.order_id))));
    await this.rig.settle();
  }

  async paid(card?: string, changes: Partial<PlaceOrderRequest> = {}): Promise<Paid> {
    const order = await this.authorized(card, changes);
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

  headquartersRefunds({ order_id }: Paid, amount: number | null, key: string) {
    const asked = { amount_cents: amount === null ? null : cents(amount), reason: "cold", without_cancelling: true };
    return this.rig.node.commands.refund(order_id, asked, key, headquarters);
  }

  /** A manager at the counter asks, whenever the line lets it through. */
  async asksRefund({ order_id }: Paid, amount: number | null, changes = {}): Promise<void> {
    const context = { at: iso(this.rig.node.time.ms), newId: randomUUID, actor: ana };
    const event = {
      ...envelopeOf(this.box.storeId, context),
      type: "refund.requested",
      order_id,
      request_id: randomUUID(),
      amount_cents: amount === null ? null : cents(amount),
      reason: "cold",
    } as const;
    must(await this.box.send({ ...event, ...changes }));
    await this.rig.settle();
  }
}
