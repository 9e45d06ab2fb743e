/**
 * Puts one node of the cloud together on an open database: the write path, commands, queries, change notifier, jobs,
 * sync and the HTTP application. Used by main.ts and by tests alike, so that what is tested is what runs. On stop,
 * streams and held requests are told first; nothing below them would end otherwise.
 */
import type { Clock, RandomBytes, Timers } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import type { App } from "@crema/shared/server/mount";
import type { SocketHandler } from "@crema/shared/server/serve-menu";
import type { Service } from "@crema/shared/server/service";
import { ingest } from "@crema/sync/cloud/ingest";
import { joinBox } from "@crema/sync/cloud/join";
import { createJoinTokens } from "@crema/sync/cloud/join-token";
import { createShapeHandler } from "@crema/sync/cloud/shape-handler";
import type { Logger } from "pino";
import { createCloudApp } from "./app.ts";
import { accessToken } from "./auth/access-token.ts";
import { createCertificateAuthority } from "./auth/certificate.ts";
import { createContactCipher, type SealingKeys } from "./auth/contact-cipher.ts";
import { loadInstallationKeys } from "./auth/installation-keys.ts";
import { createKeyRotation } from "./auth/key-rotation.ts";
import { createSignInCodes } from "./auth/sign-in-code.ts";
import { createChangeNotifier } from "./change-notifier.ts";
import { createCommands } from "./commands/cloud-commands.ts";
import { createOpenOrderLimit } from "./commands/orders/open-order-limit.ts";
import type { Database } from "./db/database.ts";
import type { Said } from "./db/flush.ts";
import { createShapeSource } from "./db/shape-source.ts";
import { carryOutTombstones, createErasureJob } from "./erasure/erasure-job.ts";
import { createExecutor } from "./executor.ts";
import { createFreezeJob } from "./freeze/job.ts";
import type { EdgeNode } from "./http/ports.ts";
import { createHeldOrders } from "./jobs/held-orders.ts";
import { createMailSender } from "./jobs/mail-sender.ts";
import { createMessageJobs, type MessageChannels } from "./jobs/message-jobs.ts";
import { createOfferSweeper } from "./jobs/offer-sweeper.ts";
import { createOutboxRelay } from "./jobs/outbox-relay.ts";
import { createPruning } from "./jobs/pruning.ts";
import type { Mailer } from "./mail/mailer.ts";
import { createMessageLinks } from "./messages/links.ts";
import type { EndpointGuard } from "./messages/push/endpoint-guard.ts";
import { createWebPushChannel } from "./messages/push/web-push-channel.ts";
import { createPayments } from "./payments/payments.ts";
import type { PaymentProvider } from "./payments/provider.ts";
import { createPictureReader } from "./pictures/read-picture.ts";
import type { ChangeNotifier, CloudCommands, CloudQueries } from "./ports.ts";
import { createQueries } from "./queries/cloud-queries.ts";
import { createMenuCache } from "./queries/menu.ts";
import { onlinePaymentAt } from "./queries/online-payment-at.ts";
import type { ErasureRegister } from "./register/erasures.ts";
import { importEpochs } from "./register/import-epochs.ts";
import { type EpochRegister, RegisterUnavailable } from "./register/register.ts";
import type { Keeping, RateLimits } from "./settings.ts";
import { createJoinDatabase } from "./sync/join-transaction.ts";
import { takeHandIn } from "./sync/rebuild/hand-in.ts";
import { createIngestDatabase } from "./sync/sync-store.ts";
import { watchBatches } from "./sync/watch-batches.ts";

export interface CloudNodeOptions {
  /** Up to date already; closed by whoever opened it. */
  readonly database: Database;
  readonly secret: Uint8Array;
  readonly contactKeys: SealingKeys;
  readonly limits: RateLimits;
  /** CREMA_METRICS_TOKEN. */
  readonly metricsToken?: string | null;
  /** null: no mail is sent, and nobody signs in by e-mail. */
  readonly mailer: Mailer | null;
  /** Who can be reached by Web Push, and who answers for it. Default: nothing is pushed. */
  readonly push?: { readonly subject: string; readonly guard: EndpointGuard } | null;
  /** By which customers are told; null: by that one nobody is. */
  readonly channels: MessageChannels;
  /** CREMA_PUBLIC_URL, for links in messages. */
  readonly publicUrl: URL | null;
  /** Outside the database: which box each store has had. */
  readonly register: EpochRegister;
  /** Outside the database too: who was erased. */
  readonly erasures: ErasureRegister;
  readonly keeping: Keeping;
  /** null: no online payment is offered. */
  readonly paymentProvider: PaymentProvider | null;
  /** How long an order waits for its online payment. */
  readonly payWithinMs: number;
  /** Order streams that this node takes. Default: as many as come. */
  readonly mostStreams?: number;
  readonly secureCookies: boolean;
  readonly trustedProxies: number;
  readonly clock: Clock;
  /** Whether `clock` is known to be the database's time: nothing is swept while it is not. Default: it always is. */
  readonly isTimeKnown?: () => boolean;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
  /** The incarnation of the database (incarnation/). Default: none, as of a database that nobody watches. */
  readonly incarnation?: () => string;
  readonly log: Logger;
}

export interface CloudNode {
  readonly app: App;
  readonly beforeApp: SocketHandler;
  readonly commands: CloudCommands;
  readonly queries: CloudQueries;
  readonly changeNotifier: ChangeNotifier;
  /** Streams end, held requests are answered; nothing is ready any more. */
  drain(): void;
  /** Ends jobs and the live feed. The database stays open. */
  stop(): Promise<void>;
}

/** Starts the live feed and the jobs. Rejects when the database is away, or a key cannot be opened. */
export async function startCloudNode(options: CloudNodeOptions): Promise<CloudNode> {
  const { database, clock, timers, newId, randomBytes, log, isTimeKnown: mayRun = () => true } = options;
  const keys = await loadInstallationKeys(database.pool, options.contactKeys, randomBytes);
  const certificates = createCertificateAuthority(keys.certificateKey);
  const contacts = createContactCipher({ ...options.contactKeys, indexKey: keys.indexKey }, randomBytes);
  const warn = (what: string) => (err: unknown) => log.warn({ err }, what);
  await whereReachable(
    () => importEpochs(database.pool, options.register),
    warn("the register of boxes cannot be reached: none is enrolled or revoked until it can"),
  );

  const relay = createOutboxRelay({ database, timers, onError: warn("the outbox could not be relayed") });
  const onCommitted = ({ hasFacts }: Said) => {
    relay.poke();
    if (hasFacts) messages.poke();
  };
  const executor = createExecutor({ database, clock, newId, onCommitted, takeOpened: (unit) => payments?.take(unit) ?? null });
  const payments =
    options.paymentProvider &&
    createPayments({ database, executor, provider: options.paymentProvider, clock, timers, onError: warn, mayRun });
  // Before anybody is served: this database may have been put back to when they were there.
  await whereReachable(
    () => carryOutTombstones({ database, executor, erasures: options.erasures }),
    warn("the register of erasures cannot be reached: whether somebody here was erased is looked at again within the hour"),
  );
  const menus = createMenuCache(database, clock);
  const { mailer } = options;
  const push = options.push ? createWebPushChannel({ ...options.push, key: keys.pushKey, clock, timers }) : options.channels.push;
  const links = createMessageLinks(options.publicUrl, options.secret);
  const messages = createMessageJobs({
    ...options,
    channels: { ...options.channels, push },
    sealer: contacts,
    links,
    mayRun,
    warn,
  });
  const mailSender =
    mailer && createMailSender({ database, mailer, sealer: contacts, clock, timers, mayRun, onError: warn("a mail could not be sent") });
  const erasing = createErasureJob({
    database,
    executor,
    erasures: options.erasures,
    keeping: options.keeping,
    clock,
    timers,
    incarnation: options.incarnation ?? (() => "none"),
    mayRun,
    onError: warn("not everybody could be erased who is to be"),
  });
  const commands = createCommands({
    messages: { channels: messages.channels, links, poke: messages.pokeSenders },
    database,
    executor,
    menus,
    clock,
    newId,
    randomBytes,
    openOrders: createOpenOrderLimit(options.secret, options.limits),
    accessToken: (orderId) => accessToken(options.secret, orderId),
    certificates,
    register: options.register,
    erasures: options.erasures,
    erasing,
    contacts,
    pictures: createPictureReader(),
    signInCodes: createSignInCodes(options.secret, randomBytes),
    confirmationKey: options.secret,
    mailSender,
    push: options.push ?? null,
    payments,
    payWithinMs: options.payWithinMs,
  });
  const queries = createQueries({ database, menus, clock, newId, contacts, takesOnlinePayment: onlinePaymentAt(payments !== null, menus) });
  const changeNotifier = createChangeNotifier({ database, timers, onError: warn("the live feed has lost its connection") });
  const sweeper = createOfferSweeper({ database, executor, clock, timers, mayRun, onError: warn("offers could not be swept") });
  const heldOrders = createHeldOrders({ database, executor, clock, timers, mayRun, onError: warn("held orders could not be offered") });
  const freezes = createFreezeJob(
    { database, executor, provider: options.paymentProvider, clock },
    timers,
    warn("frozen stores could not be tended"),
  );
  const pruning = createPruning({ database, clock, timers, mayRun, onError: warn("nothing could be pruned") });
  const rotation = createKeyRotation({
    pool: database.pool,
    sealer: contacts,
    current: options.contactKeys.current,
    timers,
    onError: warn("contact data could not be sealed with the current key"),
    onProgress: (sealed) => log.info({ sealed: Object.fromEntries(sealed) }, "contact data was sealed with the current key"),
  });
  const closing = new AbortController();
  const joinTokens = createJoinTokens(options.secret, options.incarnation ?? (() => "none"));
  const ingestDatabase = createIngestDatabase({ database, executor, clock, joinTokens });
  const joinDatabase = createJoinDatabase({ executor, certificates, register: options.register });

  const { app, beforeApp } = createCloudApp({
    ...options,
    mostStreams: options.mostStreams ?? Number.POSITIVE_INFINITY,
    pool: database.pool,
    commands,
    queries,
    changeNotifier,
    payments,
    pushKey: options.push ? keys.pushKey.publicKey : null,
    messageChannels: messages.channels,
    certificates,
    ingest: watchBatches(
      (batch, box: EdgeNode) => ingest(batch, box, ingestDatabase),
      executor,
      warn("headquarters could not be told of a batch that fails"),
    ),
    handIn: (handIn, box) => takeHandIn({ executor, certificates }, handIn, box),
    join: (request, box, handBack, facts) => joinBox(request, box, joinDatabase, joinTokens, handBack, facts),
    shape: createShapeHandler({
      source: createShapeSource({ database, changeNotifier, timers, newId }),
      clock,
      joinTokens,
      closing: closing.signal,
    }),
    closing: closing.signal,
    notReady: () => notReady(database, closing.signal),
  });

  try {
    await changeNotifier.start();
  } catch (error) {
    // Without this it would go on trying to connect for a service that does not exist.
    await changeNotifier.stop();
    throw error;
  }
  const jobs: Service[] = [
    relay,
    sweeper,
    heldOrders,
    pruning,
    erasing,
    rotation,
    ...(mailSender ? [mailSender] : []),
    ...messages.jobs,
    ...(payments?.jobs ?? []),
    freezes,
  ];
  for (const job of jobs) await job.start();
  return {
    app,
    beforeApp,
    commands,
    queries,
    changeNotifier,
    drain: () => closing.abort(),
    async stop() {
      closing.abort();
      await Promise.all(jobs.map((job) => job.stop()));
      await changeNotifier.stop();
    },
  };
}

/** Only enrolments and erasures wait for the register. */
async function whereReachable(work: () => Promise<unknown>, onAway: (error: unknown) => void): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RegisterUnavailable)) throw error;
    onAway(error);
  }
}

async function notReady({ pool }: Database, closing: AbortSignal): Promise<string | null> {
  if (closing.aborted) return "stopping";
  try {
    await pool.query("SELECT 1");
    return null;
  } catch (error) {
    return `the database does not answer: ${error instanceof Error ? error.message : "unknown"}`;
  }
}
