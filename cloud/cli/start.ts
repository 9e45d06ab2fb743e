/**
 * Runs one node of the cloud. Easy to get wrong: the order of the end, which is the reverse of what is pushed here. Streams
 * are told first and requests drain while everything below them still works.
 */
import type { Clock, RandomBytes, Timers } from "@crema/shared/clock";
import type { IdSource } from "@crema/shared/ids";
import type { Lifecycle } from "@crema/shared/lifecycle";
import type { Logger } from "pino";
import { contactKeysOf, secretOf } from "../auth/secret-file.ts";
import type { CloudConfig } from "../config.ts";
import { migrate, pendingMigrations } from "../db/migrate.ts";
import { type Listening, listen } from "../http/listen.ts";
import { mailerOf } from "../mail/mailer-of.ts";
import { createStripeProvider } from "../payments/stripe/stripe-provider.ts";
import { startService } from "../service.ts";
import { onceReachable, openConfigured } from "./open-database.ts";

export interface Machine {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly newId: IdSource;
  readonly randomBytes: RandomBytes;
}

/** What stops a start that a person has to act on. */
export class CannotStart extends Error {}

/** Resolves once it listens. `lifecycle.stop()` ends it. Throws CannotStart. */
export async function startNode(config: CloudConfig, machine: Machine, lifecycle: Lifecycle, log: Logger): Promise<Listening> {
  const { clock, timers, newId, randomBytes } = machine;
  const secret = await secretOf(config, randomBytes);
  const database = await openConfigured({ config, lifecycle, timers, randomBytes, log });
  if (config.migrate === "auto") {
    const run = await onceReachable(timers, log, () => migrate(database));
    if (run.length > 0) log.info({ migrations: run }, "the database is up to date");
  } else {
    const pending = await onceReachable(timers, log, () => pendingMigrations(database));
    if (pending.length > 0) {
      throw new CannotStart(`the database lacks migrations ${pending.join(", ")}: run "crema-cloud migrate", or set CREMA_MIGRATE=auto`);
    }
  }
  const service = await startService({
    database,
    secret,
    contactKeys: contactKeysOf(config, secret),
    limits: config.limits,
    mailer: mailerOf(config),
    paymentProvider: config.stripe && createStripeProvider({ settings: config.stripe, clock, timers }),
    payWithinMs: config.payWithinS * 1000,
    secureCookies: config.publicUrl?.protocol === "https:",
    trustedProxies: config.trustedProxies,
    clock,
    timers,
    newId,
    randomBytes,
    log,
  });
  lifecycle.push("service", () => service.stop());
  const listening = await listen(service.app, {
    host: config.host,
    port: config.port,
    timers,
    onError: (err) => log.error({ err }, "the server has failed"),
  });
  lifecycle.push("sockets", async () => {
    service.sayGoodbye();
    await listening.close();
  });
  return listening;
}
