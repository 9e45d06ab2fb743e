/**
 * A box's store on a real SQLite file in its own directory, enrolled and with a menu and a profile in force. The clock
 * stands still until a test moves it; commits happen as in the running box.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import type { Result } from "@crema/shared/domain/kernel/errors";
import { createIdSource, type IdSource } from "@crema/shared/domain/kernel/ids";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import { menu, taxOf } from "@crema/shared/domain/menu/menu.test-fixture";
import type { Order, OrderView } from "@crema/shared/domain/order/order";
import type { PlaceOrderRequest } from "@crema/shared/domain/order/order-request";
import type { ProfileDocument } from "@crema/shared/domain/store/profile";
import type { Created } from "@crema/shared/server/idempotency";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import { createChangeBus } from "./change-bus.ts";
import { writeMigratedDatabase } from "./db/migrated-file.test-fixture.ts";
import type { Caller, Change, ChangeBus } from "./ports.ts";
import { openStore, type Store } from "./store.ts";

/** A Monday, 10:00 in Berlin. */
export const START_MS = Date.parse("2026-05-04T08:00:00.000Z");
export const STORE_ID = "main-street";
export const NODE_ID = "0198c7f2-0000-7000-8000-00000000000b";
export const DEVICE_ID = "0198c7f2-0000-7000-8000-00000000000d";

export const testMenu: MenuDocument = menu;

export const testProfile: ProfileDocument = {
  store_id: STORE_ID,
  version: 3,
  published_at: "2026-05-01T00:00:00.000Z",
  name: "Main Street",
  address: "1 Main Street",
  time_zone: "Europe/Berlin",
  business_day_cutoff_hour: 4,
  currency: "EUR",
  tax: taxOf(),
  hours: [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, open: "00:00", close: "24:00" })),
  settings: { accept_timeout_s: 30, recall_window_s: 300, max_open_orders: 100, prep_time_s: 300 },
  staff: [],
};

/** A cashier at the paired POS. */
export const cashier: Caller = {
  principal: { kind: "staff", staff_id: "ana", name: "Ana", role: "cashier", store_id: STORE_ID, device_id: DEVICE_ID, device_kind: "pos" },
  actor: { kind: "staff", id: "ana", name: "Ana" },
  managerApproved: false,
};
/** The same, with a manager's PIN for this command. */
export const approved: Caller = { ...cashier, actor: { kind: "manager_approval", id: "mia", name: "Mia for Ana" }, managerApproved: true };

/** Two espressos, 5.00. */
export const espressos = (changes: Partial<PlaceOrderRequest> = {}): PlaceOrderRequest => ({
  store_id: STORE_ID,
  fulfillment_type: "IN_STORE",
  payment_method: "AT_STORE",
  items: [{ item_id: "espresso", qty: 2, modifier_ids: [], note: null }],
  promotion_codes: [],
  customer_name: "Bo",
  note: null,
  requested_for: null,
  expected_total_cents: null,
  ...changes,
});

export interface TestClock extends Clock {
  advance(ms: number): void;
}

export function testClock(startMs = START_MS): TestClock {
  let now = startMs;
  return {
    now: () => now,
    monotonic: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}

export interface TestStoreOptions {
  /** The file to open; a new one in a new directory without it. */
  readonly path?: string;
  /** null: none in force. */
  readonly menu?: MenuDocument | null;
  readonly profile?: ProfileDocument | null;
  readonly enrolled?: boolean;
  readonly clock?: TestClock;
  readonly timers?: Timers;
  readonly isFenced?: () => boolean;
}

export interface TestStore extends Store {
  readonly path: string;
  readonly clock: TestClock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly changeBus: ChangeBus;
  /** All that was published, in the order in which it was. */
  readonly published: Change[];
  /** Places an order of two espressos, or of what is given, and returns it as stored. Throws when it is refused. */
  placed(changes?: Partial<PlaceOrderRequest>): Promise<Order>;
  /** Ends the store and removes its directory. */
  dispose(): Promise<void>;
}

export async function openTestStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const directory = options.path ? null : mkdtempSync(join(tmpdir(), "crema-edge-"));
  const path = options.path ?? join(directory ?? "", "edge.db");
  if (!options.path) writeMigratedDatabase(path);
  const clock = options.clock ?? testClock();
  const timers = options.timers ?? systemTimers;
  const newId = createIdSource(clock, systemRandomBytes);
  const published: Change[] = [];
  const changeBus = createChangeBus((error) => {
    throw error;
  });
  changeBus.subscribe((change) => published.push(change));
  const store = openStore({
    path,
    clock,
    timers,
    newId,
    changeBus,
    onAppended: () => undefined,
    isFenced: options.isFenced ?? (() => false),
    boxVersion: "0.1.0",
    diskFreeBytes: () => 1_000_000_000,
    onError: (error) => {
      throw error;
    },
  });
  if (!options.path) await seed(store, options);
  let keys = 0;
  return {
    ...store,
    path,
    clock,
    timers,
    newId,
    changeBus,
    published,
    async placed(changes) {
      const created = unwrap(await store.commands.place(espressos(changes), `placed-${newId()}-${keys++}`, cashier));
      const order = store.queries.order(createdOrder(created).order_id)?.order;
      if (!order) throw new Error("the order is not there");
      return order;
    },
    async dispose() {
      await store.close();
      if (directory) rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function seed(store: Store, options: TestStoreOptions): Promise<void> {
  if (options.enrolled !== false) {
    await store.sync.link.enrol({
      node_id: NODE_ID,
      store_id: STORE_ID,
      epoch: 1,
      epoch_certificate: "certificate",
      cloud_url: "http://127.0.0.1:1",
      private_key: "key",
      generation: 1,
    });
  }
  const { menu: menuDocument = testMenu, profile = testProfile } = options;
  if (menuDocument) await store.sync.down.applyDocuments([{ kind: "menu", version: menuDocument.version, document: menuDocument }], null);
  if (profile) await store.sync.down.applyDocuments([{ kind: "profile", version: profile.version, document: profile }], null);
}

/** The value, or an error that says why it was refused. */
/** The body of the response to a write. */
export const bodyOf = <T = { order_id: string }>(written: Result<{ readonly body: string }>): T => JSON.parse(unwrap(written).body) as T;

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.refusal.code}: ${result.refusal.detail}`);
  return result.value;
}

/** The code of a refusal; "ok" when there was none. */
export const codeOf = (result: Result<unknown>): string => (result.ok ? "ok" : result.refusal.code);

export function createdOrder(created: Created): OrderView {
  return JSON.parse(created.body) as OrderView;
}
