/**
 * Brings up a chain of real processes on this machine: Postgres, the cloud, the stores' boxes, a WAN proxy for each box.
 * Everything is done the way a person would do it: by the command lines and the public APIs. Whatever has been opened is
 * closed again in reverse, after an error half-way too. What an earlier chain has left in the directory is gone on with.
 */
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { TOLD_BY } from "@crema/cloud/payments/events/event-types";
import { PAYMENT_WEBHOOK_PATH } from "@crema/shared/contract/payments";
import { createIdSource, type IdSource } from "@crema/shared/domain/kernel/ids";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemClock, systemRandomBytes, systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { startChainControl } from "./chain-control.ts";
import { CHAIN_FORMAT, type ChainFile, forgetProcesses, takeDirectory, writeChain } from "./chain-file.ts";
import { ChainProcesses } from "./chain-processes.ts";
import { CloudClient } from "./client/cloud-client.ts";
import { ProviderClient } from "./client/provider-client.ts";
import { startMessageSandboxes } from "./message-sandboxes.ts";
import { ChainPostgres } from "./processes/chain-postgres.ts";
import { freePort } from "./processes/free-port.ts";
import { logTo } from "./processes/log-to.ts";
import { postgresDirectory } from "./processes/postgres-directory.ts";
import { builtPrograms, checkBuilt, type Programs, ROOT } from "./programs.ts";
import { readSaved, type SavedChain, writeSaved } from "./saved-chain.ts";
import { createCustomers, createOperator, createSeedMenu, waitUntilSelling } from "./seed/seed.ts";
import { storeSeed } from "./seed/stores.ts";
import { type ChainStore, openStore } from "./store-up.ts";
import type { WanMode } from "./wan/mode.ts";

export interface ChainOptions {
  /** Data, logs and chain.json. */
  readonly dir: string;
  /** Goes on with what an earlier chain has left in the directory; without it that is erased. */
  readonly resume?: boolean;
  /** A process that dies is started again; without it that is only reported. */
  readonly keepAlive?: boolean;
  /** Without them the built ones. */
  readonly programs?: Programs;
  /** How many stores; 1 to 9. */
  readonly stores: number;
  /** Decides what lossy lines cut. */
  readonly seed: number;
  readonly customers?: number;
  /** More settings for the processes. */
  readonly cloudEnv?: Readonly<Record<string, string>>;
  readonly edgeEnv?: Readonly<Record<string, string>>;
  /** postgres -c settings, name=value. */
  readonly postgresSettings?: readonly string[];
  readonly onProgress?: (line: string) => void;
  /** A process has died, or is back: told when it happens. */
  readonly onNews?: (line: string) => void;
  /** Gives the start up: what is open is closed, and startChain rejects. */
  readonly signal?: AbortSignal;
}

export interface Chain {
  /** As in chain.json; pids are those of the last start. */
  readonly file: ChainFile;
  readonly dir: string;
  /** It goes on with what an earlier one has left. */
  readonly isResumed: boolean;
  readonly cloud: CloudClient;
  /** The payment sandbox. */
  readonly provider: ProviderClient;
  readonly postgres: Pick<ChainPostgres, "copy" | "failOver" | "putBack">;
  readonly stores: readonly ChainStore[];
  readonly newId: IdSource;
  /** Sends a signal to `cloud` or a store's box and waits until the process is gone. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Stops it if it runs, and starts it on the same port and directory. */
  restart(name: string): Promise<void>;
  /** The store's box has been killed; another machine takes its place. Resolves to the data directory of the dead one. */
  replaceBox(storeId: string): Promise<string>;
  wan(storeId: string, mode: WanMode): void;
  /** Ends everything in order. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Throws CannotTake when the directory is in use or of another format; otherwise whatever went wrong, with everything closed
 * again.
 */
export async function startChain(options: ChainOptions): Promise<Chain> {
  const dir = resolve(options.dir);
  if (!options.programs) checkBuilt();
  const saved = await takeDirectory(dir, systemTimers, options.resume !== true);
  const failures: unknown[] = [];
  const lifecycle = new Lifecycle((name, error) => failures.push(new Error(`Stopping ${name} failed`, { cause: error })));
  const stop = async () => {
    await lifecycle.stop();
    if (failures.length > 0) throw new AggregateError(failures, "The chain did not stop cleanly");
  };
  try {
    return await Promise.race([bringUp(dir, saved, options, lifecycle, stop), aborted(options.signal)]);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

function aborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

async function bringUp(
  dir: string,
  saved: SavedChain | null,
  options: ChainOptions,
  lifecycle: Lifecycle,
  stop: () => Promise<void>,
): Promise<Chain> {
  const print = (line: string) => {
    options.signal?.throwIfAborted();
    options.onProgress?.(line);
  };
  const newId = createIdSource(systemClock, systemRandomBytes);
  const logs = join(dir, "logs");
  for (const folder of [logs, join(dir, "data")]) mkdirSync(folder, { recursive: true });
  lifecycle.push("files", () => forgetProcesses(dir));

  const cloudPort = await freePort(systemRandomFraction, saved?.ports.cloud);
  const cloudUrl = `http://127.0.0.1:${cloudPort}`;
  const programs = options.programs ?? builtPrograms;
  print("Postgres");
  const directory = await postgresDirectory(dir, saved?.postgresDirectory);
  lifecycle.push("postgres files", () => {
    // Of a chain that was not completed; it stands outside only where Postgres cannot reach `dir`.
    if (readSaved(dir) === null && !directory.startsWith(dir)) rmSync(dirname(directory), { recursive: true, force: true });
  });
  const news = options.onNews ?? (() => undefined);
  const postgres: ChainPostgres = new ChainPostgres({
    directory,
    settings: options.postgresSettings ?? [],
    port: await freePort(systemRandomFraction),
    onLog: logTo(join(logs, "postgres.log")),
    onChanged: () => processes.changed(),
  });
  lifecycle.push("postgres", () => postgres.close());
  const processes = new ChainProcesses({
    ...{ dir, root: ROOT, lifecycle, news },
    postgresPid: () => postgres.pid,
    keepAlive: options.keepAlive === true,
  });
  const databaseUrl = await postgres.start();

  const paymentsPort = await freePort(systemRandomFraction, saved?.ports.payments);
  const paymentsUrl = `http://127.0.0.1:${paymentsPort}`;
  const webhookSecret = saved?.webhookSecret ?? `whsec_${newId().replaceAll("-", "")}`;
  const sandbox = ["--dir", join(dir, "data", "payments"), "--port", String(paymentsPort)];
  // As docs/operations.md has it set up at the provider.
  const types = TOLD_BY.flatMap((type) => ["--webhook-type", type]);
  const webhook = ["--webhook", `${cloudUrl}${PAYMENT_WEBHOOK_PATH}`, "--webhook-secret", webhookSecret, ...types];

  const mailDir = join(dir, "mail");
  const messages = await startMessageSandboxes({ dir, mailDir, ports: saved?.ports ?? {} }, lifecycle);

  print("cloud and payment sandbox");
  const cloudEnv = {
    DATABASE_URL: databaseUrl,
    PORT: String(cloudPort),
    HOST: "127.0.0.1",
    CREMA_DATA_DIR: join(dir, "data", "cloud"),
    CREMA_PUBLIC_URL: cloudUrl,
    ...messages.env,
    // Everybody in this chain's story is one address, and few customers order for many.
    CREMA_OPEN_ORDERS_PER_CUSTOMER: "100000",
    CREMA_OPEN_ORDERS_PER_ADDRESS: "100000",
    CREMA_SIGN_IN_PER_ADDRESS: "100000",
    STRIPE_SECRET_KEY: "sk_test_chain",
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    CREMA_STRIPE_API: paymentsUrl,
    ...options.cloudEnv,
  };
  await Promise.all([
    processes.launch("payments", [...programs.payments, ...sandbox, ...webhook], {}, `${paymentsUrl}/healthz`),
    processes.launch("cloud", [...programs.stays("cloud"), "start"], cloudEnv, `${cloudUrl}/readyz`),
  ]);
  const runCloud = { program: programs.cloud, cwd: ROOT, env: cloudEnv, logFile: join(logs, "cloud.log") };
  const adminToken = saved && (await isOperator(cloudUrl, saved.adminToken)) ? saved.adminToken : await createOperator(runCloud);
  const cloud = new CloudClient(cloudUrl, adminToken, newId);

  const around = {
    dir,
    cloud,
    menu: createSeedMenu(cloud),
    cloudPort,
    runCloud,
    programs,
    processes,
    lifecycle,
    newId,
    print,
    guestsAt: storeSeed(1).id,
  };
  const open = (number: number) => {
    const seed = storeSeed(number);
    const former = saved?.stores.find((store) => store.id === seed.id);
    return openStore(around, seed, former, { seed: options.seed + number, env: options.edgeEnv ?? {} });
  };
  const stores: ChainStore[] = await Promise.all(Array.from({ length: options.stores }, (_, index) => open(index + 1)));

  print("customers");
  const customerTokens = saved?.customerTokens ?? (await createCustomers(cloud, mailDir, options.customers ?? 3));
  print("the lines of the stores");
  await Promise.all(stores.map((store) => waitUntilSelling(cloud, store.client)));

  const control = await startChainControl(() => chain, await freePort(systemRandomFraction, saved?.ports.control));
  lifecycle.push("control", () => control.stop());
  const save = () =>
    writeSaved(dir, {
      ports: { ...messages.ports, payments: paymentsPort, cloud: cloudPort, control: Number(new URL(control.url).port) },
      webhookSecret,
      postgresDirectory: directory,
      adminToken,
      customerTokens,
      stores: stores.map(({ saved: store }) => store),
    });
  save();
  const file = (): ChainFile => ({
    format: CHAIN_FORMAT,
    cloud: { url: cloudUrl, adminToken, customerTokens },
    stores: stores.map(({ entry }) => entry),
    payments: { url: paymentsUrl },
    mail: { url: messages.mailPage.url },
    push: { url: messages.push.url },
    sms: { url: messages.sms.url },
    databaseUrl,
    control: control.url,
    pids: processes.remember(),
  });
  processes.onChanged(() => writeChain(dir, file()));
  const named = (storeId: string): ChainStore => {
    const store = stores.find((one) => one.id === storeId);
    if (!store) throw new Error(`The chain has no store ${storeId}.`);
    return store;
  };
  const chain: Chain = {
    get file() {
      return file();
    },
    dir,
    isResumed: saved !== null,
    cloud,
    provider: new ProviderClient(paymentsUrl),
    postgres,
    stores,
    newId,
    async kill(name, signal) {
      await processes.named(name).kill(signal);
      processes.changed();
    },
    restart: (name) => processes.restart(name),
    async replaceBox(storeId) {
      const { box } = named(storeId);
      const dead = await box.replace();
      save();
      processes.changed();
      return dead;
    },
    wan: (storeId, mode) => named(storeId).wan.setMode(mode),
    stop,
  };
  return chain;
}

/** A token that has ended since the chain ran last is replaced by a new one. */
async function isOperator(cloudUrl: string, token: string): Promise<boolean> {
  const response = await fetch(`${cloudUrl}/v1/admin/stores`, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.ok;
}
