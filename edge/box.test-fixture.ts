/**
 * A running box in its own directory: real store, real sockets, a clock that stands still until a test moves it, and a
 * WAN that is down. Requests go to the app without a socket unless a test wants one.
 */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Timers } from "@crema/shared/domain/kernel/clock";
import type { DeviceKind, StaffRole } from "@crema/shared/domain/staff/actor";
import type { ProfileDocument, StaffMember } from "@crema/shared/domain/store/profile";
import { type CheckResponse, checkerOf } from "@crema/shared/server/served-document.test-fixture";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import pino from "pino";
import { deriveKey } from "./auth/pin.ts";
import { type Box, openBox } from "./box.ts";
import { DATABASE_FILE } from "./data-dir.ts";
import { writeMigratedDatabase } from "./db/migrated-file.test-fixture.ts";
import { backUp } from "./disk/backup.ts";
import type { RunBackup } from "./disk/backup-schedule.ts";
import type { EdgeSettings } from "./settings.ts";
import { espressos, NODE_ID, STORE_ID, type TestClock, testClock, testMenu, testProfile } from "./store.test-fixture.ts";

export { espressos, STORE_ID };
export const PINS = { barista: "1111", cashier: "2222", manager: "9999" } as const;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as it came; tests look into it. */
  readonly json: Record<string, unknown> & { code?: string };
}

export interface CallOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly address?: string;
}

export interface TestBox extends Box {
  readonly clock: TestClock;
  readonly timers: ManualTimers;
  readonly settings: EdgeSettings;
  /** A body that is a string is sent as it is. */
  call(method: string, path: string, body?: unknown, options?: CallOptions): Promise<Reply>;
  /** Pairs a device and returns its id and token. */
  pair(kind?: DeviceKind): Promise<{ device_id: string; token: string }>;
  signIn(deviceToken: string, role: StaffRole): Promise<string>;
  /** Places two espressos from the device and returns the response. */
  place(token: string, key?: string): Promise<Reply>;
  publish(changes: Partial<ProfileDocument>): Promise<void>;
  /** Ends the box; its directory goes with it unless another box is to use it. */
  stop(keep?: "keep the directory"): Promise<void>;
}

export interface ManualTimers extends Timers {
  /** Moves the clock, and runs what is due by then. */
  advance(ms: number): void;
  /** From now on time runs by itself, so that things can stop. */
  release(): void;
}

export function manualTimers(clock: TestClock): ManualTimers {
  let released = false;
  const waiting = new Set<{ due: number; run: () => void; cancel: () => void }>();
  return {
    afterTurn: systemTimers.afterTurn,
    after(ms, run) {
      if (released) return systemTimers.after(ms, run);
      const entry = { due: clock.monotonic() + ms, run, cancel: () => void waiting.delete(entry) };
      waiting.add(entry);
      return { cancel: () => entry.cancel() };
    },
    advance(ms) {
      clock.advance(ms);
      for (const entry of [...waiting].sort((a, b) => a.due - b.due)) {
        if (entry.due > clock.monotonic() || !waiting.delete(entry)) continue;
        entry.run();
      }
    },
    release() {
      released = true;
      for (const entry of waiting) entry.cancel = systemTimers.after(0, entry.run).cancel;
      waiting.clear();
    },
  };
}

export async function staffMember(staff_id: string, role: StaffRole, pin: string): Promise<StaffMember> {
  const cost = { algorithm: "scrypt", n: 1024, r: 8, p: 1, salt: randomBytes(16).toString("base64"), hash: "" } as const;
  return { staff_id, name: staff_id, role, pin: { ...cost, hash: (await deriveKey(pin, cost, 32)).toString("base64") } };
}

export interface TestBoxOptions {
  readonly enrolled?: boolean;
  readonly documents?: boolean;
  /** A directory that a box has used before. */
  readonly dataDir?: string;
  /** What its clock says when it starts. */
  readonly startMs?: number;
  /** The WAN, when it is to be up. */
  readonly fetch?: typeof fetch;
  /** It has a page for guests' phones, at any free port unless this says otherwise. */
  readonly guest?: Partial<EdgeSettings["guest"]>;
  /** It makes backups by itself. */
  readonly backups?: { readonly dir: string; readonly keep: number };
}

/** Every box serves the same document, and making it takes longer than most tests. */
let checker: Promise<CheckResponse> | null = null;
const documentChecker = (box: Box): Promise<CheckResponse> => {
  checker ??= Promise.resolve(box.app.request("/openapi.json")).then(async (response) => checkerOf(await response.text()));
  return checker;
};

const wanIsDown: typeof fetch = () => Promise.reject(new Error("the WAN is down"));

export async function openTestBox(options: TestBoxOptions = {}): Promise<TestBox> {
  const { enrolled = true, documents = true, dataDir, fetch = wanIsDown, guest, backups, startMs } = options;
  const dir = dataDir ?? mkdtempSync(join(tmpdir(), "crema-box-"));
  if (!dataDir) writeMigratedDatabase(join(dir, DATABASE_FILE));
  const clock = testClock(startMs);
  const timers = manualTimers(clock);
  const settings: EdgeSettings = {
    host: "127.0.0.1",
    port: 0,
    guest: { port: null, host: null, url: null, perAddress: 3, ...guest },
    dataDir: dir,
    logLevel: "silent",
    staffSessionMs: 12 * 3_600_000,
    stopTimeoutMs: 30_000,
    minFreeDiskBytes: 0,
    backupDir: backups?.dir ?? null,
    backupEveryMs: 6 * 3_600_000,
    backupsKept: backups?.keep ?? 3,
    metricsToken: null,
    keepNamesMs: 90 * 86_400_000,
  };
  const runBackup: RunBackup = async (order) => backUp({ ...order, databasePath: join(dir, DATABASE_FILE) });
  const runRelog = () => Promise.reject(new Error("nothing was put aside"));
  const machine = {
    clock,
    timers,
    random: () => 0.5,
    randomBytes: systemRandomBytes,
    fetch,
    lanAddresses: () => ["192.0.2.10"],
    runBackup,
    runRelog,
  };
  const box = await openBox(settings, machine, pino({ level: "silent" }), "0.0.0-test");
  const staff = [
    await staffMember("ben", "barista", PINS.barista),
    await staffMember("ana", "cashier", PINS.cashier),
    await staffMember("mia", "manager", PINS.manager),
  ];
  const profile = { ...testProfile, staff };
  if (enrolled && !dataDir) {
    const enrolment = { node_id: NODE_ID, store_id: STORE_ID, epoch: 1, epoch_certificate: "test", generation: 1 };
    await box.store.sync.link.enrol({ ...enrolment, cloud_url: "http://cloud.invalid", private_key: "" });
  }
  if (documents && !dataDir) {
    await box.store.sync.down.applyDocuments([{ kind: "menu", version: testMenu.version, document: testMenu }], null);
    await box.store.sync.down.applyDocuments([{ kind: "profile", version: profile.version, document: profile }], null);
  }
  let published = profile.version;

  const check = await documentChecker(box);
  const call: TestBox["call"] = async (method, path, body, { token, headers = {}, address = "127.0.0.1" } = {}) => {
    const sent = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    const all: Record<string, string> = { ...(sent === null ? {} : { "content-type": "application/json" }), ...headers };
    if (token) all.authorization = `Bearer ${token}`;
    const response = await box.app.request(
      path,
      { method, headers: all, body: sent },
      { incoming: { socket: { remoteAddress: address } } },
    );
    const text = await response.text();
    check({ method, path, status: response.status, contentType: response.headers.get("content-type"), text, sent });
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, json: isJson ? (JSON.parse(text) as Reply["json"]) : {} };
  };

  return {
    ...box,
    clock,
    timers,
    settings,
    call,
    async pair(kind = "pos") {
      const token = box.operatorToken;
      const begun = (await call("POST", "/v1/pairings", { kind, name: `${kind} 1` })).json;
      await call("POST", `/v1/pairings/${begun.code}/approve`, {}, { token });
      const claimed = await call("POST", `/v1/pairings/${begun.pairing_id}/claim`, { claim_secret: begun.claim_secret });
      if (claimed.status !== 200) throw new Error(claimed.text);
      return { device_id: String(claimed.json.device_id), token: String(claimed.json.token) };
    },
    async signIn(deviceToken, role) {
      const signedIn = await call("POST", "/v1/staff/sign-in", { pin: PINS[role] }, { token: deviceToken });
      if (signedIn.status !== 200) throw new Error(signedIn.text);
      return String(signedIn.json.token);
    },
    place: (token, key = randomBytes(8).toString("hex")) =>
      call("POST", "/v1/orders", espressos(), { token, headers: { "idempotency-key": key } }),
    async publish(changes) {
      published++;
      const document = { ...profile, ...changes, version: published };
      await box.store.sync.down.applyDocuments([{ kind: "profile", version: published, document }], null);
    },
    async stop(keep) {
      timers.release();
      await box.lifecycle.stop();
      if (!keep) rmSync(dir, { recursive: true, force: true });
    },
  };
}
