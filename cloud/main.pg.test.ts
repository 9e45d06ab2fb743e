import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { createEmptyDatabase, type TestDatabase } from "./db/database.test-fixture.ts";

/** What is shipped: built before. */
const MAIN = fileURLToPath(new URL("./bin/crema-cloud.js", import.meta.url));
const ROOT = fileURLToPath(new URL("../", import.meta.url));

let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createEmptyDatabase();
  dataDir = mkdtempSync(join(tmpdir(), "crema-cloud-test-"));
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true, force: true });
  await database.drop();
});

const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

class Run {
  out = "";
  err = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #wake = () => {};

  constructor(words: readonly string[], env: Record<string, string> = {}) {
    const base = { PATH: process.env.PATH ?? "", DATABASE_URL: database.url, CREMA_DATA_DIR: dataDir, PORT: "0" };
    this.#child = spawn(process.execPath, [MAIN, ...words], { cwd: ROOT, env: { ...base, ...env } });
    running.add(this.#child);
    this.#child.stdout?.on("data", (chunk) => this.#hear("out", chunk));
    this.#child.stderr?.on("data", (chunk) => this.#hear("err", chunk));
    this.ended = new Promise((resolve) => this.#child.once("close", (code) => resolve(code)));
    void this.ended.then(() => running.delete(this.#child));
  }

  #hear(to: "out" | "err", chunk: Buffer): void {
    this[to] += String(chunk);
    this.#wake();
  }

  async says(wanted: RegExp): Promise<string> {
    for (;;) {
      const found = wanted.exec(this.out);
      if (found) return found[1] ?? found[0];
      const over = await Promise.race([this.ended.then(() => true), new Promise<false>((resolve) => (this.#wake = () => resolve(false)))]);
      if (over && !wanted.test(this.out)) throw new Error(`ended without ${wanted}:\n${this.out}\n${this.err}`);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }
}

test("bad settings: exit code 2, all of them named, no secret shown", async () => {
  const run = new Run(["start"], { PORT: "x", CREMA_SECRET: "hunter2", LOG_LEVEL: "loud" });
  expect(await run.ended).toBe(2);
  for (const name of ["PORT", "CREMA_SECRET", "LOG_LEVEL"]) expect(run.err).toContain(name);
  expect(run.err + run.out).not.toContain("hunter2");
});

test("with CREMA_MIGRATE=never a database that is behind is not started on", async () => {
  const run = new Run(["start"], { CREMA_MIGRATE: "never" });
  expect(await run.ended).toBe(1);
  expect(run.err).toMatch(/lacks migrations 1.*crema-cloud migrate/);
});

test("an operator is made before the service ever ran, signs in, and SIGTERM ends the process in order", async () => {
  const made = new Run(["create-operator", "--role", "owner", "--json"]);
  expect(await made.ended).toBe(0);
  const { token }: { token: string } = JSON.parse(made.out);
  expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);

  const service = new Run(["start"]);
  const url = await service.says(/ready at (http:\/\/127\.0\.0\.1:\d+)/);
  const headers = { authorization: `Bearer ${token}` };
  expect(await (await fetch(`${url}/v1/admin/stores`, { headers })).json()).toEqual({ stores: [] });
  const ready = await fetch(`${url}/readyz`);
  expect(ready.status).toBe(200);
  await ready.text();
  expect(await (await fetch(`${url}/openapi.json`)).text()).toBe(readFileSync(new URL("./dist/openapi.json", import.meta.url), "utf8"));
  service.signal("SIGTERM");
  expect(await service.ended).toBe(0);
  expect(service.out).toContain('"msg":"stopped"');
  expect(service.out).not.toContain(token);
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
});

test("a command without the service's settings makes no database of its own, and says what it needs", async () => {
  const run = new Run(["enroll-code", "--store", "main-street"], { DATABASE_URL: "", CREMA_DATA_DIR: join(dataDir, "elsewhere") });
  expect(await run.ended).toBe(1);
  expect(run.err).toMatch(/^crema-cloud: DATABASE_URL is not set.*settings with which the service runs\.\n$/);
  expect(existsSync(join(dataDir, "elsewhere"))).toBe(false);
});

test("a port in use and a key that is not the database's are one plain line each", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const noPort = new Run(["start"], { PORT: String(port) });
  expect(await noPort.ended).toBe(1);
  taken.close();
  expect(noPort.err).toBe(`crema-cloud: 127.0.0.1:${port} is in use: another program listens there. Stop it, or set PORT.\n`);

  const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64");
  // Given its first key, it opens what the derived one has sealed, and seals it with that key.
  const given = new Run(["start"], { CREMA_CONTACT_KEYS: `first:${keyOf(7)}` });
  await given.says(/ready at/);
  given.signal("SIGTERM");
  expect(await given.ended).toBe(0);
  const noKey = new Run(["start"], { CREMA_CONTACT_KEYS: `other:${keyOf(8)}` });
  expect(await noKey.ended).toBe(1);
  expect(noKey.err).toMatch(/^crema-cloud: data is sealed with contact keys that CREMA_CONTACT_KEYS does not have: "first".*\n$/);

  const noPassword = new Run(["enroll-code", "--store", "main-street"], { DATABASE_URL: `${database.url}_gone` });
  expect(await noPassword.ended).toBe(1);
  expect(noPassword.err).toMatch(/^crema-cloud: the database does not let us in.*See DATABASE_URL\.\n$/);
});
