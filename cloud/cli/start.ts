/**
 * Runs one node of the cloud. Things stop in the reverse of the order in which they are pushed here: streams are told
 * first and requests drain while everything below them still works.
 */
import type { Clock, RandomBytes, Timers } from "@crema/shared/domain/kernel/clock";
import { createIdSource, type IdSource } from "@crema/shared/domain/kernel/ids";
import type { Lifecycle } from "@crema/shared/server/lifecycle";
import { type Listening, listen } from "@crema/shared/server/listen";
import type { ClientBase } from "pg";
import type { Logger } from "pino";
import { sealedBy } from "../auth/key-rotation.ts";
import { contactKeysOf, secretOf } from "../auth/secret-file.ts";
import { createDatabaseClock } from "../db/database-clock.ts";
import { migrate, pendingMigrations } from "../db/migrate.ts";
import { SERVING } from "../http/serving.ts";
import { createMemoryFile } from "../incarnation/memory-file.ts";
import { createIncarnationWatch, type IncarnationWatch } from "../incarnation/watch.ts";
import { mailerOf } from "../mail/mailer-of.ts";
import { createEmailChannel } from "../messages/email-channel.ts";
import { createEndpointGuard } from "../messages/push/endpoint-guard.ts";
import { createHostResolver } from "../messages/push/resolve-host.ts";
import { createTwilioChannel } from "../messages/sms/twilio-channel.ts";
import { startCloudNode } from "../node.ts";
import { createStripeProvider } from "../payments/stripe/stripe-provider.ts";
import { createDirectoryErasures } from "../register/directory-erasures.ts";
import { createDirectoryRegister } from "../register/directory-register.ts";
import { type CloudSettings, keepingOf, registerDir } from "../settings.ts";
import { onceReachable, openConfigured } from "./open-database.ts";

export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
}

/** Worth a word in the log. */
const CLOCK_OFF_MS = 1_000;

/** What stops a start that a person has to act on. */
export class CannotStart extends Error {}

/** Resolves once it listens. `lifecycle.stop()` ends it. Throws CannotStart. */
export async function startNode(settings: CloudSettings, machine: Machine, lifecycle: Lifecycle, log: Logger): Promise<Listening> {
  const { timers, randomBytes } = machine;
  const secret = await secretOf(settings, randomBytes);
  let incarnation: IncarnationWatch | null = null;
  const verify = async (client: ClientBase) => incarnation?.verify(client);
  const database = await openConfigured({ settings, lifecycle, timers, randomBytes, log, mayMake: true, verify });
  if (settings.migrate === "auto") {
    const run = await onceReachable(timers, log, () => migrate(database));
    if (run.length > 0) log.info({ migrations: run }, "the database is up to date");
  } else {
    const pending = await onceReachable(timers, log, () => pendingMigrations(database));
    if (pending.length > 0) {
      throw new CannotStart(`the database lacks migrations ${pending.join(", ")}: run "crema-cloud migrate", or set CREMA_MIGRATE=auto`);
    }
  }
  const time = createDatabaseClock({
    database,
    clock: machine.clock,
    timers,
    onError: (err) => log.warn({ err }, "the database's time could not be read"),
  });
  await onceReachable(timers, log, () => time.measure());
  const offsetMs = Math.round(time.offsetMs() ?? 0);
  if (Math.abs(offsetMs) > CLOCK_OFF_MS)
    log.warn({ offset_ms: offsetMs }, "this machine's clock is not the database's; it goes by the database's");
  await lifecycle.run("database clock", time.job);
  const { clock } = time;
  const newId = createIdSource(clock, randomBytes);
  incarnation = createIncarnationWatch({
    memory: createMemoryFile(settings.dataDir),
    newId,
    clock,
    timers,
    onBegun: (begun) => log.error(begun, "the database was put back to an earlier state: every store is frozen until it has joined"),
    onError: (err) => log.warn({ err }, "it could not be seen whether the database is still the same"),
  });
  await onceReachable(timers, log, () => incarnation.start(database.pool));
  await lifecycle.run("incarnation", incarnation.job);
  const contactKeys = contactKeysOf(settings, secret);
  const missing = [...(await sealedBy(database.pool))].filter(([id]) => !contactKeys.keys.has(id));
  if (missing.length > 0) {
    const what = missing.map(([id, sealed]) => `"${id}" (${sealed} values)`).join(", ");
    throw new CannotStart(
      `data is sealed with contact keys that CREMA_CONTACT_KEYS does not have: ${what}; put them back behind the first`,
    );
  }
  const mailer = mailerOf(settings);
  const node = await startCloudNode({
    database,
    secret,
    contactKeys,
    limits: settings.limits,
    metricsToken: settings.metricsToken,
    push: settings.push && {
      subject: settings.push.subject,
      guard: createEndpointGuard(createHostResolver(), settings.push.allowedHosts),
    },
    mailer,
    channels: {
      push: null,
      email: mailer && createEmailChannel(mailer),
      sms: settings.sms && createTwilioChannel({ settings: settings.sms, fetch, clock, timers }),
    },
    publicUrl: settings.publicUrl,
    register: createDirectoryRegister(registerDir(settings)),
    erasures: createDirectoryErasures(registerDir(settings)),
    keeping: keepingOf(settings),
    paymentProvider: settings.stripe && createStripeProvider({ settings: settings.stripe, clock, timers }),
    payWithinMs: settings.payWithinS * 1000,
    mostStreams: settings.mostStreams,
    secureCookies: settings.publicUrl?.protocol === "https:",
    trustedProxies: settings.trustedProxies,
    clock,
    isTimeKnown: time.isKnown,
    timers,
    newId,
    randomBytes,
    incarnation: incarnation.present,
    log,
  });
  lifecycle.push(
    "node",
    () => node.stop(),
    () => node.drain(),
  );
  const listening = await listen(node, {
    ...SERVING,
    host: settings.host,
    port: settings.port,
    timers,
    onError: (err) => log.error({ err }, "the server has failed"),
  });
  lifecycle.push(
    "sockets",
    () => listening.stop(),
    () => listening.drain(),
  );
  return listening;
}
