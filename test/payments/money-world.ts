/**
 * Two nodes of the cloud on one database, the sandbox, one store, and one online order at a time: what a schedule does
 * to it, how it comes to rest, and what must be so then. The provider's clock moves with the nodes', or holds, keys and
 * listings would be of another time.
 */
import { createTestNode, guestBy, must, operatorBy, type TestBox, type TestNode } from "@crema/cloud/cloud-node.test-fixture";
import { sweepOffers } from "@crema/cloud/jobs/offer-sweeper";
import { endUnansweredCancels } from "@crema/cloud/jobs/unanswered-cancels";
import { listUndelivered } from "@crema/cloud/payments/events/undelivered";
import { workOffEvents } from "@crema/cloud/payments/events/webhook-inbox";
import type { PaymentDeps } from "@crema/cloud/payments/operations/operation";
import { runDueOperations } from "@crema/cloud/payments/operations/worker";
import { raiseSilentStores } from "@crema/cloud/payments/sweeps/silent-stores";
import { expireUnpaid, reconcile, withdrawUncaptured } from "@crema/cloud/payments/sweeps/sweeper";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import { cents } from "@crema/shared/domain/kernel/money";
import { Refund } from "@crema/shared/domain/payment/payment";
import { systemTimers } from "@crema/shared/server/system";
import Stripe from "stripe";
import { expect } from "vitest";
import { type Paid, PaymentRig } from "./payment-rig.ts";
import { NodeDied, type Shaky, shaky } from "./shaky-provider.ts";
import { StoreHand } from "./store-hand.ts";

/** A pause that the provider asks for costs a test no time. */
const atOnce: Timers = { ...systemTimers, after: (_ms, run) => systemTimers.after(0, run) };

interface Node {
  readonly node: TestNode;
  readonly shaky: Shaky;
  readonly deps: PaymentDeps;
}

export class MoneyWorld {
  order: Paid = { order_id: "", client_secret: "", intent_id: "" };
  hand: StoreHand;
  #cursor: string | undefined;
  #orders = 0;

  private constructor(
    readonly rig: PaymentRig,
    readonly nodes: readonly [Node, Node],
    readonly box: TestBox,
  ) {
    this.hand = new StoreHand(box, "");
  }

  static async open(dir: string): Promise<MoneyWorld> {
    const rig = await PaymentRig.open(dir, atOnce);
    // Nobody is there: what `deliver` does not bring is found only by being listed.
    rig.sandbox.control.addEndpoint({ url: "http://127.0.0.1:9/", secret: "whsec_nobody" });
    const equip = (node: TestNode): Node => {
      const way = shaky(rig.provider);
      const { database, executor, clock } = node;
      return { node, shaky: way, deps: { database, executor, clock, provider: way.provider } };
    };
    const nodes = [equip(rig.node), equip(createTestNode(rig.db.another(), rig.node.time, rig.provider))] as const;
    return new MoneyWorld(rig, nodes, await rig.store());
  }

  close(): Promise<void> {
    return this.rig.close();
  }

  /** A new order; whatever was planned before is over. */
  async begin(): Promise<void> {
    this.#calm();
    // What was listed for the order before is not listed again.
    await this.pass(601);
    await this.box.receive();
    must(await this.box.send());
    this.#orders += 1;
    this.order = await this.rig.place(this.box, `the key of order no. ${this.#orders}`);
    this.hand = new StoreHand(this.box, this.order.order_id);
    this.#cursor = (await this.rig.stripe.events.list({ limit: 1 })).data[0]?.id;
  }

  #calm(): void {
    const { control } = this.rig.sandbox;
    control.clearPlans();
    control.planWebhook({ action: "hold", times: 1_000_000 });
    this.rig.line.setMode("up");
    for (const { shaky: way } of this.nodes) way.calm();
  }

  async pay(card: string): Promise<void> {
    await declinesAside(this.rig.pay(this.order, card));
  }

  finishChallenge(passed: boolean): void {
    const isWaiting = this.rig.books(this.order.intent_id).status === "requires_action";
    if (isWaiting) this.rig.sandbox.control.finishChallenge(this.order.intent_id, passed);
  }

  /** A person gives money back in the provider's dashboard. */
  async refundElsewhere(amount: number): Promise<void> {
    await declinesAside(this.rig.stripe.refunds.create({ payment_intent: this.order.intent_id, amount }));
  }

  /** Headquarters gives money back; two clerks may do so at once. */
  async headquartersRefunds(amount: number, key: string): Promise<void> {
    const asked = { amount_cents: cents(amount), reason: "cold", without_cancelling: true };
    const done = await this.nodes[0].node.commands.refund(this.order.order_id, asked, key, operatorBy);
    if (!done.ok && done.refusal.code !== "refund.nothing_captured" && done.refusal.code !== "refund.exceeds_captured") must(done);
  }

  async customerCancels(): Promise<void> {
    const done = await this.nodes[1].node.commands.cancel(this.order.order_id, null, guestBy);
    if (!done.ok && done.refusal.code !== "order.already_started") must(done);
  }

  /** The events that are new go to a node, as `arrange` leaves them; those that it leaves out are lost. */
  async deliver(arrange: (events: readonly Stripe.Event[]) => readonly Stripe.Event[]): Promise<void> {
    const cursor = this.#cursor === undefined ? {} : { ending_before: this.#cursor };
    const { data } = await this.rig.stripe.events.list({ limit: 100, ...cursor });
    this.#cursor = data[0]?.id ?? this.#cursor;
    for (const event of arrange(data.toReversed())) expect(await this.rig.webhook(event)).toBe("ok");
  }

  async work(which: 0 | 1): Promise<number> {
    const { deps } = this.nodes[which];
    return (await deathsAside(workOffEvents(deps))) + (await deathsAside(runDueOperations(deps)));
  }

  async pass(seconds: number): Promise<void> {
    this.rig.node.time.ms += seconds * 1000;
    this.rig.sandbox.control.advance(seconds * 1000);
  }

  async sweep(which: 0 | 1): Promise<void> {
    const { deps } = this.nodes[which];
    for (const sweeper of [
      sweepOffers,
      expireUnpaid,
      withdrawUncaptured,
      reconcile,
      listUndelivered,
      raiseSilentStores,
      endUnansweredCancels,
    ]) {
      await deathsAside(sweeper(deps));
    }
  }

  send(which: 0 | 1, heard: boolean): Promise<void> {
    return this.hand.send(this.nodes[which].node, heard);
  }

  /** The last fault is over. Bounded: an order that does not come to its end within this is a fault. */
  async comeToRest(): Promise<void> {
    this.#calm();
    for (const { shaky: way } of this.nodes) await way.letThrough();
    for (const seconds of [61, 5, 20, 31, 61, 61, 301, 301, 901, 61, 61, 601, 61, 61]) {
      await this.#carryOn();
      // What no webhook has told is listed once a minute.
      await this.pass(seconds);
      await this.sweep(1);
      await this.#carryOn();
      if (await this.#isAtRest()) return;
    }
    throw new Error(`order ${this.order.order_id} does not come to rest`);
  }

  async #carryOn(): Promise<void> {
    await this.hand.hear();
    this.hand.accept();
    while (this.hand.go());
    await this.send(0, true);
    while ((await this.work(0)) > 0);
  }

  async #isAtRest(): Promise<boolean> {
    await this.hand.hear();
    if (this.box.log.head() > this.box.log.acked()) return false;
    const { status } = await this.rig.order(this.order.order_id);
    if (status !== "COMPLETED" && status !== "CANCELLED") return false;
    const open = await this.rig.node.database.pool.query(
      `SELECT 1 FROM payment_operations WHERE order_id = $1 AND state = 'OPEN'
       UNION ALL SELECT 1 FROM refunds WHERE order_id = $1 AND state->>'status' = 'PENDING'
       UNION ALL SELECT 1 FROM psp_events WHERE state = 'WAITING'`,
      [this.order.order_id],
    );
    return open.rowCount === 0;
  }

  /** The books of both sides and the order's own figures, once it is at rest. Returns what became of it. */
  async check(): Promise<string> {
    const { rig, hand } = this;
    const order = await rig.order(this.order.order_id);
    const books = rig.books(this.order.intent_id);
    const { payment } = await rig.money(this.order.order_id);
    const rows = await rig.node.database.pool.query("SELECT state, cause FROM refunds WHERE order_id = $1", [this.order.order_id]);
    const refunds = rows.rows.map(({ state, cause }) => ({ ...Refund.parse(state), cause: String(cause) }));
    const exceptions = await rig.exceptions(this.order.order_id);
    const sum = (status: Refund["status"]) =>
      refunds.filter((refund) => refund.status === status).reduce((total, refund) => total + refund.amount_cents, 0);

    // M1, M2: taken once, in full, and only for an order that a store has accepted.
    expect([0, order.total_cents]).toContain(books.captured_cents);
    if (books.captured_cents > 0) expect(hand.wasAccepted, "[M2] captured, and no store had accepted").toBe(true);
    // The provider's books and ours.
    expect(payment.status === "CAPTURED" ? payment.amount_cents : 0).toBe(books.captured_cents);
    expect(sum("SUCCEEDED")).toBe(books.refunded_cents);
    expect(sum("PENDING")).toBe(books.refund_pending_cents);
    const given = refunds.filter((refund) => refund.status !== "FAILED").map((refund) => refund.provider_ref);
    expect(given.length === 0 ? [] : given.toSorted()).toEqual(books.refunds.filter((id) => given.includes(id)).toSorted());
    expect(books.held_cents, "nothing is held for an order that has ended").toBe(0);
    // M4, and what the order says of itself.
    expect(books.refunded_cents).toBeLessThanOrEqual(books.captured_cents);
    expect(order).toMatchObject({ paid_cents: books.captured_cents, refunded_cents: books.refunded_cents, refund_pending_cents: 0 });
    expect(refunds.filter((refund) => refund.cause === "CANCELLATION").length, "[M3] refunded once").toBeLessThanOrEqual(1);
    const failed = refunds.some((refund) => refund.status === "FAILED" && refund.cause !== "OVERTAKEN");
    if (failed) expect(exceptions).toContain("refund.failed");
    if (order.status === "CANCELLED" && !failed) expect(books.refunded_cents, "[M3] all refunded").toBe(books.captured_cents);
    if (order.status === "COMPLETED") expect(books.captured_cents).toBe(order.total_cents);
    return `${order.status} ${payment.status} ${order.refund_state}`;
  }

  /** What a permuted delivery must not change. */
  async outcome(): Promise<object> {
    const { payment, refunds } = await this.rig.money(this.order.order_id);
    const { status, handoff, paid_cents, refunded_cents, refund_pending_cents, refund_state } = await this.rig.order(this.order.order_id);
    return {
      order: { status, handoff, paid_cents, refunded_cents, refund_pending_cents, refund_state },
      payment: payment.status,
      refunds: refunds.map((refund) => `${refund.status} ${refund.amount_cents}`).sort(),
      exceptions: await this.rig.exceptions(this.order.order_id),
    };
  }
}

async function declinesAside(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
  });
}

/** How much was done; 0 when the node died at it. */
async function deathsAside(work: Promise<number>): Promise<number> {
  return work.catch((error: unknown) => {
    const why: unknown[] = error instanceof AggregateError ? error.errors : [error];
    if (why.every((each) => each instanceof NodeDied)) return 0;
    throw error;
  });
}
