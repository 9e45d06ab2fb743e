/** What a disk that cannot be read for a while does to a box: it says so, and goes on when it can. */
import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { espressos, openTestBox, STORE_ID, type TestBox } from "./box.test-fixture.ts";
import { connect } from "./http/streams/stream-client.test-fixture.ts";
import { PACE_MS } from "./releaser.ts";

let box: TestBox;
let pos: string;
beforeEach(async () => {
  box = await openTestBox();
  pos = (await box.pair("pos")).token;
});
afterEach(() => box.stop());

/** Until the returned function is called, whoever reads the table gets an error from SQLite. */
function unreadable(table: string): () => void {
  box.store.db.exec(`ALTER TABLE ${table} RENAME TO away`);
  return () => box.store.db.exec(`ALTER TABLE away RENAME TO ${table}`);
}

/** Lets the work that a timer started finish: a group of commands takes one turn of the event loop, its replies another. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("a screen whose heartbeat could not be read gets the next one", async () => {
  const order = (await box.place(pos)).json;
  const headers = { authorization: `Bearer ${pos}` };
  const queue = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, headers);
  const one = await connect(box.url, `/v1/orders/${order.order_id}/stream`, headers);
  await queue.frame((frame) => frame.type === "snapshot");
  await one.frame((frame) => frame.type === "order");
  const readableAgain = unreadable("position");
  box.timers.advance(2_000);
  readableAgain();
  box.timers.advance(2_000);
  for (const client of [queue, one]) {
    await client.frame((frame) => frame.type === "heartbeat");
    client.socket.close();
  }
});

test("an order for later comes onto the queue although the disk could not be read when its time came", async () => {
  const later = espressos({ requested_for: "2026-05-04T08:20:00.000Z" });
  const order = (await box.call("POST", "/v1/orders", later, { token: pos, headers: { "idempotency-key": "later" } })).json;
  const queue = await connect(box.url, `/v1/stores/${STORE_ID}/queue/stream`, { authorization: `Bearer ${pos}` });
  await queue.frame((frame) => frame.type === "snapshot");
  const readableAgain = unreadable("releases");
  box.timers.advance(16 * 60_000);
  await turns();
  box.timers.advance(PACE_MS);
  await turns();
  readableAgain();
  // One wait finds that the disk is there again, the next one releases.
  for (let wait = 0; wait < 2; wait += 1) {
    box.timers.advance(PACE_MS);
    await turns();
  }
  await queue.frame((frame) => JSON.stringify(frame.events) === '["order.released"]');
  expect((await box.call("GET", `/v1/orders/${order.order_id}`, undefined, { token: pos })).json.releases_at).toBeNull();
  queue.socket.close();
});

test("a box whose orders cannot be read is not ready", async () => {
  await box.place(pos);
  const root = box.store.db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'orders'").pluck().get() as number;
  box.store.db.pragma("wal_checkpoint(TRUNCATE)");
  await box.stop("keep the directory");
  overwritePage(join(box.settings.dataDir, "crema.sqlite"), root);
  const broken = await openTestBox({ dataDir: box.settings.dataDir });
  expect((await broken.call("POST", "/v1/orders", espressos(), { token: pos, headers: { "idempotency-key": "b" } })).status).toBe(503);
  expect(await broken.call("GET", "/readyz")).toMatchObject({
    status: 503,
    json: { reason: expect.stringMatching(/malformed|not a database/) },
  });
  await broken.stop();
});

function overwritePage(path: string, page: number): void {
  const file = openSync(path, "r+");
  const header = Buffer.alloc(18);
  readSync(file, header, 0, 18, 0);
  const size = header.readUInt16BE(16);
  writeSync(file, Buffer.alloc(size, 0xff), 0, size, (page - 1) * size);
  closeSync(file);
}
