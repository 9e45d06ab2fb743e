/** `crema-cloud books` as a process of its own, beside a service, against the sandbox: what it prints, and how it ends. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Books } from "@crema/shared/contract/books";
import { businessDay } from "@crema/shared/domain/kernel/business-day";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OnlineStore } from "./online-store.ts";
import { PaymentRig } from "./payment-rig.ts";

/** What is shipped: built before. */
const MAIN = fileURLToPath(new URL("../../cloud/bin/crema-cloud.js", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "crema-books-cli-"));
let rig: PaymentRig;
let store: OnlineStore;
beforeAll(async () => {
  rig = await PaymentRig.open(dir);
  store = new OnlineStore(rig, await rig.store());
});
afterAll(async () => {
  await rig.close();
  rmSync(dir, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function cli(...words: string[]): Promise<Ended> {
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: rig.db.url,
    CREMA_DATA_DIR: dir,
    STRIPE_SECRET_KEY: "sk_test_rig",
    STRIPE_WEBHOOK_SECRET: "whsec_rig",
    CREMA_STRIPE_API: rig.sandbox.url,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...words], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

const books = (...more: string[]) =>
  cli("books", "--store", store.box.storeId, "--day", businessDay(rig.node.time.ms, "Europe/Berlin", 4), ...more);

test("equal books end with 0; a difference is printed with its reason and ends with 1", { timeout: 180_000 }, async () => {
  await store.paid();
  await store.spoiled(await store.paid("pm_card_pendingRefund"));
  const equal = await books();
  expect([equal.code, equal.stderr]).toEqual([0, ""]);
  expect(equal.stdout).toMatch(/captured +- +10\.00 EUR +10\.00 EUR/);
  expect(equal.stdout).toMatch(/Differences: none/);
  expect(equal.stdout).toMatch(/A refund of 5\.00 EUR is /);
  const order = await store.paid();
  await rig.stripe.refunds.create({ payment_intent: order.intent_id, amount: 200 });
  const different = await books();
  expect(different.code).toBe(1);
  expect(different.stdout).toMatch(/cloud: 0\.00 EUR, provider: 2\.00 EUR/);
  expect(different.stdout).toMatch(/^DIFFERENT/m);
  const json = await books("--json");
  expect(Books.parse(JSON.parse(json.stdout))).toMatchObject({ verdict: "DIFFERENT", differences: [{ intent_id: order.intent_id }] });
});

test("a store that there is not is refused with 1", { timeout: 180_000 }, async () => {
  const ended = await cli("books", "--store", "nowhere", "--day", "2026-05-04");
  expect(ended).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(/store\.not_found/) });
});
