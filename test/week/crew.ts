/** One store of the week: its people, its drawer, and the guests who order there. */
import type { OrderResponse } from "@crema/shared/contract/orders";
import type { QueueResponse } from "@crema/shared/contract/queue";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { isOpen } from "@crema/shared/domain/store/opening-hours";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import { MANAGER_PIN } from "../world/menu.ts";
import { done, type Reply } from "../world/reply.ts";
import type { TestStore, World } from "../world/world.ts";
import { isInShift } from "./stores.ts";

type Queued = QueueResponse["orders"][number];

export class Crew {
  /** What the app ordered for later, by the time for which it did. */
  readonly ahead: { readonly order_id: string; readonly requested_for: string }[] = [];
  readonly businessDays = new Set<string>();

  constructor(
    readonly world: World,
    readonly storeAt: TestStore,
    private readonly pay: (order: OrderResponse) => Promise<unknown>,
  ) {}

  get id(): string {
    return this.storeAt.id;
  }

  #now(): number {
    return this.world.time.clock.now();
  }

  get profile(): ProfileDocument {
    const profile = this.storeAt.box.box.store.tables.documents.profile();
    if (!profile) throw new Error(`${this.id} has no profile`);
    return profile;
  }

  isOpen(atMs = this.#now()): boolean {
    return isOpen(this.profile, atMs);
  }

  today(): string {
    return businessDay(this.#now(), this.profile.time_zone, this.profile.business_day_cutoff_hour);
  }

  async open(): Promise<void> {
    await this.storeAt.till.signManagerIn();
    this.businessDays.add(this.today());
    done(await this.#post("/v1/drawer/sessions", { float_cents: 10_000 }));
  }

  /** Everything that is due is made and handed over, and the drawer closed with what has to be in it. */
  async close(): Promise<void> {
    const isAsked = async () => (await this.#queue()).some((order) => isDecidedHere(order) && order.question !== null);
    await this.world.until("no question is open", async () => !(await isAsked()));
    await this.serveAll();
    const { drawer } = done(
      await this.storeAt.till.call<{ drawer: { expected_cents: number } }>("POST", "/v1/drawer/x-report", { manager_pin: MANAGER_PIN }),
    );
    done(await this.#post("/v1/drawer/counts", { counted_cents: drawer.expected_cents }));
    done(await this.#post("/v1/drawer/close", {}));
  }

  #post<T>(path: string, body: object): Promise<Reply<T>> {
    const { till } = this.storeAt;
    return till.call<T>("POST", path, body, { "idempotency-key": till.newKey() });
  }

  /** So many are left of them; the last one sells them out. */
  async countCroissants(left: number): Promise<void> {
    const path = `/v1/stores/${this.id}/items/croissant`;
    done(await this.storeAt.till.call("PATCH", path, { is_available: true, left }));
  }

  async pauseApp(): Promise<void> {
    done(await this.storeAt.till.call("PUT", `/v1/stores/${this.id}/app-orders`, { paused_for: "10_MINUTES" }));
  }

  // ---- what cannot be made

  /** Staff ask about the first order on the queue that a guest could be asked about; true when one was. */
  async askForSubstitute(): Promise<boolean> {
    const unstarted = (await this.#queue()).filter((order) => isDecidedHere(order) && isAskable(order));
    const [order] = unstarted;
    const line = order?.lines[0];
    if (!order || !line) return false;
    const question = {
      ...{ line_id: line.line_id, qty: 1, options: [{ item_id: "espresso" }, { item_id: "latte", modifier_ids: ["whole"] }] },
      shown: { amendments: order.amendments, total_cents: order.total_cents },
    };
    done(await this.storeAt.till.call("POST", `/v1/orders/${order.order_id}/question`, question));
    this.#asked.push(order.order_id);
    return true;
  }
  readonly #asked: string[] = [];

  /** A guest who was asked looks at the phone; null: no question is to be seen there. */
  async choose(): Promise<string | null> {
    const orderId = this.#asked.shift();
    if (orderId === undefined) return null;
    const { question } = await this.world.app.order(orderId);
    if (!question) return null;
    const choice = this.world.random.pick(question.total_without_cents === null ? [SUBSTITUTE, CANCEL] : [SUBSTITUTE, REMOVE]);
    const { question_id } = question;
    const path = `/v1/orders/${orderId}/question/choice`;
    return (await this.world.app.call("POST", path, this.world.app.tokenOf(orderId), { question_id, choice })).code;
  }

  // ---- guests

  sellAtCounter(): Promise<unknown> {
    return this.storeAt.till.place();
  }

  /** null where the app says that the store cannot be ordered from. */
  async orderInApp(changes: Parameters<World["app"]["tryPlace"]>[1] = {}): Promise<OrderResponse | null> {
    const reply = await this.world.app.tryPlace(this.id, changes);
    if (reply.code !== "ok") {
      if (!EXPECTED.has(reply.code)) throw new Error(`${this.id}: ${reply.code} ${JSON.stringify(reply.body)}`);
      return null;
    }
    const order = reply.body;
    if (order.requested_for !== null) this.ahead.push({ order_id: order.order_id, requested_for: order.requested_for });
    if (order.pay_mode === "ONLINE") await this.pay(order);
    return order;
  }

  /** For a time at which the store is at work, the first of them for 0. */
  async orderAhead(nth: number, changes: Parameters<World["app"]["tryPlace"]>[1] = {}): Promise<OrderResponse | null> {
    const { slots, full } = await this.world.app.slots(this.id);
    const from = this.#now() + 2 * 3_600_000;
    const atWork = [...slots, ...full].filter((slot) => Date.parse(slot) >= from && isInShift(slot)).toSorted();
    const requested_for = atWork[nth];
    return requested_for === undefined ? null : this.orderInApp({ ...changes, requested_for });
  }

  // ---- staff

  async #queue(): Promise<Queued[]> {
    return (await this.storeAt.till.queue()).filter((order) => order.releases_at === null);
  }

  /** Until nothing is left on the queue that can be made. */
  async serveAll(): Promise<void> {
    for (;;) {
      const queue = (await this.#queue()).filter((order) => isDecidedHere(order) && order.question === null);
      if (queue.length === 0) return;
      for (const order of queue) await this.serve(order);
    }
  }

  async serve({ order_id, status, pay_mode }: Queued): Promise<void> {
    const { till } = this.storeAt;
    if (status === "PLACED" || status === "PAID") done(await till.step(order_id, status, "IN_PROGRESS"));
    if (status !== "READY") done(await till.step(order_id, "IN_PROGRESS", "READY"));
    if (pay_mode === "AT_STORE") done(await till.pay(order_id));
    else done(await till.step(order_id, "READY", "COMPLETED"));
  }

  /** A power cut in the store. */
  async crash(): Promise<void> {
    await this.storeAt.box.crash();
    await this.storeAt.box.open();
  }
}

const SUBSTITUTE = { kind: "SUBSTITUTE", option: 0 };
const REMOVE = { kind: "REMOVE" };
const CANCEL = { kind: "CANCEL" };

const isAskable = ({ status, origin, question, paid_cents, pay_mode }: Queued): boolean =>
  origin === "APP" && question === null && (status === "PAID" || (status === "PLACED" && pay_mode === "AT_STORE" && paid_cents === 0));

const isDecidedHere = ({ authority }: Queued): boolean => authority === "edge";

/** What a guest may be told. */
const EXPECTED = new Set([
  "store.offline",
  "store.closed",
  "store.paused",
  "store.queue_full",
  "slot.full",
  "item.sold_out",
  "service.unavailable",
]);
