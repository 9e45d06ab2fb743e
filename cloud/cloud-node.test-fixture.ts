/**
 * A node of the cloud without HTTP on a real Postgres, and a box in memory that talks to it through the real ingest. The
 * clock stands until a test moves it. Jobs run only when a test runs them, except the relay and the live feed of `start()`.
 */
import type { StoreInput } from "@crema/shared/contract/stores";
import type { EdgeEvent } from "@crema/shared/domain/events";
import type { Clock } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { menu, taxOf } from "@crema/shared/domain/menu/menu.test-fixture";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import type { Order } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { Job } from "@crema/shared/server/service";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import { type Ingested, ingest } from "@crema/sync/cloud/ingest";
import { joinBox, type Planned } from "@crema/sync/cloud/join";
import { createJoinTokens } from "@crema/sync/cloud/join-token";
import type { BoxPrincipal } from "@crema/sync/cloud/parsed-batch";
import type { IngestDatabase } from "@crema/sync/ports";
import type { InboxCommand } from "@crema/sync/protocol/down";
import type { FactsPage, HandIn, HandInResponse } from "@crema/sync/protocol/hand-back";
import type { JoinRequest } from "@crema/sync/protocol/join";
import type { UpBatch } from "@crema/sync/protocol/up";
import { PROTOCOL_VERSION } from "@crema/sync/protocol/version";
import { accessToken } from "./auth/access-token.ts";
import { createCertificateAuthority, newCertificateKey } from "./auth/certificate.ts";
import { createContactCipher } from "./auth/contact-cipher.ts";
import { createSignInCodes } from "./auth/sign-in-code.ts";
import { BoxMessages } from "./box-messages.test-fixture.ts";
import { createChangeNotifier, type RunningChangeNotifier } from "./change-notifier.ts";
import { createCommands } from "./commands/cloud-commands.ts";
import { createOpenOrderLimit } from "./commands/orders/open-order-limit.ts";
import type { Database } from "./db/database.ts";
import { createExecutor, type Executor, type ExecutorOptions } from "./executor.ts";
import { createOutboxRelay } from "./jobs/outbox-relay.ts";
import { createMessageLinks } from "./messages/links.ts";
import { createPayments, type Payments } from "./payments/payments.ts";
import type { PaymentProvider } from "./payments/provider.ts";
import { createPictureReader } from "./pictures/read-picture.ts";
import type { Caller, CloudCommands, CloudQueries } from "./ports.ts";
import { createQueries } from "./queries/cloud-queries.ts";
import { createMenuCache } from "./queries/menu.ts";
import { MemoryErasures } from "./register/memory-erasures.test-fixture.ts";
import { MemoryRegister } from "./register/memory-register.test-fixture.ts";
import { createJoinDatabase } from "./sync/join-transaction.ts";
import { takeHandIn } from "./sync/rebuild/hand-in.ts";
import { createIngestDatabase } from "./sync/sync-store.ts";

/** A Monday, 10:00 in Berlin. */
export const START_MS = Date.parse("2026-05-04T08:00:00.000Z");
export const SECRET = Buffer.alloc(32, 7);

export const guestBy: Caller = { principal: { kind: "anonymous", address: "192.0.2.1" }, actor: { kind: "guest", id: null, name: "Bo" } };

export const operatorBy: Caller = {
  principal: { kind: "operator", user_id: "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e", role: "owner", store_ids: null },
  actor: { kind: "operator", id: "0198c7f2-8b7e-7cc3-9f5e-1f2a3b4c5d6e", name: "owner" },
};

export const storeInput = (changes: Partial<StoreInput> = {}): StoreInput => ({
  name: "Main Street",
  address: "1 Main Street",
  time_zone: "Europe/Berlin",
  business_day_cutoff_hour: 4,
  currency: "EUR",
  tax: taxOf(),
  hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "06:00", close: "22:00" })),
  settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 },
  staff: [],
  ...changes,
});

export const menuRows: MenuRows = {
  categories: menu.categories,
  items: menu.items,
  modifier_groups: menu.modifier_groups,
  promotions: menu.promotions,
};

/** Two espressos, 5.00. */
export const espressos = (storeId: string, changes: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest => ({
  store_id: storeId,
  fulfillment_type: "PICKUP",
  payment_method: "AT_STORE",
  items: [{ item_id: "espresso", qty: 2, modifier_ids: [], note: null }],
  promotion_codes: [],
  customer_name: "Bo",
  note: null,
  requested_for: null,
  expected_total_cents: null,
  ...changes,
});

export interface TestNode {
  readonly time: { ms: number };
  readonly clock: Clock;
  readonly database: Database;
  readonly register: MemoryRegister;
  readonly erasures: MemoryErasures;
  readonly executor: Executor;
  readonly commands: CloudCommands;
  readonly queries: CloudQueries;
  readonly ingestDatabase: IngestDatabase;
  /** With a page of whole facts, if there is one. */
  join(request: JoinRequest, box: BoxPrincipal, facts?: FactsPage): Promise<Result<Planned>>;
  handIn(handIn: HandIn, box: BoxPrincipal): Promise<Result<HandInResponse>>;
  readonly payments: Payments | null;
  readonly changeNotifier: RunningChangeNotifier;
  readonly relay: Job;
  readonly errors: unknown[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createTestNode(
  database: Database,
  time: { ms: number } = { ms: START_MS },
  paymentProvider: PaymentProvider | null = null,
  /** What its transactions open at the provider is taken with them, as on a node that runs; else a test says when it is begun. */
  takesOpened = false,
): TestNode {
  const clock: Clock = { now: () => time.ms, monotonic: () => time.ms };
  const newId = createIdSource(clock, systemRandomBytes);
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const relay = createOutboxRelay({ database, timers: systemTimers, onError });
  const takeOpened: ExecutorOptions["takeOpened"] = (unit) => (takesOpened ? (payments?.take(unit) ?? null) : null);
  const executor = createExecutor({ database, clock, newId, onCommitted: () => relay.poke(), takeOpened });
  const payments =
    paymentProvider &&
    createPayments({ database, executor, provider: paymentProvider, clock, timers: systemTimers, onError: () => onError });
  const register = new MemoryRegister();
  const erasures = new MemoryErasures();
  const menus = createMenuCache(database, clock);
  const contactKeys = { current: "k1", keys: new Map([["k1", Buffer.alloc(32, 1)]]), indexKey: Buffer.alloc(32, 2) };
  const contacts = createContactCipher(contactKeys, systemRandomBytes);
  const changeNotifier = createChangeNotifier({ database, timers: systemTimers, onError, pollMs: 200 });
  const certificates = createCertificateAuthority(newCertificateKey());
  const joinTokens = createJoinTokens(SECRET, () => "incarnation");
  const joins = createJoinDatabase({ executor, certificates, register });
  return {
    time,
    register,
    erasures,
    payments,
    clock,
    database,
    executor,
    commands: createCommands({
      database,
      executor,
      menus,
      clock,
      newId,
      randomBytes: systemRandomBytes,
      openOrders: createOpenOrderLimit(SECRET, { openOrdersPerCustomer: 10_000, openOrdersPerAddress: 10_000 }),
      accessToken: (orderId) => accessToken(SECRET, orderId),
      certificates,
      register,
      erasures,
      erasing: null,
      contacts,
      pictures: createPictureReader(),
      signInCodes: createSignInCodes(SECRET, systemRandomBytes),
      confirmationKey: SECRET,
      mailSender: null,
      messages: { channels: new Set(), links: createMessageLinks(null, SECRET), poke: () => undefined },
      push: null,
      payments,
      payWithinMs: 900_000,
    }),
    queries: createQueries({ database, menus, clock, newId, contacts, takesOnlinePayment: async () => paymentProvider !== null }),
    ingestDatabase: createIngestDatabase({ database, executor, clock, joinTokens }),
    handIn: (handIn, box) => takeHandIn({ executor, certificates }, handIn, box),
    join: (request, box, facts) => joinBox(request, box, joins, joinTokens, null, facts),
    changeNotifier,
    relay,
    errors,
    async start() {
      await changeNotifier.start();
      relay.start();
    },
    async stop() {
      await relay.stop();
      await changeNotifier.stop();
    },
  };
}

/** The value of a result that has to be one. */
export function must<T>(result: Result<T>): T {
  if (!result.ok)
    throw new Error(`refused: ${result.refusal.code} ${result.refusal.detail} ${JSON.stringify(result.refusal.fields ?? [])}`);
  return result.value;
}

export function codeOf(result: Result<unknown>): string {
  return result.ok ? "ok" : result.refusal.code;
}

let stores = 0;

/** A store with a published menu and an enrolled box that has just been heard. */
export async function openStore(node: TestNode, input: Partial<StoreInput> = {}): Promise<TestBox> {
  stores += 1;
  const storeId = `store-${stores}`;
  must(await node.commands.putStore(storeId, storeInput(input), new Map()));
  must(await node.commands.putMenu(storeId, menuRows));
  must(await node.commands.publishMenu(storeId, null));
  const { code } = must(await node.commands.createEnrollCode(storeId, false));
  const enrolled = must(await enrol(node, code, `key-of-${storeId}`));
  const box = new TestBox(node, storeId, enrolled.node_id, enrolled.epoch);
  box.joins.cert = enrolled.epoch_certificate;
  await box.join();
  must(await box.send());
  return box;
}

/** As a box of this release asks. */
export const enrol = (node: TestNode, code: string, publicKey: string) =>
  node.commands.enroll({ code, publicKey, protocolVersion: PROTOCOL_VERSION, storeId: null });

/** The store's side: a log with its hashes, and a place in the inbox. */
export class TestBox extends BoxMessages {
  constructor(
    readonly node: TestNode,
    storeId: string,
    nodeId: string,
    epoch: number,
  ) {
    super(node.clock, storeId, nodeId, epoch);
  }

  /** As the uplink does before anything else. Throws when the plan is another one than to go on. */
  async join(): Promise<void> {
    const request = this.joinRequest();
    const planned = must(await this.ask(request));
    if (!("join" in planned)) throw new Error(`the plan is ${planned.plan}`);
    const { join, inbox_chain, epoch_certificate, generation } = planned;
    const name = { number: join.number, nonce: request.nonce };
    await this.joins.joined({ name, inbox_seq: request.inbox.seq, inbox_chain, epoch_certificate, generation });
    this.joinToken = join.token;
  }

  ask(request: JoinRequest): Promise<Result<Planned>> {
    return this.node.join(request, { node_id: this.nodeId, store_id: this.storeId, epoch: this.epoch });
  }

  /** One exchange, as the uplink makes it. */
  async send(...events: EdgeEvent[]): Promise<Result<Ingested>> {
    this.log.append(...events);
    const response = await this.deliver(this.batch());
    if (response.ok) await this.log.acknowledge(response.value.last_seq);
    return response;
  }

  deliver(batch: UpBatch): Promise<Result<Ingested>> {
    return ingest(batch, { node_id: this.nodeId, store_id: this.storeId, epoch: this.epoch }, this.node.ingestDatabase);
  }

  /** It sent an exchange as a box of that version did, when the cloud still took it. */
  async wasHeardAs(version: number): Promise<void> {
    must(await this.deliver(this.batch()));
    await this.node.database.pool.query(
      "UPDATE store_link_seen SET heartbeat = jsonb_set(heartbeat::jsonb, '{protocol_version}', to_jsonb($2::int)) WHERE store_id = $1",
      [this.storeId, version],
    );
  }

  /** Applies the inbox up to its head and reports so with the next exchange. Returns what was new. */
  async receive(): Promise<InboxCommand[]> {
    const found = await this.node.database.pool.query<{ seq: number; id: string; chain: string; command: InboxCommand }>(
      "SELECT seq, id, chain, command FROM store_inbox WHERE store_id = $1 AND seq > $2 ORDER BY seq",
      [this.storeId, this.log.down.inbox_seq],
    );
    const last = found.rows.at(-1);
    if (last) this.joins.inboxChain = last.chain;
    if (last) this.log.down = { ...this.log.down, inbox_seq: last.seq, inbox_id: last.id };
    return found.rows.map((row) => row.command);
  }
}

/** A guest's order, placed and offered. */
export async function placed(box: TestBox, key = "a-guest's-long-key", changes: Partial<PlaceOrderRequest> = {}): Promise<Order> {
  const created = must(await box.node.commands.place(espressos(box.storeId, changes), key, guestBy));
  const { order_id }: { order_id: string } = JSON.parse(created.body);
  return orderNow(box.node, order_id);
}

export async function orderNow(node: TestNode, orderId: string): Promise<Order> {
  const found = await node.queries.order(orderId);
  if (!found) throw new Error(`order ${orderId} is not here`);
  return found.order;
}

/** What was recorded of an order, oldest first. */
export async function typesOf(node: TestNode, orderId: string): Promise<string[]> {
  return (await node.queries.changesOf(orderId, 0)).map((change) => change.event.type);
}
