/**
 * A whole box in one call: directory, store, auth, HTTP, link. main.ts runs one in a process; tests run many.
 * The order matters. What opens later may use what opened before, and all of it closes in reverse: first new requests,
 * then streams, then sync, then the database.
 */

import type { Clock, RandomBytes, RandomFraction, Timers } from "@crema/shared/domain/kernel/clock";
import { ok } from "@crema/shared/domain/kernel/errors";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { guardTimers } from "@crema/shared/server/guarded-timers";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { listen, type Served } from "@crema/shared/server/listen";
import type { App } from "@crema/shared/server/mount";
import { createTicker, type Service } from "@crema/shared/server/service";
import type { Logger } from "pino";
import { buildApp } from "./app.ts";
import { createAuth } from "./box-auth.ts";
import { createByTheClock } from "./by-the-clock.ts";
import { createChangeBus } from "./change-bus.ts";
import { forgetOldCustomers } from "./commands/inbox/forget-customer.ts";
import { openDataDir } from "./data-dir.ts";
import { prepareReadCheck } from "./db/readable.ts";
import type { BackupSchedule, RunBackup } from "./disk/backup-schedule.ts";
import type { RunRelog } from "./disk/relog-histories.ts";
import { assertRestored } from "./disk/restore.ts";
import { createDiskWork } from "./disk-work.ts";
import { createGuestPage, type GuestPage } from "./guest-page.ts";
import { menuBeforeApp } from "./http/menu.ts";
import { createMetrics } from "./http/metrics.ts";
import type { Auth } from "./http/ports.ts";
import { createReadiness } from "./http/readiness.ts";
import { SERVING } from "./http/serving.ts";
import { createCustomerScreenStream } from "./http/streams/customer-screen-stream.ts";
import { createOpenStreams, type OpenStreams } from "./http/streams/open-streams.ts";
import { createQueueStream, type QueueStream } from "./http/streams/queue-stream.ts";
import { createPerCommit } from "./per-commit.ts";
import { createPictures } from "./pictures/pictures.ts";
import { rememberedQueries } from "./remembered-queries.ts";
import type { EdgeSettings } from "./settings.ts";
import { openStore, type Store } from "./store.ts";
import { type CloudLink, createCloudLink } from "./sync/cloud-link.ts";
import { createEarlierOrders } from "./sync/earlier-orders.ts";
import { createEnrolment } from "./sync/enrolment.ts";
import { linkResponse } from "./sync/link-response.ts";
import { createReceiptMail } from "./sync/receipt-mail.ts";

/** What the box gets from its machine: clocks, timers, randomness. */
export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomFraction;
  readonly randomBytes: RandomBytes;
  readonly fetch: typeof fetch;
  /** As others on its network may reach it. */
  readonly lanAddresses: () => readonly string[];
  /** Elsewhere than on the box's one thread. */
  readonly runBackup: RunBackup;
  readonly runRelog: RunRelog;
}

export interface Box {
  readonly url: string;
  /** The app that the server serves, for calls without a socket. */
  readonly app: App;
  readonly operatorToken: string;
  readonly store: Store;
  readonly link: CloudLink;
  readonly lifecycle: Lifecycle;
  /** How many streams are open. */
  readonly streams: () => number;
  /** Of the guests' page; null: there is none. */
  readonly guestUrl: () => string | null;
}

/** Well below a day: many boxes are switched off for the night. */
const PRUNE_EVERY_MS = 3_600_000;
/** How often the trusted time is stored: a power cut loses at most this much of it. */
const SAVE_TIME_EVERY_MS = 60_000;
/** A stream outlives its session by at most two of these. */
const SESSIONS_EVERY_MS = 1_000;

/**
 * Rejects, leaving nothing open, when the directory is taken, the database is newer, or the port is not free.
 * `lifecycle`: the process', so that a stop that begins while the box opens closes what is open.
 */
export async function openBox(
  settings: EdgeSettings,
  machine: Machine,
  log: Logger,
  version: string,
  lifecycle = new Lifecycle((name, error) => log.error({ err: error, part: name }, "closing a part failed")),
): Promise<Box> {
  try {
    return await open(settings, machine, log, version, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

async function open(settings: EdgeSettings, machine: Machine, log: Logger, version: string, lifecycle: Lifecycle): Promise<Box> {
  const { timers, randomBytes } = machine;
  const newId = createIdSource(machine.clock, randomBytes);
  const dataDir = openDataDir(settings.dataDir, randomBytes);
  lifecycle.push("data directory", dataDir.release);
  assertRestored(dataDir.databasePath);

  const changeBus = createChangeBus((error) => log.error({ err: error }, "a listener failed"));
  const perCommit = createPerCommit();
  const opened = openStore({
    path: dataDir.databasePath,
    clock: machine.clock,
    timers,
    newId,
    changeBus,
    onAppended: () => link.appended(),
    observeGroup: (commands) => {
      perCommit.groupBegins();
      const begun = machine.clock.monotonic();
      return () => metrics.committed(commands, machine.clock.monotonic() - begun);
    },
    isFenced: () => link.isFenced(),
    boxVersion: version,
    diskFreeBytes: dataDir.diskFreeBytes,
    onTimeChanged: () => {
      onSaleAgain.timeChanged();
      queueStream.linkChanged();
    },
    onError: (error) => log.error({ err: error }, "what follows of another time could not be stored"),
  });
  const store: Store = { ...opened, queries: rememberedQueries(opened, perCommit) };
  lifecycle.push("store", () => store.close());
  const clock = store.time;
  const streams = createOpenStreams();
  const link = createCloudLink({ store, ...machine, newId, log, onChanged: () => queueStream.linkChanged() });
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, what);
  const guarded = guardTimers(timers, failed("a timer's callback failed"));
  const queueStream = createQueueStream({
    changeBus,
    queries: store.queries,
    link: () => link.status(),
    clock,
    timers,
    onError: failed("the screens could not be told that the box is there"),
  });
  const customerScreens = createCustomerScreenStream(guarded);
  const auth = createAuth({
    store,
    settings,
    machine: { ...machine, clock },
    log,
    newId,
    operatorToken: dataDir.operatorToken,
    streams,
    customerScreens,
  });
  const { relog, backups, histories } = createDiskWork({ settings, machine, store, link, clock, timers: guarded, log });
  const onEnrolled = () => {
    streams.endAll();
    histories.look();
  };
  const probe = store.db.prepare("UPDATE box SET generation = generation");
  const metrics = createMetrics({
    openOrders: store.queries.openOrders,
    link: () => link.status(),
    streams: streams.count,
    log: () => store.tables.box.position(),
    backup: backups.status,
  });
  const pictures = createPictures({ settings, machine, dataDir, store, link, timers: guarded, log });
  const newRequestId = requestIds(randomBytes);
  const serving = { metrics, log, newRequestId, pictures: pictures.folder };
  const guestPage = createGuestPage({ ...machine, ...serving, settings, store, clock, timers: guarded });
  const app = buildApp({
    version,
    commands: store.commands,
    queries: store.queries,
    changeBus,
    auth,
    link: () => linkResponse(store, link, backups.status()),
    enroll: createEnrolment({ store, fetch: machine.fetch, timers, boxVersion: version, link, onEnrolled }),
    earlierOrders: createEarlierOrders({ commands: store.context, cloud: link.cloud }),
    mailReceipt: createReceiptMail({ tables: store.tables, cloud: link.cloud, link: link.status }),
    relog,
    readiness: createReadiness({
      readAll: prepareReadCheck(store.db),
      probe: () => store.executor.run(() => ok(probe.run().changes)),
      diskFree: dataDir.diskFreeBytes,
      minFreeDiskBytes: settings.minFreeDiskBytes,
      clock,
    }),
    guestSheet: guestPage.sheet,
    streams,
    queueStream,
    customerScreens,
    clock,
    timers: guarded,
    ...serving,
  });
  const { releaser, onSaleAgain, questions, promiseKeeper, guestTimer } = createByTheClock({ store, changeBus, timers: guarded, failed });
  const beforeApp = menuBeforeApp({ queries: store.queries, metrics, clock });
  const url = await run(
    {
      ...{
        store,
        releaser,
        onSaleAgain,
        questions,
        promiseKeeper,
        guestTimer,
        guestPage,
        link,
        backups,
        histories,
        pictures: pictures.fetcher,
        queueStream,
        streams,
      },
      ...{ auth, app, beforeApp, settings, timers, failed },
    },
    lifecycle,
  );
  dataDir.announce(url);
  return { url, app, operatorToken: dataDir.operatorToken, store, link, lifecycle, streams: streams.count, guestUrl: guestPage.url };
}

interface Running extends Served {
  readonly store: Store;
  readonly releaser: Service;
  readonly onSaleAgain: Service;
  readonly questions: Service;
  readonly promiseKeeper: Service;
  readonly guestTimer: Service;
  readonly guestPage: GuestPage;
  readonly link: CloudLink;
  readonly backups: BackupSchedule;
  readonly histories: Service;
  readonly pictures: Service;
  readonly queueStream: QueueStream;
  readonly streams: OpenStreams;
  readonly auth: Auth;
  readonly settings: EdgeSettings;
  readonly timers: Timers;
  readonly failed: (what: string) => (error: unknown) => void;
}

/** Starts what runs in the background, and listens. Returns the address. */
async function run(box: Running, lifecycle: Lifecycle): Promise<string> {
  const { store, streams, auth, settings, timers, failed } = box;
  const every = (everyMs: number, what: string, work: () => void | Promise<void>) =>
    createTicker({ timers, everyMs, onError: failed(what), run: work });
  // Sessions may end by themselves: by expiry, or by a profile with another PIN or without the person.
  const endSessions = () => {
    if (streams.count() > 0) auth.endStreams();
  };
  const told = await store.tellDevices();
  if (!told.ok) box.failed("headquarters could not be told of the devices; the next start tries again")(new Error(told.refusal.detail));
  await lifecycle.run("releaser", box.releaser);
  await lifecycle.run("on sale again", box.onSaleAgain);
  await lifecycle.run("questions", box.questions);
  await lifecycle.run("promises", box.promiseKeeper);
  await lifecycle.run("tickets of guests", box.guestTimer);
  await lifecycle.run("link", box.link);
  await lifecycle.run("queue stream", box.queueStream);
  await lifecycle.run("sessions", every(SESSIONS_EVERY_MS, "it could not be seen whose sign-in is over", endSessions));
  const { host, port } = settings;
  const listening = await listen(box, { ...SERVING, host, port, timers, onError: failed("the server has failed") });
  const drain = () => {
    listening.drain();
    streams.endAll();
  };
  lifecycle.push("http", () => listening.stop(), drain);
  await lifecycle.run("guests' page", box.guestPage);
  await lifecycle.run(
    "pruning",
    every(PRUNE_EVERY_MS, "old rows could not be removed", () => store.sync.prune()),
  );
  await lifecycle.run(
    "names",
    every(PRUNE_EVERY_MS, "old names could not be removed", () => forgetOldCustomers(store.context, settings.keepNamesMs)),
  );
  await lifecycle.run(
    "time",
    every(SAVE_TIME_EVERY_MS, "the trusted time could not be stored", () => store.sync.link.saveTime()),
  );
  await lifecycle.run("backups", box.backups);
  await lifecycle.run("histories", box.histories);
  await lifecycle.run("pictures", box.pictures);
  return listening.url;
}

/** Request ids: a random prefix of this process and a counter; short and cheap. */
function requestIds(randomBytes: RandomBytes): () => string {
  const process = Buffer.from(randomBytes(6)).toString("base64url");
  let number = 0;
  return () => `${process}-${(++number).toString(36)}`;
}
