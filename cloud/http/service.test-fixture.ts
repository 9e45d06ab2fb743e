/**
 * A whole node of the cloud with its HTTP application on a database of its own, and a box that talks to it by HTTP with a key
 * of its own. Requests go through `app.request()`; `listening()` opens real sockets where a test is about those.
 */
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Principal } from "@crema/shared/contract/access";
import { BOX_SESSION_CONTEXT, EnrollResponse, SessionResponse } from "@crema/shared/contract/sync";
import { type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import type { Order } from "@crema/shared/domain/order/order";
import { type Listening, listen } from "@crema/shared/server/listen";
import { type CheckResponse, checkerOf } from "@crema/shared/server/served-document.test-fixture";
import { systemRandomBytes, systemTimers } from "@crema/shared/server/system";
import type { Ingested } from "@crema/sync/cloud/ingest";
import type { Planned } from "@crema/sync/cloud/join";
import { JOIN_PATH, type JoinRequest, JoinResponse } from "@crema/sync/protocol/join";
import { UP_PATH, type UpBatch, UpResponse } from "@crema/sync/protocol/up";
import pino from "pino";
import { signIn } from "../auth/sessions.ts";
import { createTestNode, espressos, menuRows, SECRET, START_MS, storeInput, TestBox, type TestNode } from "../cloud-node.test-fixture.ts";
import { createTestDatabase, type TestDatabase } from "../db/database.test-fixture.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { type MessageChannels, NO_CHANNELS } from "../jobs/message-jobs.ts";
import type { Mailer } from "../mail/mailer.ts";
import { type CloudNode, type CloudNodeOptions, startCloudNode } from "../node.ts";
import type { RateLimits } from "../settings.ts";
import { SERVING } from "./serving.ts";

const GENEROUS: RateLimits = {
  guestOrdersPerAddressPerMinute: 10_000,
  openOrdersPerCustomer: 10_000,
  openOrdersPerAddress: 10_000,
  guestOrdersPerStorePerMinute: 10_000,
  enrollPerAddressPerMinute: 10_000,
  challengePerAddressPerMinute: 10_000,
  signInPerAddressPerMinute: 10_000,
};

export const METRICS_TOKEN = "what-prometheus-sends";

export interface Asked {
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly address?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a response holds what the test says
  readonly json: any;
}

let checker: Promise<CheckResponse> | null = null;

export class TestCloud {
  #listening: Listening | null = null;

  private constructor(
    readonly testDatabase: TestDatabase,
    readonly database: Database,
    readonly service: CloudNode,
    /** For boxes: the same database and the same clock. */
    readonly node: TestNode,
    private readonly ownsDatabase: boolean,
  ) {}

  /** `through`: makes the URL by which the service reaches its database, of the direct one. */
  static async open(
    options: {
      limits?: Partial<RateLimits>;
      beside?: TestCloud;
      through?: (url: string) => Promise<string>;
      mailer?: Mailer;
      push?: CloudNodeOptions["push"];
      channels?: MessageChannels;
      mostStreams?: number;
    } = {},
  ): Promise<TestCloud> {
    const testDatabase = options.beside?.testDatabase ?? (await createTestDatabase());
    const database = await databaseOf(testDatabase, options);
    const node = options.beside?.node ?? createTestNode(database, { ms: START_MS });
    const service = await startCloudNode({
      database,
      secret: SECRET,
      contactKeys: { current: "k1", keys: new Map([["k1", Buffer.alloc(32, 1)]]) },
      limits: { ...GENEROUS, ...options.limits },
      metricsToken: METRICS_TOKEN,
      paymentProvider: null,
      payWithinMs: 900_000,
      channels: options.channels ?? NO_CHANNELS,
      publicUrl: new URL("https://crema.example"),
      mailer: options.mailer ?? null,
      push: options.push ?? null,
      ...(options.mostStreams !== undefined && { mostStreams: options.mostStreams }),
      register: node.register,
      erasures: node.erasures,
      keeping: { namesMs: 90 * 86_400_000, customersMs: null },
      secureCookies: false,
      trustedProxies: 0,
      clock: node.clock,
      timers: systemTimers,
      newId: createIdSource(node.clock, systemRandomBytes),
      randomBytes: systemRandomBytes,
      log: pino({ level: "silent" }),
    });
    return new TestCloud(testDatabase, database, service, node, !options.beside);
  }

  async close(): Promise<void> {
    this.service.drain();
    await this.#listening?.stop();
    await this.service.stop();
    if (this.database !== this.testDatabase.database) await this.database.close();
    if (this.ownsDatabase) await this.testDatabase.drop();
  }

  async listening(): Promise<string> {
    this.#listening ??= await listen(this.service, {
      ...SERVING,
      host: "127.0.0.1",
      port: 0,
      timers: systemTimers,
      onError: (error) => this.node.errors.push(error),
    });
    return this.#listening.url;
  }

  /** By the document as it is served, which is the same of every node, and takes longer to make than most tests. */
  #checker(): Promise<CheckResponse> {
    checker ??= Promise.resolve(this.service.app.request("/openapi.json")).then(async (response) => checkerOf(await response.text()));
    return checker;
  }

  async call(method: string, path: string, { token, body, headers = {}, address = "192.0.2.1" }: Asked = {}): Promise<Reply> {
    const sent = new Headers(headers);
    if (token !== undefined) sent.set("authorization", `Bearer ${token}`);
    if (body !== undefined && !sent.has("content-type")) sent.set("content-type", "application/json");
    const init: RequestInit = { method, headers: sent };
    if (body !== undefined) init.body = typeof body === "string" || body instanceof Uint8Array ? (body as string) : JSON.stringify(body);
    const response = await this.service.app.request(path, init, { incoming: { socket: { remoteAddress: address } } });
    const text = await response.text();
    const check = await this.#checker();
    const given = typeof init.body === "string" ? init.body : null;
    check({ method, path, status: response.status, contentType: response.headers.get("content-type"), text, sent: given });
    const isJson = /json/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : null };
  }

  /** Someone with the admin API, as `create-operator` makes them. */
  async operator(role: Extract<Principal, { kind: "operator" }>["role"] = "owner", storeIds: string[] | null = null): Promise<string> {
    const userId = randomUUID();
    await this.database.pool.query("INSERT INTO users (user_id, role, first_name, store_ids, created_at) VALUES ($1, $2, $2, $3, now())", [
      userId,
      role,
      storeIds,
    ]);
    const deps = { pool: this.database.pool, clock: this.node.clock, randomBytes: systemRandomBytes };
    return (await signIn(deps, userId, "opr")).token;
  }

  /** Registered, and signed in as if by a code. */
  async customer(owner: string, email = `${randomUUID()}@example.org`): Promise<{ user_id: string; token: string }> {
    const made = await this.call("POST", "/v1/admin/customers", { token: owner, body: { first_name: "Ana", email } });
    if (made.status !== 201) throw new Error(made.text);
    const deps = { pool: this.database.pool, clock: this.node.clock, randomBytes: systemRandomBytes };
    return { user_id: made.json.user_id, token: (await signIn(deps, made.json.user_id, "cus")).token };
  }

  /** A store with a menu, by the admin API. */
  async store(owner: string, storeId = `s-${randomUUID().slice(0, 8)}`): Promise<string> {
    const steps = [
      await this.call("PUT", `/v1/admin/stores/${storeId}`, { token: owner, body: storeInput() }),
      await this.call("PUT", `/v1/admin/stores/${storeId}/menu`, { token: owner, body: menuRows }),
      await this.call("POST", `/v1/admin/stores/${storeId}/menu/publish`, { token: owner, body: {} }),
    ];
    for (const done of steps) if (done.status !== 200) throw new Error(done.text);
    return storeId;
  }

  async enrollCode(owner: string, storeId: string): Promise<string> {
    return (await this.call("POST", `/v1/admin/stores/${storeId}/enroll-codes`, { token: owner, body: {} })).json.code;
  }

  /** A store whose box is enrolled, signed in, and has just been heard. */
  async onlineStore(owner: string): Promise<HttpBox> {
    const storeId = await this.store(owner);
    const box = await HttpBox.enroll(this, storeId, await this.enrollCode(owner, storeId));
    await box.join();
    const heard = await box.send();
    if (!heard.ok) throw new Error(heard.refusal.detail);
    return box;
  }

  /** A guest's order, placed by HTTP. */
  async place(
    storeId: string,
    options: { token?: string; key?: string; changes?: object } = {},
  ): Promise<{ order: Order & { access_token?: string }; token: string }> {
    const placed = await this.call("POST", "/v1/orders", {
      token: options.token,
      body: { ...espressos(storeId), ...options.changes },
      headers: { "idempotency-key": options.key ?? randomUUID() },
    });
    if (placed.status !== 201) throw new Error(placed.text);
    return { order: placed.json, token: placed.json.access_token ?? options.token };
  }
}

async function databaseOf(
  testDatabase: TestDatabase,
  options: { beside?: TestCloud; through?: (url: string) => Promise<string> },
): Promise<Database> {
  if (!options.beside && !options.through) return testDatabase.database;
  const url = options.through ? await options.through(testDatabase.url) : testDatabase.url;
  return openDatabase({ url, max: 10, name: "beside", onError: () => undefined });
}

/** A box that enrols, signs in and sends its batches over HTTP. */
export class HttpBox extends TestBox {
  token = "";

  constructor(
    private readonly cloud: TestCloud,
    storeId: string,
    enrolled: { node_id: string; epoch: number; epoch_certificate: string },
    readonly privateKey: KeyObject,
  ) {
    super(cloud.node, storeId, enrolled.node_id, enrolled.epoch);
    this.joins.cert = enrolled.epoch_certificate;
  }

  static async enroll(cloud: TestCloud, storeId: string, code: string): Promise<HttpBox> {
    const keys = newKeys();
    const reply = await cloud.call("POST", "/v1/sync/enroll", { body: { code, public_key: keys.publicKey, box_version: "1" } });
    if (reply.status !== 201) throw new Error(reply.text);
    const box = new HttpBox(cloud, storeId, EnrollResponse.parse(reply.json), keys.privateKey);
    await box.signIn();
    return box;
  }

  async signIn(): Promise<void> {
    const { json } = await this.cloud.call("POST", "/v1/sync/challenge", { body: { node_id: this.nodeId } });
    const session = await this.cloud.call("POST", "/v1/sync/session", {
      body: { node_id: this.nodeId, nonce: json.nonce, signature: signed(this.privateKey, json.nonce) },
    });
    this.token = SessionResponse.parse(session.json).token;
  }

  override batch(events = 100): UpBatch {
    return { ...super.batch(events), epoch_certificate: this.joins.certificate() };
  }

  override async ask(request: JoinRequest): Promise<Result<Planned>> {
    const reply = await this.cloud.call("POST", JOIN_PATH, { token: this.token, body: request });
    return reply.status === 200 ? { ok: true, value: JoinResponse.parse(reply.json) } : refuse(reply.json.code, reply.json.detail);
  }

  post(batch: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const body = gzipSync(JSON.stringify(batch));
    return this.cloud.call("POST", UP_PATH, {
      token: this.token,
      body,
      headers: { "content-type": "application/json", "content-encoding": "gzip", ...headers },
    });
  }

  override async deliver(batch: UpBatch): Promise<Result<Ingested>> {
    const reply = await this.post(batch);
    return reply.status === 200 ? { ok: true, value: UpResponse.parse(reply.json) } : refuse(reply.json.code, reply.json.detail);
  }
}

export function newKeys(): { publicKey: string; privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return { publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64url"), privateKey };
}

export function signed(privateKey: KeyObject, nonce: string, context = BOX_SESSION_CONTEXT): string {
  return sign(null, Buffer.from(context + nonce), privateKey).toString("base64url");
}
