/** Backups of a box that sells, on real files: whole or not there, read back, the newest ones, and by themselves. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestBox } from "../box.test-fixture.ts";
import { codeOf, openTestStore, STORE_ID, type TestStore, unwrap } from "../store.test-fixture.ts";
import { backUp, backupsIn } from "./backup.ts";
import { inspectDisk } from "./inspect.ts";

let dir: string;
let store: TestStore;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "crema-backup-"));
  store = await openTestStore();
});
afterEach(async () => {
  await store.dispose();
  rmSync(dir, { recursive: true, force: true });
});

const at = (hour: number) => `2026-05-04T${String(hour).padStart(2, "0")}:00:00.000Z`;
const order = (hour: number, keep = 10) => ({ databasePath: store.path, dir, at: at(hour), keep });

describe("a backup", () => {
  test("[K4] is made while the box sells, has what was committed, and is read back with its sums", async () => {
    await Promise.all([store.placed(), store.placed()]);
    const selling = store.placed();
    const made = unwrap(backUp(order(8)));
    await selling;
    expect(made).toMatchObject({ store_id: STORE_ID, epoch: 1, orders: 2, orders_cents: 1000, head_seq: 2, removed: 0 });
    expect(made.file).toBe(join(dir, `crema-${STORE_ID}-20260504T080000Z.sqlite`));
    expect(statSync(made.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toHaveLength(1);
    expect(backupsIn(dir, STORE_ID)).toEqual([{ file: made.file, at: at(8) }]);
    expect((await store.placed()).ticket_number).toBe("A4");
  });

  test("[K4] only the newest stay, and nothing of anybody else's is touched", async () => {
    for (const name of ["notes.txt", `crema-${STORE_ID}-2-20200101T000000Z.sqlite`, `crema-${STORE_ID}-old.sqlite`])
      writeFileSync(join(dir, name), "");
    for (const hour of [8, 9, 10]) unwrap(backUp(order(hour, 2)));
    expect(backupsIn(dir, STORE_ID).map((backup) => backup.at)).toEqual([at(9), at(10)]);
    expect(readdirSync(dir)).toHaveLength(5);
  });

  test("[K4] by a clock that has lost its time the one that was just made stays, though its name is the oldest", () => {
    for (const hour of [10, 11]) unwrap(backUp(order(hour, 2)));
    const made = unwrap(backUp({ ...order(12, 2), at: "2020-01-01T00:00:00.000Z" }));
    expect(existsSync(made.file)).toBe(true);
    expect(made.removed).toBe(1);
  });

  test("[K4] a database whose log is not as it was written is not backed up, and nothing is left that could be taken for one", async () => {
    await store.placed();
    store.db.prepare("UPDATE events SET body = replace(body, 'espresso', 'expresso')").run();
    expect(codeOf(backUp(order(8)))).toBe("disk.tampered");
    expect(backupsIn(dir, STORE_ID)).toEqual([]);
  });

  test.each([0.1, 0.5, 0.99])("[K4] one that was cut off after %d of its bytes is known for what it is", async (part) => {
    await store.placed();
    const { file, bytes } = unwrap(backUp(order(8)));
    truncateSync(file, Math.floor(bytes * part));
    expect(codeOf(inspectDisk(file))).toBe("disk.unreadable");
  });

  test("[K4] something else, and a database of a newer release, are known for what they are", () => {
    const file = join(dir, "other.sqlite");
    writeFileSync(file, "not a database, but long enough to be read as the head of one".repeat(100));
    expect(codeOf(inspectDisk(file))).toBe("disk.unreadable");
    expect(codeOf(inspectDisk(join(dir, "none.sqlite")))).toBe("disk.unreadable");
    const made = unwrap(backUp(order(8)));
    const newer = new Database(made.file);
    newer.exec("INSERT INTO migrations VALUES ('9999_later.sql', 'h', '2027-01-01T00:00:00.000Z')");
    newer.close();
    expect(inspectDisk(made.file)).toMatchObject({ refusal: { code: "disk.newer", detail: expect.stringContaining("9999_later.sql") } });
  });

  test("[K4] a log whose end was cut off, or an event left out, is named by its place", async () => {
    for (let n = 0; n < 3; n += 1) await store.placed();
    const { file } = unwrap(backUp(order(8)));
    const altered = (sql: string) => {
      const copy = join(dir, "copy.sqlite");
      copyFileSync(file, copy);
      const db = new Database(copy);
      db.exec(sql);
      db.close();
      return inspectDisk(copy);
    };
    expect(altered("DELETE FROM events WHERE seq = 3")).toMatchObject({
      refusal: { detail: expect.stringContaining("ends with event 2") },
    });
    expect(altered("DELETE FROM events WHERE seq = 2")).toMatchObject({
      refusal: { detail: expect.stringContaining("event 3 of epoch 1") },
    });
    // What was acknowledged a month ago is not stored any more, and nothing is wrong with that.
    expect(codeOf(altered("DELETE FROM events WHERE seq <= 2"))).toBe("ok");
  });
});

test("[K4] the running box makes them by itself, says how old the last one is, and tells when none can be made", async () => {
  const box = await openTestBox({ backups: { dir, keep: 2 } });
  try {
    const backup = async () => (await box.call("GET", "/v1/link")).json.backup as Record<string, unknown>;
    expect(await backup()).toEqual({ last_good_at: null, last_good_age_ms: null, drill: null, last_error: null });
    const { token } = await box.pair();
    await box.place(token);
    box.timers.advance(300_000);
    await expect
      .poll(backup)
      .toMatchObject({ last_good_at: "2026-05-04T08:05:00.000Z", last_good_age_ms: 0, drill: { orders: 1, orders_cents: 500 } });
    box.timers.advance(300_000);
    expect(await backup()).toMatchObject({ last_good_age_ms: 300_000 });
    const metrics = async () => (await box.call("GET", "/metrics", undefined, { token: box.operatorToken })).text;
    expect(await metrics()).toContain("crema_backup_age_seconds 300");
    // The disk for backups goes away.
    rmSync(dir, { recursive: true });
    writeFileSync(dir, "");
    box.timers.advance(6 * 3_600_000);
    await expect.poll(async () => (await backup()).last_error).toMatchObject({ detail: expect.stringMatching(/EEXIST|ENOTDIR/) });
    expect(await metrics()).toContain("crema_backup_failing 1");
    expect((await box.place(token)).status).toBe(201);
    expect(readFileSync(dir, "utf8")).toBe("");
  } finally {
    await box.stop();
  }
});
