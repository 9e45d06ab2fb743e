/** A backup in the place of a box's database, on real files: marked, nothing lost of what was there, and refused whole or not at all. */
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cents } from "@crema/shared/domain/kernel/money";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type FileWrites, systemFileWrites } from "../db/durable-file.ts";
import { cashier, codeOf, openTestStore, STORE_ID, type TestStore, testMenu, testProfile, unwrap } from "../store.test-fixture.ts";
import { backUp } from "./backup.ts";
import { prepareCopy } from "./prepare.ts";
import { assertRestored, RestoreUnfinished, restore } from "./restore.ts";

/** Before each change of the files; those that need room say so. */
const fsSteps = { before: (_needsRoom: boolean): void => undefined };
const step =
  <A extends unknown[]>(run: (...args: A) => void, needsRoom = false) =>
  (...args: A): void => {
    fsSteps.before(needsRoom);
    run(...args);
  };
const writes: FileWrites = {
  copy: step(systemFileWrites.copy, true),
  rename: step(systemFileWrites.rename),
  remove: step(systemFileWrites.remove),
  write: step(systemFileWrites.write, true),
  sync: step(systemFileWrites.sync),
};

let dir: string;
let path: string;
let store: TestStore;
beforeEach(async () => {
  drawn = 0;
  dir = mkdtempSync(join(tmpdir(), "crema-restore-"));
  path = join(dir, "crema.sqlite");
  store = await opened();
  await store.sync.link.enrol({
    store_id: STORE_ID,
    node_id: "0198c7f2-0000-7000-8000-00000000000b",
    epoch: 1,
    epoch_certificate: "jws",
    generation: 1,
    cloud_url: "http://cloud.invalid",
    private_key: "",
  });
  await store.sync.down.applyDocuments([{ kind: "menu", version: testMenu.version, document: testMenu }], null);
  await store.sync.down.applyDocuments([{ kind: "profile", version: testProfile.version, document: testProfile }], null);
});
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const opened = () => openTestStore({ path });
const AT = "2026-05-04T12:00:00.000Z";
const backup = () => unwrap(backUp({ databasePath: path, dir: join(dir, "backups"), at: "2026-05-04T10:00:00.000Z", keep: 5 })).file;
const start = { expected_status: "PLACED", to_status: "IN_PROGRESS", reason: null } as const;
const cash = { method: "CASH", amount_cents: null, tip_cents: cents(0), tendered_cents: null, reference: null, complete: true } as const;
const putBack = (from: string, storeId: string | null = null) =>
  restore({ databasePath: path, from, storeId, at: AT, randomBytes, writes });
const bytes = () => readFileSync(path);
function isMarked(): boolean {
  const db = new Database(path, { readonly: true });
  const marked = db.prepare("SELECT 1 FROM box WHERE restore_mark IS NOT NULL").get() !== undefined;
  db.close();
  return marked;
}
function faultOf(run: () => void): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error;
  }
}
/** Another byte with each restore: CCCC, DDDD … */
let drawn = 0;
const randomBytes = (n: number) => new Uint8Array(n).fill(drawn++);

test("[K4] [K1] a restored box is marked, sells with other numbers, and asks to look at what it may have begun since", async () => {
  const begun = await store.placed();
  unwrap(await store.commands.transition(begun.order_id, start, cashier));
  const open = await store.placed();
  // An enrolment that was tried in vain has left a key, which may be the present box's by the time the backup is put back.
  await store.sync.link.saveKey("a key");
  const file = backup();
  const later = await store.placed();
  await store.close();
  const done = unwrap(putBack(file));
  expect(done).toMatchObject({ orders: 2, look_first: 1, set_aside: join(dir, "history-restored-20260504T120000000Z.sqlite") });
  store = await opened();
  expect(store.tables.box.box()).toMatchObject({ restored_at: AT, restore_mark: "RCCCC", epoch: 1, next_key: null });
  expect(store.sync.joins.position(null).is_marked).toBe(true);
  expect(store.queries.order(later.order_id)).toBeNull();
  expect(store.queries.order(begun.order_id)?.order).toMatchObject({ status: "IN_PROGRESS", look_first: false });
  expect(codeOf(await store.commands.transition(open.order_id, start, cashier))).toBe("order.look_first");
  // The number after A2 was given to somebody already: A3.
  const next = await store.placed();
  expect([later.ticket_number, next.ticket_number]).toEqual(["A3", "A3RCCCC"]);
  const paid = unwrap(await store.commands.tender(next.order_id, cash, "pay-1", cashier));
  expect(JSON.parse(paid.body).payment.provider_ref).toBe("A-000001RCCCC");
  // What was there is whole beside it.
  const aside = new Database(done.set_aside ?? "", { readonly: true });
  expect(aside.prepare("SELECT order_id FROM events WHERE seq = 4").get()).toEqual({ order_id: later.order_id });
  aside.close();
});

test("[K1] a second restore of the same backup, on this machine or another, gives other numbers than the first, and nothing that was set aside is overwritten", async () => {
  const file = backup();
  for (const number of ["A1RCCCC", "A1RDDDD"]) {
    await store.close();
    unwrap(putBack(file));
    store = await opened();
    expect((await store.placed()).ticket_number).toBe(number);
  }
  expect(readdirSync(dir).filter((name) => name.startsWith("history-") && name.endsWith(".sqlite"))).toHaveLength(2);
  const elsewhere = join(dir, "elsewhere.sqlite");
  unwrap(restore({ databasePath: elsewhere, from: file, storeId: STORE_ID, at: AT, randomBytes }));
  const other = new Database(elsewhere, { readonly: true });
  expect(other.prepare("SELECT restore_mark FROM box").pluck().get()).toBe("RFFFF");
  other.close();
});

test("[K1] enrolment ends the mark", async () => {
  const file = backup();
  await store.close();
  unwrap(putBack(file));
  store = await opened();
  const box = store.tables.box.box();
  await store.sync.link.enrol({
    store_id: STORE_ID,
    node_id: "0198c7f2-0000-7000-8000-0000000000bb",
    epoch: 2,
    epoch_certificate: "jws",
    generation: 1,
    cloud_url: box.cloud_url ?? "",
    private_key: "",
  });
  expect(store.tables.box.box()).toMatchObject({ restored_at: null, restore_mark: "" });
  expect((await store.placed()).ticket_number).toMatch(/^B\d+$/);
});

test("[K4] what cannot be restored is refused, and the box is as it was", async () => {
  await store.placed();
  const file = backup();
  await store.close();
  const before = bytes();
  const files = readdirSync(dir).sort();
  const half = join(dir, "backups", "half.sqlite");
  copyFileSync(file, half);
  truncateSync(half, Math.floor(readFileSync(file).length / 2));
  expect(codeOf(putBack(half))).toBe("disk.unreadable");
  const alter = (name: string, sql: string) => {
    const altered = join(dir, "backups", name);
    copyFileSync(file, altered);
    const db = new Database(altered);
    db.exec(sql);
    db.close();
    return altered;
  };
  expect(codeOf(putBack(alter("newer.sqlite", "INSERT INTO migrations VALUES ('9999_later.sql', 'h', 'x')")))).toBe("disk.newer");
  expect(codeOf(putBack(alter("tampered.sqlite", "UPDATE events SET body = body || ' '")))).toBe("disk.tampered");
  expect(codeOf(putBack(alter("foreign.sqlite", "UPDATE box SET store_id = 'other-street'")))).toBe("disk.foreign_store");
  expect(codeOf(putBack(file, "other-street"))).toBe("disk.foreign_store");
  expect(codeOf(putBack(join(dir, "none.sqlite")))).toBe("disk.unreadable");
  // Whoever names the folder of a disk is told which file in it.
  const copy = join(dir, "copy.sqlite");
  for (const named of [putBack(dir), prepareCopy(dir, copy, AT)])
    expect(named).toMatchObject({
      refusal: { code: "disk.unreadable", detail: expect.stringContaining("is a folder. Name the file in it") },
    });
  expect(existsSync(copy)).toBe(false);
  expect(bytes().equals(before)).toBe(true);
  // Whoever reads a database leaves SQLite's own files beside it.
  expect(
    readdirSync(dir)
      .filter((name) => !/-(wal|shm)$/.test(name))
      .sort(),
  ).toEqual(files);
  store = await opened();
});

test("[K4] a database that is damaged, with its log, is set aside as it is; a new machine needs none", async () => {
  await store.placed();
  const file = backup();
  await store.close();
  truncateSync(path, 5000);
  writeFileSync(`${path}-wal`, "torn");
  const done = unwrap(putBack(file));
  expect([readFileSync(done.set_aside ?? "").length, readFileSync(`${done.set_aside}-wal`, "utf8")]).toEqual([5000, "torn"]);
  expect(existsSync(`${path}-wal`)).toBe(false);
  store = await opened();
  expect(store.tables.orders.openCount("")).toBe(1);
  const empty = join(dir, "new-machine.sqlite");
  expect(unwrap(restore({ databasePath: empty, from: file, storeId: STORE_ID, at: AT, randomBytes })).set_aside).toBeNull();
});

test("[K1] a cut at any step of a restore: no box starts on half of it, the next try ends it, and all that was there is set aside whole", async () => {
  const file = backup();
  const later = await store.placed();
  await store.close();
  const before = bytes();
  for (let step = 1; ; step += 1) {
    writeFileSync(path, before);
    let done = 0;
    fsSteps.before = () => {
      done += 1;
      if (done === step) throw new Error("the power is cut");
    };
    const cut = faultOf(() => putBack(file));
    fsSteps.before = () => undefined;
    if (cut === null) {
      expect(step).toBeGreaterThan(15);
      break;
    }
    expect(cut).toMatchObject({ message: "the power is cut" });
    const isTold = faultOf(() => assertRestored(path)) instanceof RestoreUnfinished;
    // What is set aside is never the file that a box may write into.
    for (const name of readdirSync(dir).filter((each) => each.startsWith("history-restored-")))
      expect(statSync(join(dir, name)).ino).not.toBe(statSync(path).ino);
    // Where nothing was changed yet, or everything was, it starts.
    if (!isTold) expect(before.equals(bytes()) || isMarked(), `step ${step}`).toBe(true);
    const again = unwrap(putBack(file));
    expect(() => assertRestored(path)).not.toThrow();
    expect(again.set_aside).not.toBeNull();
    const sets = readdirSync(dir).filter((name) => name.startsWith("history-restored-") && name.endsWith(".sqlite"));
    const holds = (name: string) => {
      const db = new Database(join(dir, name), { readonly: true });
      const found = db.prepare("SELECT 1 FROM events WHERE order_id = ?").get(later.order_id) !== undefined;
      db.close();
      return found;
    };
    expect(sets.some(holds), `step ${step}`).toBe(true);
    for (const name of readdirSync(dir).filter((each) => each.startsWith("history-restored-"))) rmSync(join(dir, name));
  }
  store = await opened();
  expect(store.queries.order(later.order_id)).toBeNull();
});

test("a disk without room, or the file of a try that was cut short: nothing is changed, and the box starts", async () => {
  const file = backup();
  await store.close();
  const before = bytes();
  let faults = 0;
  for (;;) {
    let left = faults;
    fsSteps.before = (needsRoom) => {
      if (needsRoom && left-- === 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    };
    const tried = putBack(file);
    fsSteps.before = () => undefined;
    if (tried.ok) break;
    faults += 1;
    expect(codeOf(tried)).toBe("storage.full");
    expect([before.equals(bytes()), faultOf(() => assertRestored(path))]).toEqual([true, null]);
  }
  expect(faults).toBeGreaterThan(1);
  const cut = `${path}.restored`;
  copyFileSync(file, cut);
  expect(unwrap(putBack(cut)).orders).toBe(0);
  expect(readdirSync(dir).filter((name) => name.endsWith(".unfinished"))).toEqual([]);
  store = await opened();
  expect(store.tables.box.box()?.restored_at).toBe(AT);
});

test("[K1] a cut at any step over a database that is damaged: no box starts on it without its log", async () => {
  const file = backup();
  await store.close();
  for (let step = 1; ; step += 1) {
    writeFileSync(path, Buffer.alloc(8_192, 0x5a));
    writeFileSync(`${path}-wal`, "the log of the damaged one");
    let done = 0;
    fsSteps.before = () => {
      done += 1;
      if (done === step) throw new Error("the power is cut");
    };
    const cut = faultOf(() => putBack(file, STORE_ID));
    fsSteps.before = () => undefined;
    if (cut === null) break;
    const isTold = faultOf(() => assertRestored(path)) instanceof RestoreUnfinished;
    expect(isTold || existsSync(`${path}-wal`) || isMarked(), `step ${step}`).toBe(true);
    unwrap(putBack(file, STORE_ID));
    expect(existsSync(`${path}-wal`)).toBe(false);
    for (const name of readdirSync(dir).filter((each) => each.startsWith("history-restored-"))) rmSync(join(dir, name));
  }
  store = await opened();
});
