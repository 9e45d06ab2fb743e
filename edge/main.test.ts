import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestBox } from "./box.test-fixture.ts";
import packageJson from "./package.json" with { type: "json" };

/** The shipped program; it has to be built before. */
const MAIN = fileURLToPath(new URL("./bin/crema-edge.js", import.meta.url));
let dir: string;
let running: ChildProcess[];

beforeAll(() => {
  if (!existsSync(new URL("./dist/main.js", import.meta.url))) throw new Error('the box is not built; run "npm run build" first');
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "crema-main-"));
  running = [];
});
afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  /** All of its output so far. */
  said(): string;
  readonly ended: Promise<{ code: number | null; said: string }>;
}

function run(argv: string[], env: Record<string, string> = {}): Run {
  const settings = { PATH: process.env.PATH ?? "", CREMA_DATA_DIR: dir, CREMA_EDGE_PORT: "0", ...env };
  const child = spawn(process.execPath, [MAIN, ...argv], { env: settings });
  running.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (part) => (text += part));
  const ended = new Promise<{ code: number | null; said: string }>((resolve) => child.on("close", (code) => resolve({ code, said: text })));
  return { child, said: () => text, ended };
}

/** The URL of the line that says that the box is ready. */
async function started(box: Run): Promise<string> {
  await expect.poll(() => box.said()).toContain("ready at");
  const line =
    box
      .said()
      .split("\n")
      .find((one) => one.includes("ready at")) ?? "";
  return (JSON.parse(line) as { url: string }).url;
}

test("a bad setting stops the start, and every one is named", async () => {
  const { code, said } = await run(["start"], { CREMA_EDGE_PORT: "8O80", LOG_LEVEL: "loud" }).ended;
  expect(code).toBe(2);
  expect(said).toContain('CREMA_EDGE_PORT is "8O80": expected a whole number from 0 to 65535');
  expect(said).toContain('LOG_LEVEL is "loud": expected one of');
});

test("a database that a newer version has written stops the start with what to do, and no stack", async () => {
  const store = new Database(join(dir, "crema.sqlite"));
  store.exec("CREATE TABLE migrations (name TEXT PRIMARY KEY, hash TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT");
  store.exec("INSERT INTO migrations VALUES ('9999_later.sql', 'h', '2026-01-01T00:00:00.000Z')");
  store.close();
  const { code, said } = await run(["start"]).ended;
  expect(code).toBe(1);
  expect(said).toMatch(/newer than this program: it has seen migration 9999_later.sql. Start the version/);
  expect(said).not.toContain("    at ");
});

test("a directory that it may not write stops the start with its name and what to do, and no stack", async () => {
  // For root, under whom tests may run, no permission is in the way: here it lies below a file.
  const file = join(dir, "a file");
  writeFileSync(file, "");
  const { code, said } = await run(["start"], { CREMA_DATA_DIR: join(file, "data") }).ended;
  expect([code, said]).toEqual([1, expect.stringMatching(/a file.* cannot be used by the user that runs this .*CREMA_DATA_DIR/)]);
  expect(said).not.toContain("    at ");
});

test("starts, answers, has its directory to itself even after a kill -9, and stops on SIGTERM", async () => {
  const first = run(["start"]);
  const url = await started(first);
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ok" });
  expect(await (await fetch(`${url}/openapi.json`)).text()).toBe(readFileSync(new URL("./dist/openapi.json", import.meta.url), "utf8"));
  const [second, listed] = await Promise.all([run(["start"]).ended, run(["devices", "--json"]).ended]);
  expect([second.code, second.said]).toEqual([1, `crema-edge: another box is running in ${dir}; one directory is for one box\n`]);
  expect(listed).toEqual({ code: 0, said: '{"devices":[]}\n' });

  first.child.kill("SIGKILL");
  await first.ended;
  const third = run(["start"]);
  const again = await started(third);
  third.child.kill("SIGTERM");
  const { code, said } = await third.ended;
  expect([code, said]).toEqual([0, expect.stringContaining("stopped")]);
  await expect(fetch(`${again}/healthz`)).rejects.toThrow();
});

test("the document that the build has left is, byte for byte, what the routes declare", async () => {
  const box = await openTestBox();
  const { text } = await box.call("GET", "/openapi.json");
  await box.stop();
  const declared = text.replace('"version":"0.0.0-test"', `"version":"${packageJson.version}"`);
  expect(readFileSync(new URL("./dist/openapi.json", import.meta.url), "utf8")).toBe(declared);
});
