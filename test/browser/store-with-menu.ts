/**
 * A store as a person finds it: the chain's menu, staff with names, a drawer that is closed, devices that are paired. Behind a front
 * door of its own, so that the box can be away and come back while the pages keep their address.
 */
import { generateKeyPairSync } from "node:crypto";
import { createServer, connect as dial, type Socket } from "node:net";
import { openTestBox, PINS, STORE_ID, type TestBox, type TestBoxOptions } from "@crema/edge/box.test-fixture";
import { NODE_ID } from "@crema/edge/store.test-fixture";
import { cents } from "@crema/shared/domain/kernel/money";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { MenuRows } from "@crema/shared/domain/menu/menu-rows";
import { appOrder, testId } from "@crema/shared/domain/order/order.test-fixture";
import type { DeviceKind, StaffRole } from "@crema/shared/domain/staff/actor";
import type { Language, ProfileDocument, StoreSettings } from "@crema/shared/domain/store/profile";
import type { InboxCommand } from "@crema/sync/protocol/down";
import { menuRows } from "@crema/tools/dev/seed/menu";

const FIRST_MENU = 40;

export interface Store {
  /** Where pages are opened. */
  readonly url: string;
  readonly pins: typeof PINS;
  box(): TestBox;
  /** A paired device's cookie, and with a role that of a signed-in person too. */
  cookies(kind: DeviceKind, role?: StaffRole): Promise<Record<string, string>>;
  /** A new menu reaches the store, in which an item costs this. */
  publishPrice(itemId: string, cents: number): Promise<void>;
  publishMenu(rows: MenuRows): Promise<void>;
  /** A new profile reaches the store, with these settings besides those that it has. */
  publishSettings(settings: Partial<StoreSettings>): Promise<void>;
  /** A new profile, in which whoever has that role has a language of their own. */
  publishLanguage(role: StaffRole, language: Language): Promise<void>;
  /** What the cloud tells the store, as its inbox brings it. */
  bring(...commands: readonly InboxCommand[]): Promise<void>;
  /** The box loses power; its pages find nobody at the door. */
  stopBox(): Promise<void>;
  startBox(): Promise<void>;
  close(): Promise<void>;
}

export async function openStoreWithMenu(options: Pick<TestBoxOptions, "guest"> = {}): Promise<Store> {
  let box = await openTestBox(options);
  let sent = 0;
  const door = await openFrontDoor();
  let version = FIRST_MENU;
  const publish = async (rows: MenuRows) => {
    const document: MenuDocument = {
      ...rows,
      store_id: STORE_ID,
      version: ++version,
      currency: "EUR",
      published_at: "2026-05-01T00:00:00.000Z",
    };
    await box.store.sync.down.applyDocuments([{ kind: "menu", version, document }], null);
  };
  const publishProfile = async (change: (before: ProfileDocument) => Partial<ProfileDocument>) => {
    const before = box.store.queries.menu()?.profile;
    if (!before) throw new Error("the store has no profile yet");
    const document = { ...before, version: before.version + 1, ...change(before) };
    await box.store.sync.down.applyDocuments([{ kind: "profile", version: document.version, document }], null);
  };
  await publish(menuRows);
  // A key of its own, so that it tries to reach its cloud, and says since when it cannot.
  const private_key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const identity = { node_id: NODE_ID, store_id: STORE_ID, epoch: 1, epoch_certificate: "test", generation: 1 };
  await box.store.sync.link.enrol({ ...identity, cloud_url: "http://cloud.invalid", private_key });
  const open = () => {
    // From here on heartbeats come by themselves, as a page expects them.
    box.timers.release();
    box.link.start();
    door.leadsTo(Number(new URL(box.url).port));
  };
  open();
  return {
    url: door.url,
    pins: PINS,
    box: () => box,
    async cookies(kind, role) {
      const { token } = await box.pair(kind);
      const device = { [`crema_device_${STORE_ID}`]: token };
      return role ? { ...device, [`crema_staff_${STORE_ID}`]: await box.signIn(token, role) } : device;
    },
    publishMenu: publish,
    publishPrice: (itemId, price) =>
      publish({
        ...menuRows,
        items: menuRows.items.map((item) => (item.item_id === itemId ? { ...item, base_price_cents: cents(price) } : item)),
      }),
    publishSettings: (settings) => publishProfile((before) => ({ settings: { ...before.settings, ...settings } })),
    publishLanguage: (role, language) =>
      publishProfile((before) => ({ staff: before.staff.map((member) => (member.role === role ? { ...member, language } : member)) })),
    async bring(...commands) {
      const entries = commands.map((command) => ({ seq: ++sent, id: testId(0xc000 + sent), command }));
      await box.store.sync.down.applyInbox(entries, null);
    },
    async stopBox() {
      door.leadsTo(null);
      await box.stop("keep the directory");
    },
    async startBox() {
      box = await openTestBox({ ...options, dataDir: box.settings.dataDir });
      open();
    },
    async close() {
      door.leadsTo(null);
      await box.stop();
      await door.close();
    },
  };
}

export const OFFERED_AT = "2026-05-04T08:00:00.000Z";

/** For `bring`: an app order that the cloud offers to the store. */
export function offer(n: number, customer_name: string) {
  const nothingYet = { ticket_number: null, business_day: null };
  const order = appOrder("OFFERED", { order_id: testId(n), ...nothingYet, customer_name, idempotency_key: `k${n}` });
  return { kind: "order.offered", at: OFFERED_AT, order } as const;
}

async function openFrontDoor() {
  let target: number | null = null;
  const sockets = new Set<Socket>();
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  };
  const server = createServer((outer) => {
    hold(outer);
    if (target === null) return outer.destroy();
    const inner = dial(target, "127.0.0.1");
    hold(inner);
    outer.pipe(inner).pipe(outer);
    outer.once("close", () => inner.destroy());
    inner.once("close", () => outer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("the front door has no port");
  return {
    url: `http://127.0.0.1:${at.port}`,
    leadsTo(port: number | null) {
      target = port;
      for (const socket of sockets) socket.destroy();
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
