/**
 * One chain of real processes, and what is done to it: its processes are killed, also while orders stand at named steps of their payment;
 * the README's examples work on it, and the runbook's dead box. (Two chains beside each other: side-by-side.long.test.ts.)
 */
import { execFile, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { OrderResponse } from "@crema/shared/contract/orders";
import { systemClock, systemTimers } from "@crema/shared/server/system";
import { ChainRuns, readChain, takeDirectory, writeProcesses } from "@crema/tools/dev/chain-file";
import { call } from "@crema/tools/dev/client/call";
import { until } from "@crema/tools/dev/client/until";
import { identify } from "@crema/tools/dev/processes/identity";
import { basket } from "@crema/tools/dev/seed/baskets";
import { type Chain, startChain } from "@crema/tools/dev/start-chain";
import { seededFraction } from "@crema/tools/dev/wan/seeded-fraction";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { AFTER_THE_KILL_MS, intentOf, NEVER_MS, OnlineMoney, WAIT } from "./online-money.ts";
import { RunbookRig } from "./runbook/rig.ts";

const LIMIT_MS = 300_000;

let parent: string;
let chain: Chain;
let money: OnlineMoney;
const runners: ReturnType<typeof spawn>[] = [];

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), "crema-chain-"));
  // Postgres has to reach its data as another user when we are root.
  chmodSync(parent, 0o755);
  chain = await startChain({ dir: join(parent, "here"), stores: 1, seed: 1, customers: 1 });
  money = new OnlineMoney(chain);
}, LIMIT_MS);

afterEach(() => {
  for (const runner of runners.splice(0)) runner.kill("SIGKILL");
});

afterAll(async () => {
  const pids = Object.entries(chain.file.pids).filter(([name]) => name !== "chain");
  const { url } = chain.file.cloud;
  await money.close();
  await chain.stop();
  expect(pids.filter(([, pid]) => identify(pid) !== null)).toEqual([]);
  await expect(fetch(url)).rejects.toThrow();
  rmSync(parent, { recursive: true, force: true });
}, LIMIT_MS);

test("[I1] a box killed right after its acknowledgement has the order when it is back", { timeout: LIMIT_MS }, async () => {
  const [store] = chain.stores;
  if (!store) throw new Error("no store");
  const order = await store.client.place(basket(await store.client.menu(), seededFraction(3)));
  await chain.kill(store.id, "SIGKILL");
  await expect(store.client.order(order.order_id)).rejects.toThrow();
  await chain.restart(store.id);
  expect(await store.client.order(order.order_id)).toMatchObject({ status: "PLACED", total_cents: order.total_cents });
  await expect.poll(async () => (await chain.cloud.orders(store.id)).map((one) => one.order_id)).toContain(order.order_id);
});

test("chain.json is for its owner only and names what runs", () => {
  expect(statSync(join(chain.dir, "chain.json")).mode & 0o077).toBe(0);
  const file = readChain(chain.dir);
  expect(file).toEqual(chain.file);
  for (const name of ["postgres", "cloud", "store-1"]) expect(identify(file.pids[name] ?? 0), name).not.toBeNull();
});

test("a second chain does not get into the directory of one that runs", async () => {
  await expect(startChain({ dir: chain.dir, stores: 1, seed: 1 })).rejects.toBeInstanceOf(ChainRuns);
  expect((await chain.stores[0]?.client.menu())?.items.length).toBeGreaterThan(30);
});

test("a directory with something in it that no chain has made is left alone", async () => {
  const dir = join(parent, "foreign");
  mkdirSync(join(dir, "data"), { recursive: true });
  writeFileSync(join(dir, "data", "precious"), "mine");
  await expect(takeDirectory(dir, systemTimers, true)).rejects.toThrow("is not a chain's");
  expect(readFileSync(join(dir, "data", "precious"), "utf8")).toBe("mine");
});

test("cleaning up spares a process that only has the pid of a former one", async () => {
  const dir = join(parent, "reused");
  await takeDirectory(dir, systemTimers, true);
  const bystander = spawn("sleep", ["60"]);
  runners.push(bystander);
  writeProcesses(dir, [{ name: "cloud", pid: bystander.pid ?? 0, born: "another moment" }]);
  await takeDirectory(dir, systemTimers, true);
  expect(identify(bystander.pid ?? 0)).not.toBeNull();
});

test("[M6] kill -9 of the cloud between a call and its outcome, and between a webhook and its reading", { timeout: LIMIT_MS }, async () => {
  const spilled = await money.paid();
  await money.plan("refunds.create", "late_answer", NEVER_MS);
  await money.spill(spilled);
  // Its capture is done, and who asked for it has no answer: the webhook that says so is read.
  const unheard = await money.place();
  await money.plan("payment_intents.capture", "late_answer", NEVER_MS, intentOf(unheard));
  await money.plan("payment_intents.retrieve", "late_work", NEVER_MS, intentOf(unheard));
  await money.pay(unheard);
  const captured = await money.paidWith("payment_intents.capture", "late_answer", NEVER_MS);
  await money.atProvider("refunded_cents", spilled);
  await money.webhookStored(unheard);
  await money.atProvider("captured_cents", captured);
  const capturing = await money.paidWith("payment_intents.capture", "late_work", AFTER_THE_KILL_MS);
  await money.asked("CAPTURE", capturing);
  await money.plan("payment_intents.create", "late_answer", AFTER_THE_KILL_MS);
  const key = chain.newId();
  const lost = money.place(key).catch((error: unknown) => error);
  await money.reaches(
    "the creation is asked",
    async () => (await money.rows("payment_operations WHERE kind = 'CREATE' AND state = 'OPEN' AND tries > 0")) === 1,
  );
  await chain.kill("cloud", "SIGKILL");
  expect(await lost).toBeInstanceOf(Error);
  await chain.restart("cloud");

  const again = await until({ ...WAIT, what: "the same key is answered" }, () => money.place(key).catch(() => null));
  await money.pay(again);
  for (const order of [unheard, capturing, captured, again]) {
    await money.atStore(order, "PAID");
    await money.make(order);
  }
  await money.booksAgree();
  expect(await chain.cloud.order(money.store.token, spilled.order_id)).toMatchObject({ status: "CANCELLED", refund_state: "FULL" });
  expect(await money.rows("orders WHERE origin = 'APP'")).toBe(5);
});

test("[M6] kill -9 of a box after it has accepted, and after it has cancelled what was paid", { timeout: LIMIT_MS }, async () => {
  const spilled = await money.paid();
  const waiting = await money.paidWith("payment_intents.capture", "late_work", AFTER_THE_KILL_MS);
  await money.reaches(
    "the store has accepted",
    async () => (await chain.cloud.order(money.store.token, waiting.order_id)).handoff === "ACCEPTED",
  );
  await money.spill(spilled);
  await chain.kill(money.store.id, "SIGKILL");
  await chain.restart(money.store.id);
  await money.atStore(waiting, "PAID");
  await money.make(waiting);
  await money.refunded(spilled);
  await money.booksAgree();
});

test("[M6] kill -9 of the provider after it has captured, and after it has refunded", { timeout: LIMIT_MS }, async () => {
  const captured = await money.paidWith("payment_intents.capture", "die_after_commit", 0);
  await money.providerGone();
  await chain.restart("payments");
  await money.atStore(captured, "PAID");
  await money.plan("refunds.create", "die_after_commit", 0);
  await money.spill(captured);
  await money.providerGone();
  await chain.restart("payments");
  await money.refunded(captured);
  await money.booksAgree();
});

test("[M6] kill -9 of cloud and provider at once, before anything of the call was done: it is made again under its key", {
  timeout: LIMIT_MS,
}, async () => {
  const order = await money.paidWith("payment_intents.capture", "late_work", NEVER_MS);
  await money.asked("CAPTURE", order);
  await Promise.all([chain.kill("cloud", "SIGKILL"), chain.kill("payments", "SIGKILL")]);
  await chain.restart("payments");
  // The call may have been killed on its way: its plan would then hold back the one that is to go through.
  await chain.provider.forgetPlans();
  await chain.restart("cloud");
  await money.atStore(order, "PAID");
  await money.make(order);
  await money.booksAgree();
});

test("the README's examples work on a running chain", { timeout: LIMIT_MS }, async () => {
  const readme = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
  const script = /```bash\n([\s\S]*?)```/.exec(readme)?.[1];
  if (!script) throw new Error("The README has no bash block.");
  const told = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", script], { env: { PATH: process.env.PATH, DIR: chain.dir } });
  expect(told.stdout).toMatch(/40 items\n\d+\n[\s\S]*IN_PROGRESS\nREADY\nCOMPLETED\n/);
  expect(told.stdout).toMatch(/COMPLETED\n[1-9]\d* change\n0 owed\nIN_PROGRESS\n/);
  expect(told.stdout).toMatch(/reset\nPLACED\n[1-9]\d* unsent\nup\n40 rows\n2\n/);
  const [store] = chain.file.stores;
  const authorization = `Bearer ${store?.deviceToken}`;
  const here = (await (await fetch(`${store?.url}/v1/orders?limit=100`, { headers: { authorization } })).json()) as { orders: object[] };
  // What was sold while the line was cut is in the sums.
  expect(JSON.parse(told.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ orders: here.orders.length });
});

test("no log has the address, number, name or words of whom somebody was told about", { timeout: LIMIT_MS }, async () => {
  const [store] = chain.stores;
  if (!store) throw new Error("no store");
  const contact = { email: "zdenka.quietly@example.org", phone: "+4915199887766" };
  const words = { customer_name: "Zdenka-Quietly", note: "unmentioned-allergy" };
  const url = `${chain.file.cloud.url}/v1/orders`;
  const wanted = { store_id: store.id, ...basket(await store.client.menu(), seededFraction(5)), payment_method: "AT_STORE", ...words };
  // Refused, with what was typed in it, and taken.
  const wrong = { ...wanted, contact: { ...contact, email: "zdenka.quietly@example..org" } };
  await expect(call(OrderResponse, { method: "POST", url, key: chain.newId(), body: wrong })).rejects.toMatchObject({ status: 422 });
  const { order_id } = await call(OrderResponse, { method: "POST", url, key: chain.newId(), body: { ...wanted, contact } });
  await until({ ...WAIT, what: "the store may begin" }, async () => {
    const order = await store.client.order(order_id).catch(() => null);
    return order?.handoff === "CONFIRMED" ? order : null;
  });
  await store.client.move(order_id, "PLACED", "IN_PROGRESS");
  await store.client.move(order_id, "IN_PROGRESS", "READY");
  const told = async () =>
    ((await (await fetch(new URL("/messages", chain.file.mail.url))).json()) as { messages: { to: string }[] }).messages;
  await until({ ...WAIT, what: "the guest is told" }, async () => {
    const to = (await told()).map((one) => one.to);
    return to.includes(contact.email) && to.includes(contact.phone) ? to : null;
  });
  await chain.kill("cloud", "SIGTERM");
  await chain.restart("cloud");
  const logs = readdirSync(join(chain.dir, "logs"));
  expect(logs).toEqual(expect.arrayContaining(["cloud.log", `${store.id}.log`, "postgres.log"]));
  const said = logs.map((name) => [name, readFileSync(join(chain.dir, "logs", name), "utf8")] as const);
  const found = [
    contact.email,
    "zdenka",
    contact.phone,
    contact.phone.slice(1),
    words.note,
    ...(await told()).map((one) => one.to),
  ].flatMap((word) => said.flatMap(([name, log]) => (log.toLowerCase().includes(word.toLowerCase()) ? [`${name}: ${word}`] : [])));
  expect(found).toEqual([]);
});

test("the box is dead: what the runbook says makes another machine the store's box, and the first order is sold there", {
  timeout: LIMIT_MS,
}, async () => {
  const rig = new RunbookRig(chain, join(parent, "machines"));
  try {
    await rig.powerCut();
    const diedAt = systemClock.monotonic();
    const box = await rig.machine();
    rig.follower.now({ "new box": box, box });
    await rig.follower.follow("The box is dead", 0);
    await rig.sell(rig.till(box.url), 1);
    process.stdout.write(
      `From a dead box to the first order on the new one: ${((systemClock.monotonic() - diedAt) / 1_000).toFixed(1)} s\n`,
    );
    await rig.booked();
  } finally {
    await rig.close();
  }
});
