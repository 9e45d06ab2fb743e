/**
 * Brings up a chain of real processes on this machine: Postgres, the cloud, the stores' boxes, a WAN proxy for each box.
 * Everything is done the way a person would do it: by the command lines and the public APIs. Whatever has been opened is
 * closed again in reverse, after an error half-way too.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmbedded } from "@crema/cloud/db/embedded";
import { PAYMENT_WEBHOOK_PATH } from "@crema/shared/api/payments";
import { createIdSource, type IdSource } from "@crema/shared/ids";
import { Lifecycle } from "@crema/shared/lifecycle";
import { systemClock, systemRandomBytes, systemRandomFraction, systemTimers } from "@crema/shared/system";
import { type ChainFile, forgetProcesses, takeDirectory, writeChain, writeProcesses } from "./chain-file.ts";
import { CloudClient } from "./client/cloud-client.ts";
import { ProviderClient } from "./client/provider-client.ts";
import { StoreClient } from "./client/store-client.ts";
import { startMailPage } from "./mail/mail-page.ts";
import { Child } from "./processes/child.ts";
import { freePort } from "./processes/free-port.ts";
import { identify } from "./processes/identity.ts";
import { logTo } from "./processes/log-to.ts";
import { postgresDirectory } from "./processes/postgres-directory.ts";
import { createCustomers, createOperator, enrollStore, prepareStore, waitUntilSelling } from "./seed/seed.ts";
import { storeSeed } from "./seed/stores.ts";
import { startWanControl, type WanControl } from "./wan/control.ts";
import type { WanMode } from "./wan/mode.ts";
import { seededFraction } from "./wan/seeded-fraction.ts";
import { WanProxy } from "./wan/wan-proxy.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface ChainOptions {
  /** Data, logs and chain.json; emptied of what a former chain has left. */
  readonly dir: string;
  /** How many stores; 1 to 9. */
  readonly stores: number;
  /** Decides what lossy lines cut. */
  readonly seed: number;
  readonly customers?: number;
  /** More settings for the processes. */
  readonly cloudEnv?: Readonly<Record<string, string>>;
  readonly edgeEnv?: Readonly<Record<string, string>>;
  readonly onProgress?: (line: string) => void;
  /** Gives the start up: what is open is closed, and startChain rejects. */
  readonly signal?: AbortSignal;
}

export interface ChainStore {
  readonly id: string;
  readonly client: StoreClient;
  readonly wan: WanProxy;
}

export interface Chain {
  /** As in chain.json; pids are those of the last start. */
  readonly file: ChainFile;
  readonly dir: string;
  readonly cloud: CloudClient;
  /** The payment sandbox. */
  readonly provider: ProviderClient;
  readonly stores: readonly ChainStore[];
  readonly newId: IdSource;
  /** Sends a signal to `cloud` or a store's box and waits until the process is gone. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Stops it if it runs, and starts it on the same port and directory. */
  restart(name: string): Promise<void>;
  wan(storeId: string, mode: WanMode): void;
  /** Ends everything in order. Idempotent. */
  stop(): Promise<void>;
}

/** Throws ChainRuns when the directory is in use; otherwise whatever went wrong, with everything closed again. */
export async function startChain(options: ChainOptions): Promise<Chain> {
  const dir = resolve(options.dir);
  for (const name of ["edge", "cloud"]) {
    if (!existsSync(join(ROOT, name, "dist/main.js"))) throw new Error(`${name}/dist/main.js is not there; run \`npm run build\`.`);
  }
  await takeDirectory(dir, systemTimers);
  const failures: unknown[] = [];
  const lifecycle = new Lifecycle((name, error) => failures.push(new Error(`Stopping ${name} failed`, { cause: error })));
  const stop = async () => {
    await lifecycle.stop();
    if (failures.length > 0) throw new AggregateError(failures, "The chain did not stop cleanly");
  };
  try {
    return await Promise.race([bringUp(dir, options, lifecycle, stop), aborted(options.signal)]);
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

async function bringUp(dir: string, options: ChainOptions, lifecycle: Lifecycle, stop: () => Promise<void>): Promise<Chain> {
  const say = (line: string) => {
    options.signal?.throwIfAborted();
    options.onProgress?.(line);
  };
  const newId = createIdSource(systemClock, systemRandomBytes);
  const logs = join(dir, "logs");
  mkdirSync(logs, { recursive: true });
  mkdirSync(join(dir, "data"));
  lifecycle.push("files", () => forgetProcesses(dir));

  say("Postgres");
  const postgres = await startEmbedded({
    directory: await postgresDirectory(dir, lifecycle),
    timers: systemTimers,
    randomBytes: systemRandomBytes,
    onLog: logTo(join(logs, "postgres.log")),
  });
  lifecycle.push("postgres", () => postgres.stop());

  const children = new Map<string, Child>();
  const remember = (): ChainFile["pids"] => {
    const pids: ChainFile["pids"] = { chain: process.pid, postgres: postgres.pid };
    for (const child of children.values()) if (child.pid !== null) pids[child.name] = child.pid;
    writeProcesses(
      dir,
      Object.entries(pids).flatMap(([name, pid]) => {
        const identity = identify(pid);
        return identity ? [{ name, ...identity }] : [];
      }),
    );
    return pids;
  };
  remember();

  const launch = async (child: Child): Promise<void> => {
    children.set(child.name, child);
    lifecycle.push(child.name, () => child.stop());
    await child.start();
    remember();
  };

  const cloudPort = await freePort(systemRandomFraction);
  const cloudUrl = `http://127.0.0.1:${cloudPort}`;

  say("payment sandbox");
  const paymentsPort = await freePort(systemRandomFraction);
  const paymentsUrl = `http://127.0.0.1:${paymentsPort}`;
  const webhookSecret = `whsec_${newId().replaceAll("-", "")}`;
  await launch(
    new Child({
      name: "payments",
      args: [
        ...["--import", "tsx", join(ROOT, "test/psp/main.ts"), "--dir", join(dir, "data", "payments"), "--port", String(paymentsPort)],
        ...["--webhook", `${cloudUrl}${PAYMENT_WEBHOOK_PATH}`, "--webhook-secret", webhookSecret],
      ],
      cwd: ROOT,
      env: {},
      logFile: join(logs, "payments.log"),
      readyUrl: `${paymentsUrl}/healthz`,
      timers: systemTimers,
    }),
  );

  const mailDir = join(dir, "mail");
  const mailPage = await startMailPage(mailDir);
  lifecycle.push("mail page", () => mailPage.stop());

  say("cloud");
  const cloudBin = join(ROOT, "cloud/bin/crema-cloud.js");
  const cloudEnv = {
    DATABASE_URL: postgres.url,
    PORT: String(cloudPort),
    HOST: "127.0.0.1",
    CREMA_DATA_DIR: join(dir, "data", "cloud"),
    CREMA_MAIL_DIR: mailDir,
    STRIPE_SECRET_KEY: "sk_test_chain",
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    CREMA_STRIPE_API: paymentsUrl,
    ...options.cloudEnv,
  };
  const cloudLog = join(logs, "cloud.log");
  await launch(
    new Child({
      name: "cloud",
      args: [cloudBin, "start"],
      cwd: ROOT,
      env: cloudEnv,
      logFile: cloudLog,
      readyUrl: `${cloudUrl}/readyz`,
      timers: systemTimers,
    }),
  );
  const runCloud = { bin: cloudBin, cwd: ROOT, env: cloudEnv, logFile: cloudLog };
  const adminToken = await createOperator(runCloud);
  const cloud = new CloudClient(cloudUrl, adminToken, newId);

  const stores: ChainStore[] = [];
  const fileStores: ChainFile["stores"] = [];
  for (let number = 1; number <= options.stores; number += 1) {
    const seed = storeSeed(number);
    say(`${seed.id}: menu and staff`);
    await prepareStore(cloud, seed);

    const wan = new WanProxy({
      target: { host: "127.0.0.1", port: cloudPort },
      clock: systemClock,
      timers: systemTimers,
      random: seededFraction(options.seed + number),
    });
    const wanPort = await wan.listen();
    lifecycle.push(`${seed.id} wan`, () => wan.stop());
    const control: WanControl = await startWanControl(wan);
    lifecycle.push(`${seed.id} wan control`, () => control.stop());

    say(`${seed.id}: box`);
    const port = await freePort(systemRandomFraction);
    const bin = join(ROOT, "edge/bin/crema-edge.js");
    const env = {
      CREMA_EDGE_HOST: "127.0.0.1",
      CREMA_EDGE_PORT: String(port),
      CREMA_DATA_DIR: join(dir, "data", seed.id),
      ...options.edgeEnv,
    };
    const logFile = join(logs, `${seed.id}.log`);
    const url = `http://127.0.0.1:${port}`;
    await launch(
      new Child({ name: seed.id, args: [bin, "start"], cwd: ROOT, env, logFile, readyUrl: `${url}/healthz`, timers: systemTimers }),
    );
    const deviceTokens = await enrollStore(seed.id, runCloud, { bin, cwd: ROOT, env, logFile }, `http://127.0.0.1:${wanPort}`);
    const deviceToken = deviceTokens.pos;
    stores.push({ id: seed.id, wan, client: new StoreClient({ id: seed.id, url, deviceToken }, newId) });
    fileStores.push({ id: seed.id, url, deviceToken, deviceTokens, pins: { ...seed.pins }, wanControl: control.url });
  }

  say("customers");
  const customerTokens = await createCustomers(cloud, options.customers ?? 3);
  for (const store of stores) {
    say(`${store.id}: waiting for its documents`);
    await waitUntilSelling(cloud, store.client);
  }

  let file: ChainFile = {
    cloud: { url: cloudUrl, adminToken, customerTokens },
    stores: fileStores,
    payments: { url: paymentsUrl },
    mail: { url: mailPage.url },
    databaseUrl: postgres.url,
    pids: remember(),
  };
  writeChain(dir, file);
  const child = (name: string): Child => {
    const found = children.get(name);
    if (!found) throw new Error(`The chain has no process ${name}; it has ${[...children.keys()].join(", ")}.`);
    return found;
  };
  return {
    get file() {
      return file;
    },
    dir,
    cloud,
    provider: new ProviderClient(paymentsUrl),
    stores,
    newId,
    kill: (name, signal) => child(name).kill(signal),
    async restart(name) {
      await child(name).stop();
      await child(name).start();
      file = { ...file, pids: remember() };
      writeChain(dir, file);
    },
    wan(storeId, mode) {
      const store = stores.find((one) => one.id === storeId);
      if (!store) throw new Error(`The chain has no store ${storeId}.`);
      store.wan.setMode(mode);
    },
    stop,
  };
}
