/**
 * The one write path, on a real file: what shares a commit, what a failure rolls back, and that screens and callers hear
 * only what was committed.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { systemTimers } from "@crema/shared/server/system";
import { chainFault } from "@crema/sync/protocol/log-hash";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Db, SqliteError } from "./db/database.ts";
import { createExecutor, type Executor, type Tx } from "./executor.ts";
import type { Change } from "./ports.ts";
import { cashier, codeOf, createdOrder, espressos, openTestStore, type TestStore, unwrap } from "./store.test-fixture.ts";

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.dispose());

const place = (key: string, changes = {}) => store.commands.place(espressos(changes), key, cashier);
const orderCount = () => (store.db.prepare("SELECT COUNT(*) FROM orders").pluck().get() as number) ?? 0;

/** Seqs 1 … head without a hole, each event hashed and chained to the one before. */
function checkLog(): void {
  const events = store.sync.log.read(1, 1_000_000, Number.MAX_SAFE_INTEGER);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)?.seq ?? 0).toBe(store.sync.log.head());
  expect(chainFault(events)).toBeNull();
}

/** Writes a row that can be looked for afterwards, then goes on. */
const writing =
  <T>(id: string, then: (tx: Tx) => Result<T>) =>
  (tx: Tx): Result<T> => {
    store.tables.handoff.markDeclined(id, "2026-05-04T08:00:00.000Z");
    tx.publish((cursor) => ({
      type: "availability",
      cursor,
      availability: { revision: 0, sold_out_item_ids: [id], sold_out_modifier_ids: [] },
    }));
    return then(tx);
  };
const done = (): Result<string> => ({ ok: true, value: "done" });
const isThere = (id: string) => store.tables.handoff.isDeclined(id);
const publishedIds = () =>
  store.published.flatMap((change) => (change.type === "availability" ? change.availability.sold_out_item_ids : []));

/** The database with COMMIT failing a given number of times, as when the disk fails at the last moment. */
function failingCommit(db: Db, failures: { left: number; code: string }): Pick<Db, "prepare" | "inTransaction"> {
  return {
    get inTransaction() {
      return db.inTransaction;
    },
    prepare: ((sql: string) => {
      const statement = db.prepare(sql);
      if (sql !== "COMMIT") return statement;
      return {
        run: () => {
          if (failures.left-- > 0) throw new SqliteError("injected", failures.code);
          return statement.run();
        },
      };
    }) as Db["prepare"],
  };
}

describe("a group", () => {
  test("what arrives in one turn shares one commit, and each change has the next cursor", async () => {
    let commits = 0;
    const heard: Change[] = [];
    const executor = createExecutor({
      db: store.db,
      timers: systemTimers,
      publish: (changes) => heard.push(...changes),
      onCommitted: () => {
        commits++;
      },
    });
    const from = store.queries.cursor();
    await Promise.all(["a", "b", "c"].map((id) => executor.run(writing(id, done))));
    expect(commits).toBe(1);
    expect(heard.map((change) => change.cursor)).toEqual([from + 1, from + 2, from + 3]);
  });

  test("is bounded, and the rest follows in further groups", async () => {
    let commits = 0;
    const executor = createExecutor({
      db: store.db,
      timers: systemTimers,
      publish: () => undefined,
      onCommitted: () => {
        commits++;
      },
      maxGroup: 4,
    });
    await Promise.all(Array.from({ length: 10 }, (_, n) => executor.run(writing(`id-${n}`, done))));
    expect(commits).toBe(3);
    expect(isThere("id-9")).toBe(true);
  });

  test("a refusal between two successes undoes only its own writes, and is told after the commit", async () => {
    const results = await Promise.all([
      store.executor.run(writing("a", done)),
      store.executor.run(writing("b", () => refuse("order.not_found", "no"))),
      store.executor.run(writing("c", done)),
    ]);
    expect(results.map(codeOf)).toEqual(["ok", "order.not_found", "ok"]);
    expect(["a", "b", "c"].map(isThere)).toEqual([true, false, true]);
    expect(publishedIds()).toEqual(["a", "c"]);
    expect(store.published.map((change) => change.cursor)).toEqual([1, 2]);
  });

  test("a bug between two successes rejects its own caller and undoes only its own writes", async () => {
    const bug = store.executor.run(
      writing("b", () => {
        throw new TypeError("a bug");
      }),
    );
    const [first, thrown, last] = await Promise.allSettled([
      store.executor.run(writing("a", done)),
      bug,
      store.executor.run(writing("c", done)),
    ]);
    expect([first.status, thrown.status, last.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(thrown).toMatchObject({ reason: new TypeError("a bug") });
    expect(["a", "b", "c"].map(isThere)).toEqual([true, false, true]);
    expect(publishedIds()).toEqual(["a", "c"]);
  });

  test("[U1] a refused or broken command leaves no hole in the log", async () => {
    await Promise.allSettled([
      place("k1"),
      store.executor.run((tx) => {
        tx.position.head_seq += 5;
        return refuse("order.not_found", "no");
      }),
      place("k2", { expected_total_cents: 1 }),
      store.executor.run((tx): Result<null> => {
        tx.position.head_seq += 5;
        throw new Error("a bug");
      }),
      place("k3"),
    ]);
    expect(store.sync.log.head()).toBe(2);
    checkLog();
  });

  test("what a command sees includes the commands before it in its group", async () => {
    const results = await Promise.all([
      store.commands.setAvailability({ kind: "item", id: "espresso" }, { is_available: false, until: null }, cashier),
      place("k1"),
    ]);
    expect(results.map(codeOf)).toEqual(["ok", "item.sold_out"]);
  });
});

describe("a COMMIT that fails", () => {
  test.each([
    ["SQLITE_FULL", "storage.full"],
    ["SQLITE_IOERR_FSYNC", "storage.unavailable"],
  ])(
    "%s: every command of the group is refused with %s, nothing is stored or published; the next group goes through",
    async (code, refusal) => {
      const heard: Change[] = [];
      const failures = { left: 1, code };
      let committed = 0;
      const executor: Executor = createExecutor({
        db: failingCommit(store.db, failures),
        timers: systemTimers,
        publish: (changes) => heard.push(...changes),
        onCommitted: () => {
          committed++;
        },
      });
      const results = await Promise.all([
        executor.run(writing("a", done)),
        executor.run(writing("b", () => refuse("order.not_found", "told by what is not stored"))),
        executor.run(writing("c", done)),
      ]);
      expect(results.map(codeOf)).toEqual([refusal, refusal, refusal]);
      expect(["a", "b", "c"].map(isThere)).toEqual([false, false, false]);
      expect([heard, committed]).toEqual([[], 0]);
      expect(codeOf(await executor.run(writing("d", done)))).toBe("ok");
      expect(isThere("d")).toBe(true);
      expect(heard.map((change) => change.cursor)).toEqual([1]);
    },
  );

  test("a commit that SQLite itself refuses takes the whole group with it", async () => {
    const orphan = store.executor.run(() => {
      store.db.pragma("defer_foreign_keys = ON");
      store.db
        .prepare(
          "INSERT INTO staff_sessions (token_hash, staff_id, device_id, created_at, expires_at) VALUES ('t', 's', 'nowhere', '', '')",
        )
        .run();
      return done();
    });
    expect((await Promise.all([place("k1"), orphan])).map(codeOf)).toEqual(["storage.unavailable", "storage.unavailable"]);
    expect([orderCount(), store.published.length, store.sync.log.head()]).toEqual([0, 0, 0]);
    expect(codeOf(await place("k1"))).toBe("ok");
    checkLog();
  });

  test("a transaction that SQLite gave up inside a command takes the whole group with it", async () => {
    const lost = store.executor.run((): Result<null> => {
      store.db.exec("ROLLBACK");
      throw new SqliteError("given up", "SQLITE_FULL");
    });
    expect((await Promise.all([place("k1"), lost, place("k2")])).map(codeOf)).toEqual(["storage.full", "storage.full", "storage.full"]);
    expect([orderCount(), store.published.length, store.queries.cursor()]).toEqual([0, 0, 0]);
    expect(codeOf(await place("k1"))).toBe("ok");
    checkLog();
  });
});

describe("a full disk", () => {
  test("every order is either stored and acknowledged, or refused with 507; the log has no hole; the box recovers by itself", async () => {
    const pages = store.db.pragma("page_count", { simple: true }) as number;
    store.db.pragma(`max_page_count = ${pages + 16}`);
    const acknowledged: string[] = [];
    const codes = new Set<string>();
    for (let round = 0; round < 8; round++) {
      const results = await Promise.all(Array.from({ length: 8 }, (_, n) => place(`k-${round}-${n}`)));
      for (const result of results) {
        codes.add(codeOf(result));
        if (result.ok) acknowledged.push(createdOrder(result.value).order_id);
      }
    }
    expect([...codes].sort()).toEqual(["ok", "storage.full"]);
    expect(store.db.prepare("SELECT order_id FROM orders ORDER BY order_id").pluck().all()).toEqual([...acknowledged].sort());
    expect(store.published.map((change) => (change.type === "order" ? change.order.order_id : ""))).toEqual(acknowledged);
    checkLog();
    store.db.pragma(`max_page_count = ${pages + 10_000}`);
    expect(codeOf(await place("k-7-7"))).toBe("ok");
    expect(store.sync.log.head()).toBe(acknowledged.length + 1);
    checkLog();
  });
});

describe("a power cut", () => {
  test("what was acknowledged is there when the copy of the files is opened, log and position included", async () => {
    const placed = (await Promise.all(["k1", "k2", "k3"].map((key) => place(key)))).map((result) => createdOrder(unwrap(result)).order_id);
    // The files as a kill -9 leaves them: nothing closed, the commits still in the write-ahead log.
    const directory = mkdtempSync(join(tmpdir(), "crema-edge-"));
    const path = join(directory, "edge.db");
    for (const suffix of ["", "-wal"]) if (existsSync(store.path + suffix)) copyFileSync(store.path + suffix, path + suffix);
    const again = await openTestStore({ path });
    expect(placed.map((id) => again.queries.order(id)?.order.status)).toEqual(["PLACED", "PLACED", "PLACED"]);
    expect(again.sync.log.head()).toBe(3);
    expect(again.queries.cursor()).toBe(store.queries.cursor());
    const replayed = unwrap(await again.commands.place(espressos(), "k2", cashier));
    expect([replayed.replayed, createdOrder(replayed).order_id]).toEqual([true, placed[1]]);
    await again.dispose();
    rmSync(directory, { recursive: true, force: true });
  });
});

describe("stopping", () => {
  test("commits what was accepted and refuses what comes later", async () => {
    const taken = place("k1");
    const stopped = store.executor.stop();
    expect(codeOf(await place("k2"))).toBe("service.unavailable");
    await stopped;
    expect(codeOf(await taken)).toBe("ok");
    expect(orderCount()).toBe(1);
  });
});
