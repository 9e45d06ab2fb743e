/** Builds the image's stages as folders and runs what is in them: it installs and builds, which takes a minute. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemRandomFraction } from "@crema/shared/server/system";
import { freePort } from "@crema/tools/dev/processes/free-port";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildInFolders } from "./build-in-folders.ts";
import { parseDockerfile, type Stage } from "./dockerfile.ts";

const context = fileURLToPath(new URL("../..", import.meta.url));
const stages = parseDockerfile(readFileSync(join(context, "Dockerfile.edge"), "utf8"));
const image = stages.at(-1) as Stage;

let folder: string;
let root: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "crema-docker-"));
  root = await buildInFolders(stages, { context, into: folder });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("it has what runs and nothing else", () => {
  const app = join(root, "app");
  expect(existsSync(join(app, "dist/main.js"))).toBe(true);
  expect(existsSync(join(app, "dist/migrations"))).toBe(true);
  expect(existsSync(join(app, "dist/web/pos/index.html"))).toBe(true);
  for (const absent of ["main.ts", "db", "node_modules/drizzle-kit", "node_modules/.pnpm/node_modules/typescript", "node_modules/vitest"]) {
    expect(existsSync(join(app, absent)), absent).toBe(false);
  }
  const outside = execFileSync("find", [app, "-type", "l", "-lname", `${folder}*`], { encoding: "utf8" });
  expect(outside, "links with absolute targets break in the image").toBe("");
});

test("it starts, is healthy, and stops in order", async () => {
  const port = await freePort(systemRandomFraction);
  const env = {
    PATH: process.env.PATH,
    ...image.env,
    CREMA_EDGE_HOST: "127.0.0.1",
    CREMA_EDGE_PORT: String(port),
    CREMA_DATA_DIR: join(root, image.env.CREMA_DATA_DIR ?? ""),
  };
  const cwd = join(root, image.steps.find((step) => step.instruction === "WORKDIR")?.text ?? "");
  const healthy = () => {
    const [program = "", ...args] = image.healthcheck ?? [];
    return spawnSync(program, args, { cwd, env }).status;
  };
  expect(healthy()).toBe(1);
  const [program = "", ...args] = [...image.entrypoint, ...image.command];
  const box = spawn(program, args, { cwd, env, stdio: "ignore" });
  const exit = new Promise((resolve) => box.once("exit", resolve));
  try {
    await expect.poll(healthy, { timeout: 15_000 }).toBe(0);
    expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).json()).toMatchObject({ status: "ok" });
    expect((await fetch(`http://127.0.0.1:${port}/pos`)).status).toBe(200);
  } finally {
    box.kill("SIGTERM");
  }
  expect(await exit).toBe(0);
  expect(existsSync(join(env.CREMA_DATA_DIR, "crema.sqlite"))).toBe(true);
});
