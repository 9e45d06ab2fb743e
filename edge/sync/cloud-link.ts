/**
 * The box's link to its cloud: uplink and downlink over one authenticated client, from enrolment on, without a restart.
 * A fence is stored once; the measured clock offset only when it has moved, because every write wears the disk.
 */
import { createPrivateKey, sign } from "node:crypto";
import { CLOCK_SUSPECT_MS, type LinkError, type LinkStatus } from "@crema/shared/contract/link-status";
import { type Clock, iso, type RandomFraction, type Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { Service } from "@crema/shared/server/service";
import { createCloudClient } from "@crema/sync/box/cloud-client";
import { createDownlink, type Downlink } from "@crema/sync/box/downlink";
import { JoinGate } from "@crema/sync/box/join-gate";
import { createUplink, type Uplink, type UplinkStatus } from "@crema/sync/box/uplink";
import type { CloudClient } from "@crema/sync/ports";
import type { Logger } from "pino";
import { identityOf } from "../db/box-state.ts";
import type { Store } from "../store.ts";

/** An offset that has moved by less than this is not stored again. */
const OFFSET_STEP_MS = 250;
/** The time of the last exchange is stored at least this often. */
const NOTE_EVERY_MS = 60_000;

const NOT_ENROLLED: UplinkStatus = {
  state: "NOT_ENROLLED",
  last_exchange_at: null,
  last_exchange_age_ms: null,
  unsent_events: 0,
  clock_offset_ms: null,
  clock_suspect: false,
};

export interface CloudLinkOptions {
  readonly store: Pick<Store, "sync" | "tables" | "time">;
  readonly fetch: typeof fetch;
  /** The machine's own clock, which the exchanges measure. */
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomFraction;
  /** For the nonces of joins. */
  readonly newId: IdSource;
  readonly log: Logger;
  /** The state of the link has changed. */
  readonly onChanged: () => void;
}

export interface CloudLink extends Service {
  /** Does nothing until the box is enrolled; to be called again when it is. */
  start(): void;
  /** Something was committed to the log. */
  appended(): void;
  status(): LinkStatus;
  lastError(): LinkError | null;
  /** Another box has taken over, and this one may not change anything any more (I5). */
  isFenced(): boolean;
  /** Its history has ended, or does not fit the cloud's: another enrolment leads on. */
  mayEnrolAgain(): boolean;
  /** For what is asked beside the exchanges; null while the box is not enrolled. */
  cloud(): CloudClient | null;
}

interface Running {
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly cloud: CloudClient;
}

export function createCloudLink(options: CloudLinkOptions): CloudLink {
  const { store, clock, timers, random, log, onChanged } = options;
  let running: Running | null = null;
  let last: UplinkStatus = NOT_ENROLLED;
  let fenced = store.sync.link.isFenced();
  let noted: { offset: number; at: number } | null = null;

  const failed = (what: string) => (error: unknown) => log.error({ err: error }, what);

  function heard(status: UplinkStatus): void {
    const before = last;
    last = status;
    if (status.state === "FENCED") {
      fenced = true;
      // Until it is: the disk may be full now, and a restart must not forget it.
      if (!store.sync.link.isFenced()) store.sync.link.fence().catch(failed("the fence could not be written down"));
    }
    // The uplink got through, so the way down may be tried again at once.
    if (status.last_exchange_at !== before.last_exchange_at && (status.state === "LIVE" || status.state === "CATCHING_UP"))
      running?.downlink.reconnect();
    if (status.state === before.state && status.clock_suspect === before.clock_suspect) return;
    log.info({ link: status.state, unsent: status.unsent_events, clock_offset_ms: status.clock_offset_ms }, "link to the cloud");
    onChanged();
  }

  function measured(offset: number): void {
    store.time.trust(clock.now() + offset);
    const at = clock.monotonic();
    if (noted && Math.abs(noted.offset - offset) < OFFSET_STEP_MS && at - noted.at < NOTE_EVERY_MS) return;
    noted = { offset, at };
    store.sync.link.noteExchange(offset).catch(failed("the clock offset could not be written down"));
  }

  /** With the store's time in place of the machine's. */
  function status(): LinkStatus {
    const link = running?.uplink.status() ?? NOT_ENROLLED;
    const offset = store.time.offsetMs();
    return {
      ...link,
      last_exchange_at: link.last_exchange_age_ms === null ? null : iso(store.time.now() - link.last_exchange_age_ms),
      clock_offset_ms: offset,
      clock_suspect: offset !== null && Math.abs(offset) > CLOCK_SUSPECT_MS,
      clock_state: store.time.state(),
      store_time: iso(store.time.now()),
      time_zone: store.tables.documents.profile()?.time_zone ?? null,
      look: store.tables.documents.profile()?.look,
      waiting_currency: store.tables.documents.waitingCurrency() ?? undefined,
      is_restored: store.tables.box.box().restored_at === null ? undefined : true,
    };
  }

  function open(): Running | null {
    const row = store.tables.box.box();
    const identity = identityOf(row);
    const { cloud_url, private_key } = row;
    if (!identity || !cloud_url || !private_key) return null;
    const key = createPrivateKey(private_key);
    const gate = new JoinGate();
    const cloud = createCloudClient({
      baseUrl: cloud_url,
      fetch: options.fetch,
      identity,
      certificate: store.sync.joins.certificate,
      gate,
      sign: (text) => Promise.resolve(sign(null, Buffer.from(text), key).toString("base64url")),
      clock,
      timers,
    });
    const uplink = createUplink({
      log: store.sync.log,
      joins: store.sync.joins,
      gate,
      newId: options.newId,
      cloud,
      identity,
      fenced,
      clock,
      timers,
      random,
      onStatus: heard,
      onClock: measured,
      report: (message, error) => log.warn({ err: error }, message),
    });
    const downlink = createDownlink({
      cloud,
      store: store.sync.down,
      storeId: identity.store_id,
      gate,
      clock,
      timers,
      random,
      report: ({ error, ...trouble }) => log.warn({ err: error, ...trouble }, "the way down was interrupted"),
    });
    return { uplink, downlink, cloud };
  }

  return {
    start() {
      if (running) return;
      // An enrolment lifts the fence of the epoch before.
      fenced = store.sync.link.isFenced();
      running = open();
      running?.uplink.start();
      running?.downlink.start();
    },
    async stop() {
      const ended = running;
      running = null;
      await Promise.all([ended?.uplink.stop(), ended?.downlink.stop()]);
    },
    appended: () => running?.uplink.appended(),
    status,
    lastError: () => running?.uplink.lastError() ?? null,
    cloud: () => running?.cloud ?? null,
    isFenced: () => fenced,
    mayEnrolAgain() {
      const { forked_at, restored_at } = store.tables.box.box();
      return fenced || forked_at !== null || restored_at !== null || last.state === "CONFLICT" || last.state === "UNKNOWN_BOX";
    },
  };
}
