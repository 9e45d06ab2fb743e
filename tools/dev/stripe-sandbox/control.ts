/**
 * What a test does behind the API's back: lay plans for the next calls and webhooks, move time, act for banks and customers,
 * read the books. The HTTP form of each is in control-http.ts. Everything that changes something is committed when it returns.
 */
import { z } from "zod";
import { type AccountBooks, booksOf } from "./books.ts";
import type { Call, Endpoint } from "./call.ts";
import { cardNamed } from "./cards.ts";
import { type Delivery, deliveries, FORGERIES, queueDelivery, release, WebhookPlan } from "./deliveries.ts";
import { closeDispute, openDispute } from "./disputes.ts";
import { emit } from "./events.ts";
import { expireHold } from "./holds.ts";
import { addPlan, CallPlan, clearPlans } from "./outcomes.ts";
import { finishChallenge } from "./payment.ts";
import { settleRefund } from "./refunds.ts";
import { ROUTES } from "./routes.ts";
import type { Bodies, Kind, Row, SandboxEvent, Store } from "./store.ts";
import { closeReview, connect, deauthorize, openReview, openWarning, sendThinEvent } from "./warnings.ts";

const OPERATIONS = new Set(ROUTES.map((route) => route.operation));

/** The test asked for what is not there or cannot be. */
export class ControlFault extends Error {}

export const ResendRequest = z.strictObject({ event: z.string(), endpoint: z.string().optional(), forge: z.enum(FORGERIES).optional() });
export const ReleaseRequest = z.strictObject({ order: z.union([z.enum(["as_made", "reversed"]), z.array(z.string())]).default("as_made") });
export const OwnEvent = z.strictObject({
  type: z.string(),
  object: z.record(z.string(), z.unknown()),
  account: z.string().default(""),
  livemode: z.boolean().default(false),
});
export const DisputeRequest = z.strictObject({
  charge: z.string(),
  amount: z.int().min(1).optional(),
  reason: z.string().default("fraudulent"),
});

export const ThinRequest = z.strictObject({
  type: z.string(),
  about: z.strictObject({ id: z.string(), type: z.string(), url: z.string() }).nullable().default(null),
  account: z.string().default(""),
});
export const WarningRequest = z.strictObject({ charge: z.string(), fraud_type: z.string().default("made_with_stolen_card") });

export interface LoggedCall {
  readonly seq: number;
  readonly at: number;
  readonly account: string;
  readonly operation: string;
  readonly object: string | null;
  readonly key: string | null;
  readonly status: number;
  /** 1 when the response was the stored one. */
  readonly replayed: number;
  readonly outcome: string;
}

export interface ControlDeps {
  readonly store: Store;
  readonly endpoints: Endpoint[];
  readonly contextFor: (account: string) => Call;
  readonly sweepNow: () => void;
  readonly wake: () => void;
  readonly quiet: () => Promise<void>;
  /** Null when this sandbox runs inside another process, which it must not kill. */
  readonly canDie: boolean;
}

export class Control {
  readonly #store: Store;

  constructor(private readonly ports: ControlDeps) {
    this.#store = ports.store;
  }

  /** The next calls that fit go as planned. Plans are used in the order in which they were laid. */
  planCall(given: z.input<typeof CallPlan>): void {
    const plan = CallPlan.parse(given);
    if (plan.outcome.startsWith("die_")) this.#mustBeMortal();
    if (plan.operation !== "*" && !OPERATIONS.has(plan.operation)) throw new ControlFault(`no operation ${plan.operation}`);
    const card = plan.as_card === undefined ? undefined : cardNamed(plan.as_card);
    if (card === null) throw new ControlFault(`no test card ${plan.as_card}`);
    addPlan(this.#store, "call", { ...plan, ...(card ? { as_card: card } : {}) });
  }

  /** The next webhooks that fit go as planned. */
  planWebhook(given: z.input<typeof WebhookPlan>): void {
    const plan = WebhookPlan.parse(given);
    if (plan.action === "die_after_send") this.#mustBeMortal();
    addPlan(this.#store, "webhook", plan);
  }

  clearPlans(): void {
    clearPlans(this.#store);
  }

  /** Sends what was held, in the order asked for; event ids that are not named are left out. How many went out. */
  releaseWebhooks(given: z.input<typeof ReleaseRequest> = {}): number {
    const { order } = ReleaseRequest.parse(given);
    const sent = release(this.#store, this.ports.contextFor("").sendingNow, (held) => arrange(held, order));
    this.ports.wake();
    return sent;
  }

  /** Sends an event once more, as it is or with a signature that must not be accepted. */
  resendWebhook(given: z.input<typeof ResendRequest>): void {
    const { event, endpoint, forge } = ResendRequest.parse(given);
    this.#row("event", event);
    const urls = endpoint === undefined ? this.ports.endpoints.map(({ url }) => url) : [endpoint];
    for (const url of urls) queueDelivery(this.#store, event, url, this.ports.contextFor("").sendingNow, forge ? { action: forge } : null);
    this.ports.wake();
  }

  /** An event of the test's own making: unknown types, other accounts, objects that do not exist. */
  sendOwnEvent(given: z.input<typeof OwnEvent>): SandboxEvent {
    const { type, object, account, livemode } = OwnEvent.parse(given);
    return this.#act(account, (call) => emit(call, type, object, { livemode }));
  }

  /** An event of API v2, which names what it is about and no more. */
  sendThinEvent(given: z.input<typeof ThinRequest>): string {
    const { type, about, account } = ThinRequest.parse(given);
    return this.#act(account, (call) => sendThinEvent(call, type, about));
  }

  addEndpoint(endpoint: Endpoint): void {
    this.ports.endpoints.push(endpoint);
  }

  /** Moves the sandbox's clock on: keys are forgotten, holds run out, refunds settle. Webhooks keep the true time. */
  advance(ms: number): void {
    this.#store.setSetting("clock_offset_ms", this.#store.setting("clock_offset_ms") + ms);
    this.ports.sweepNow();
    this.ports.wake();
  }

  /** The bank lets go of the hold now. */
  expireHold(intent: string): void {
    const row = this.#row("payment_intent", intent);
    if (row.body.status !== "requires_capture") throw new ControlFault(`${intent} holds nothing: ${row.body.status}`);
    this.#act(row.account, (call) => expireHold(call, this.#row("charge", String(row.body.latest_charge))));
  }

  settleRefund(refund: string, to: "succeeded" | "failed"): void {
    const row = this.#row("refund", refund);
    this.#act(row.account, (call) => settleRefund(call, row, to));
  }

  dispute(given: z.input<typeof DisputeRequest>): Bodies["dispute"] {
    const { charge, amount, reason } = DisputeRequest.parse(given);
    const row = this.#row("charge", charge);
    return this.#act(row.account, (call) => openDispute(call, row, amount ?? row.body.amount_captured, reason)).body;
  }

  closeDispute(dispute: string, status: "won" | "lost"): void {
    const row = this.#row("dispute", dispute);
    this.#act(row.account, (call) => closeDispute(call, row, status));
  }

  /** The card's bank reports the payment as fraud. */
  warn(given: z.input<typeof WarningRequest>): Bodies["early_fraud_warning"] {
    const { charge, fraud_type } = WarningRequest.parse(given);
    const row = this.#row("charge", charge);
    return this.#act(row.account, (call) => openWarning(call, row, fraud_type)).body;
  }

  openReview(charge: string): Bodies["review"] {
    const row = this.#row("charge", charge);
    return this.#act(row.account, (call) => openReview(call, row)).body;
  }

  closeReview(review: string, reason: "approved" | "refunded_as_fraud" | "disputed"): void {
    const row = this.#row("review", review);
    this.#act(row.account, (call) => closeReview(call, row, reason));
  }

  /** The account's owner takes the platform's access away. */
  deauthorize(account: string): void {
    this.#act(account, deauthorize);
  }

  /** And gives it back. */
  connect(account: string): void {
    this.#act(account, connect);
  }

  /** The customer comes back from 3-D Secure. */
  finishChallenge(intent: string, passed: boolean): Bodies["payment_intent"] {
    const row = this.#row("payment_intent", intent);
    if (row.body.status !== "requires_action") throw new ControlFault(`${intent} waits for no customer: ${row.body.status}`);
    this.#act(row.account, (call) => finishChallenge(call, row, passed));
    return this.#row("payment_intent", intent).body;
  }

  books(): AccountBooks[] {
    this.ports.sweepNow();
    return booksOf(this.#store);
  }

  calls(): LoggedCall[] {
    return this.#store.prepare("SELECT * FROM calls ORDER BY seq").all() as LoggedCall[];
  }

  deliveries(): Delivery[] {
    return deliveries(this.#store);
  }

  events(): SandboxEvent[] {
    return this.#store.all("event").map((row) => row.body);
  }

  /** Resolves when no webhook is due now or on its way. */
  async quiet(): Promise<void> {
    await this.ports.quiet();
  }

  #act<T>(account: string, act: (call: Call) => T): T {
    const done = this.#store.transaction(() => act(this.ports.contextFor(account)));
    this.ports.sweepNow();
    this.ports.wake();
    return done;
  }

  #row<K extends Kind>(kind: K, id: string): Row<K> {
    const row = this.#store.anywhere(kind, id);
    if (!row) throw new ControlFault(`no ${kind} ${id}`);
    return row;
  }

  #mustBeMortal(): void {
    if (!this.ports.canDie) throw new ControlFault("this sandbox runs inside another process and cannot be killed");
  }
}

function arrange(held: readonly Delivery[], order: "as_made" | "reversed" | readonly string[]): readonly Delivery[] {
  if (order === "as_made") return held;
  if (order === "reversed") return held.toReversed();
  return order.flatMap((event) => held.filter((delivery) => delivery.event === event));
}
