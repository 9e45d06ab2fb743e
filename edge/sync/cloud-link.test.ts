import { expect, test } from "vitest";
import { openTestBox } from "../box.test-fixture.ts";
import { NODE_ID, STORE_ID } from "../store.test-fixture.ts";

const json = (status: number, body: object) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

/** Lets a box in, and tells it from then on that it has been replaced. */
const fencingCloud: typeof fetch = async (input) =>
  String(input).endsWith("/v1/sync/enroll")
    ? json(201, { store_id: STORE_ID, node_id: NODE_ID, epoch: 1, epoch_certificate: "jws", generation: 1 })
    : json(403, { code: "sync.fenced", detail: "Another box is the store's box now." });

test("[I5] a fence that could not be stored is stored as soon as that is possible", async () => {
  const box = await openTestBox({ enrolled: false, documents: false, fetch: fencingCloud });
  // Lifting the fence, as enrolment does, goes through.
  const when = "WHEN NEW.fenced_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'broken'); END";
  box.store.db.exec(`CREATE TRIGGER broken BEFORE UPDATE OF fenced_at ON box ${when}`);
  const enrolment = { cloud_url: "http://cloud.example", code: "CODE-1" };
  expect((await box.call("POST", "/v1/enroll", enrolment, { token: box.operatorToken })).status).toBe(200);
  await expect.poll(() => box.link.status().state).toBe("FENCED");
  expect([box.link.isFenced(), box.store.sync.link.isFenced()]).toEqual([true, false]);
  box.store.db.exec("DROP TRIGGER broken");
  await expect
    .poll(() => {
      box.timers.advance(61_000);
      return box.store.sync.link.isFenced();
    })
    .toBe(true);
  await box.stop();
});

test("[K4] a disk that was put back from a backup says so until the box is enrolled again", async () => {
  const box = await openTestBox({ documents: false });
  expect(box.link.status().is_restored).toBeUndefined();
  box.store.db.exec("UPDATE box SET restored_at = '2026-05-04T12:00:00.000Z', restore_mark = 'RCCCC'");
  expect(box.link.status().is_restored).toBe(true);
  await box.stop();
});
