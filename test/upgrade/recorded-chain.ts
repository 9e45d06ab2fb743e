/**
 * A chain that an earlier version left (record.ts), brought up again by the programs of this one: first the cloud on the
 * restored database, then the provider's sandbox and the boxes on their own disks.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createEmptyDatabase, type TestDatabase } from "@crema/cloud/db/database.test-fixture";
import { migrate } from "@crema/cloud/db/migrate";
import { Lifecycle } from "@crema/shared/server/lifecycle";
import { systemRandomFraction, systemTimers } from "@crema/shared/server/system";
import { Child } from "@crema/tools/dev/processes/child";
import { freePort } from "@crema/tools/dev/processes/free-port";
import { builtPrograms } from "@crema/tools/dev/programs";
import type DatabaseOf from "better-sqlite3";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MIGRATIONS = new URL("../../cloud/db/migrations/", import.meta.url);
const Sqlite = createRequire(new URL("../../edge/package.json", import.meta.url))("better-sqlite3") as typeof DatabaseOf;

/** What the counter has taken and refunded, tips left out, and what it has open. */
export interface OnDisk {
  readonly money: { readonly captured: number; readonly refunded: number; readonly orders: number; readonly unsent: number };
  readonly days: readonly string[];
}

export interface RecordedStore extends OnDisk {
  readonly id: string;
  readonly url: string;
  readonly devices: { readonly pos: string; readonly barista: string };
  readonly pins: { readonly cashier: string; readonly manager: string };
}

export interface RecordedChain {
  readonly stores: readonly RecordedStore[];
  readonly database: TestDatabase;
  readonly paymentsUrl: string;
  readonly mailDir: string;
  /** Ends the recorded version's programs of the boxes, as a power cut would, and starts this version's on their disks. */
  upgradeBoxes(): Promise<void>;
  /** What is on the box's disk now. */
  onDisk(storeId: string): OnDisk;
  /** What `crema-cloud` needs to work on it. */
  readonly cloudEnv: Readonly<Record<string, string>>;
  readonly cloudUrl: string;
  close(): Promise<void>;
}

interface Secrets {
  readonly pins: RecordedStore["pins"][];
  readonly devices: RecordedStore["devices"][];
}

/**
 * `migrations`: how many the recorded version had. `boxProgram`: an archive of the boxes' program of that version, which runs until
 * `upgradeBoxes`; without it the boxes are started by this version at once.
 */
export async function startRecorded(archive: URL, migrations: number, boxProgram: URL | null = null): Promise<RecordedChain> {
  const lifecycle = new Lifecycle((name, error) => process.stderr.write(`stopping ${name}: ${String(error)}\n`));
  const dir = mkdtempSync(join(tmpdir(), "crema-upgrade-"));
  lifecycle.push("files", () => rmSync(dir, { recursive: true, force: true }));
  try {
    execFileSync("tar", ["-xzf", fileURLToPath(archive), "-C", dir]);
    const database = await restored(dir, migrations);
    lifecycle.push("database", () => database.drop());
    const bin = boxProgram && unpack(boxProgram, join(dir, "box-program"));
    return await bringUp(dir, database, bin ?? EDGE, lifecycle);
  } catch (error) {
    await lifecycle.stop();
    throw error;
  }
}

/** Postgres as the recorded version had it: its own migrations, and its rows. */
async function restored(dir: string, migrations: number): Promise<TestDatabase> {
  const old = mkdtempSync(join(dir, "migrations-"));
  for (const name of readdirSync(MIGRATIONS).sort().slice(0, migrations)) copyFileSync(new URL(name, MIGRATIONS), join(old, name));
  const scratch = await createEmptyDatabase();
  await migrate(scratch.database, pathToFileURL(`${old}/`));
  const client = await scratch.database.pool.connect();
  try {
    // Neither triggers nor references: the rows come table by table.
    await client.query("SET session_replication_role = replica");
    for (const line of readFileSync(join(dir, "postgres.jsonl"), "utf8").trimEnd().split("\n")) {
      const { table, row, sequence, value } = JSON.parse(line) as Record<string, string>;
      if (sequence) await client.query("SELECT setval($1::regclass, $2::bigint)", [sequence, value]);
      else if (table && row && table !== "schema_migrations") {
        const columns = Object.keys(JSON.parse(row))
          .map((name) => `"${name}"`)
          .join(", ");
        await client.query(
          `INSERT INTO "${table}" (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::"${table}", $1::jsonb)`,
          [row],
        );
      }
    }
  } finally {
    client.release(true);
  }
  return scratch;
}

const EDGE = join(ROOT, "edge/bin/crema-edge.js");

/** Its packages are those of this version's box. Returns the file to start. */
function unpack(program: URL, into: string): string {
  mkdirSync(into);
  execFileSync("tar", ["-xzf", fileURLToPath(program), "-C", into]);
  symlinkSync(join(ROOT, "edge/node_modules"), join(into, "node_modules"));
  return join(into, "dist/main.js");
}

async function bringUp(dir: string, database: TestDatabase, boxBin: string, lifecycle: Lifecycle): Promise<RecordedChain> {
  const launch = async (name: string, args: string[], env: Record<string, string>, readyUrl: string): Promise<Child> => {
    const child = new Child({ name, args, cwd: ROOT, env, logFile: join(dir, `${name}.log`), readyUrl, timers: systemTimers });
    lifecycle.push(name, () => child.stop());
    await child.start();
    return child;
  };
  const [paymentsPort, cloudPort] = [await freePort(systemRandomFraction), await freePort(systemRandomFraction)];
  const [paymentsUrl, cloudUrl] = [`http://127.0.0.1:${paymentsPort}`, `http://127.0.0.1:${cloudPort}`];
  const psp = ["--dir", join(dir, "data/payments"), "--port", String(paymentsPort), "--webhook", `${cloudUrl}/v1/payments/webhook`];
  const sandbox = [...builtPrograms.payments, ...psp, "--webhook-secret", "whsec_upgrade"];
  await launch("payments", sandbox, {}, `${paymentsUrl}/healthz`);
  const mail = join(dir, "mail");
  mkdirSync(mail);
  const cloudEnv = {
    DATABASE_URL: database.url,
    PORT: String(cloudPort),
    HOST: "127.0.0.1",
    CREMA_DATA_DIR: join(dir, "data/cloud"),
    CREMA_MAIL_DIR: mail,
    STRIPE_SECRET_KEY: "sk_test_chain",
    STRIPE_WEBHOOK_SECRET: "whsec_upgrade",
    CREMA_STRIPE_API: paymentsUrl,
  };
  await launch("cloud", [join(ROOT, "cloud/bin/crema-cloud.js"), "start"], cloudEnv, `${cloudUrl}/readyz`);
  const { pins, devices } = JSON.parse(readFileSync(join(dir, "chain.json"), "utf8")) as Secrets;
  const stores: RecordedStore[] = [];
  const boxes: { child: Child; upgrade: () => Promise<Child> }[] = [];
  const fileOf = (id: string) => join(dir, "data", id, "crema.sqlite");
  for (const [index, id] of ["store-1", "store-2"].entries()) {
    leadTo(cloudUrl, fileOf(id));
    const recorded = lookInto(fileOf(id));
    const port = await freePort(systemRandomFraction);
    const env = { CREMA_EDGE_HOST: "127.0.0.1", CREMA_EDGE_PORT: String(port), CREMA_DATA_DIR: join(dir, "data", id) };
    const start = (bin: string) => launch(id, [bin, "start"], env, `http://127.0.0.1:${port}/readyz`);
    boxes.push({ child: await start(boxBin), upgrade: () => start(EDGE) });
    stores.push({ id, url: `http://127.0.0.1:${port}`, pins: pins[index]!, devices: devices[index]!, ...recorded });
  }
  return {
    ...{ stores, database, cloudEnv, cloudUrl, paymentsUrl, mailDir: mail },
    onDisk: (id) => lookInto(fileOf(id)),
    async upgradeBoxes() {
      for (const box of boxes) {
        await box.child.kill("SIGKILL");
        box.child = await box.upgrade();
      }
    },
    close: () => lifecycle.stop(),
  };
}

/** The box's line leads to the cloud of this version from here on. */
function leadTo(cloudUrl: string, file: string): void {
  const db = new Sqlite(file);
  db.prepare("UPDATE box SET cloud_url = ?").run(cloudUrl);
  db.close();
}

function lookInto(file: string): OnDisk {
  const db = new Sqlite(file, { readonly: true });
  try {
    const one = <T>(sql: string) => db.prepare(sql).pluck().get() as T;
    return {
      money: {
        captured: one("SELECT sum(amount_cents) FROM payments WHERE provider = 'in_store'"),
        refunded: one("SELECT sum(amount_cents) FROM refunds WHERE provider = 'in_store'"),
        orders: one("SELECT count(*) FROM orders"),
        unsent: one("SELECT head_seq - acked_seq FROM position"),
      },
      days: db.prepare("SELECT DISTINCT business_day FROM payments WHERE business_day IS NOT NULL ORDER BY 1").pluck().all() as string[],
    };
  } finally {
    db.close();
  }
}
