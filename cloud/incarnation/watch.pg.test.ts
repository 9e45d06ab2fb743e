/** A node finds out by itself that its database was put back; several nodes begin one incarnation. */
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { systemClock, systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { openDatabase } from "../db/database.ts";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import type { Remembered } from "./judge.ts";
import { createMemoryFile, type DatabaseMemory } from "./memory-file.ts";
import { createIncarnationWatch } from "./watch.ts";

let db: TestDatabase;
let dir: string;
beforeAll(async () => {
  db = await createTestDatabase();
  // Postgres may run as another user, who has to get there.
  dir = await mkdtemp("/var/tmp/crema-incarnation-");
  await chmod(dir, 0o755);
});
afterAll(async () => {
  await db.drop();
  await rm(dir, { recursive: true, force: true });
});

const onPaper = (): DatabaseMemory & { paper: Remembered | null } => ({
  paper: null,
  async read() {
    return this.paper;
  },
  async write(remembered) {
    this.paper = remembered;
  },
});

function createWatch(memory: DatabaseMemory) {
  const begun: string[] = [];
  const watch = createIncarnationWatch({
    memory,
    newId: createIdSource(systemClock, systemRandomBytes),
    clock: systemClock,
    timers: systemTimers,
    onBegun: ({ detail }) => void begun.push(detail),
    onError: (error) => {
      throw error;
    },
  });
  return { watch, begun };
}

/** With its owner: Postgres may run as another user. */
const copyDirectory = (from: string, to: string) => promisify(execFile)("cp", ["-a", from, to]);

const incarnations = async (pool: pg.Pool) =>
  (await pool.query<{ cause: string }>("SELECT cause FROM incarnations ORDER BY number")).rows.map((row) => row.cause);

test("a role without privileges may ask for all that tells one database from another", async () => {
  const role = `plain_${db.url.slice(-8)}`;
  await db.database.pool.query(
    `CREATE ROLE ${role} LOGIN PASSWORD 'plain'; GRANT SELECT, INSERT, UPDATE ON incarnations, store_freezes TO ${role}`,
  );
  const url = new URL(db.url);
  Object.assign(url, { username: role, password: "plain" });
  const plain = new pg.Pool({ connectionString: url.href, max: 1 });
  try {
    const { watch } = createWatch(onPaper());
    await watch.start(plain);
    expect(watch.present()).toMatch(/^[0-9a-f-]{36}$/);
  } finally {
    await plain.end();
    await db.database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}; DELETE FROM incarnations`);
  }
});

test("two nodes that find their database put back begin one incarnation", async () => {
  const [paper, other] = [onPaper(), onPaper()];
  const first = createWatch(paper);
  await first.watch.start(db.database.pool);
  const second = createWatch(other);
  await second.watch.start(db.another().pool);
  expect(second.watch.present()).toBe(first.watch.present());
  // They have seen more of the log than there is.
  for (const each of [paper, other]) if (each.paper) each.paper = { ...each.paper, position: Number.MAX_SAFE_INTEGER };
  const [one, two] = [createWatch(paper), createWatch(other)];
  await Promise.all([one.watch.start(db.database.pool), two.watch.start(db.another().pool)]);
  expect([...one.begun, ...two.begun]).toHaveLength(1);
  expect(one.watch.present()).toBe(two.watch.present());
  expect(await incarnations(db.database.pool)).toEqual(["FIRST", "DATABASE"]);
});

test("a directory that was copied, and put back later, is found out by the first connection, while the node runs and when it starts", async () => {
  const [directory, copy] = [join(dir, "postgres"), join(dir, "copy")];
  const start = () =>
    startEmbedded({ directory, timers: systemTimers, randomBytes: systemRandomBytes, onLog: () => undefined, settings: ["fsync=off"] });
  let server = await start();
  const memory = createMemoryFile(join(dir, "node"));
  const running = createWatch(memory);
  const open = (url: string) =>
    openDatabase({ url, max: 2, name: "node", onError: () => undefined, verify: (client) => running.watch.verify(client) });
  let database = open(server.url);
  await migrate(database);
  await running.watch.start(database.pool);
  await database.close();
  await server.stop();
  await copyDirectory(directory, copy);

  server = await start();
  database = open(server.url);
  await database.pool.query("CREATE TABLE work AS SELECT generate_series(1, 20000) AS n");
  await database.close();
  database = open(server.url);
  await database.pool.query("SELECT 1");
  expect(running.begun).toEqual([]);
  await database.close();
  await server.stop();

  await rm(directory, { recursive: true });
  await copyDirectory(copy, directory);
  server = await start();
  const before = running.watch.present();
  database = open(server.url);
  await database.pool.query("SELECT 1");
  expect(running.begun).toHaveLength(1);
  expect(running.watch.present()).not.toBe(before);
  expect(await incarnations(database.pool)).toEqual(["FIRST", "DATABASE"]);

  const restarted = createWatch(memory);
  await restarted.watch.start(database.pool);
  // The file still has the incarnation before, which the one that was begun succeeds.
  expect(restarted.begun).toEqual([]);
  expect(restarted.watch.present()).toBe(running.watch.present());
  await database.close();
  await server.stop();
});
