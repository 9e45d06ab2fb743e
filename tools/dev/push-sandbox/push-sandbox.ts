/**
 * A push service on this machine: it gives out subscriptions as a browser's would, takes what is pushed to them, and checks and decrypts
 * it as service and browser do. On demand it misbehaves. Pushes are kept in memory, subscriptions in a file, so that a chain that goes
 * on does so with them.
 */
import { createECDH, randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { jsonReply, type LoopbackReply, type LoopbackRequest, readJson, serveLoopback } from "../loopback-server.ts";
import { writeWhole } from "../write-whole.ts";
import { type Push, readPush } from "./read-push.ts";

/**
 * take: as it should be; gone, busy, fail, refuse, forbid: a status of that kind; redirect: to another path here, which counts who comes;
 * hang: no response; drip: a header's byte now and then, without an end.
 */
const Mode = z.enum(["take", "gone", "busy", "fail", "refuse", "forbid", "redirect", "hang", "drip"]);
export type PushMode = z.infer<typeof Mode>;

const Subscription = z.object({ id: z.uuid(), application_server_key: z.string(), private_key: z.string(), auth: z.string() });
type Subscription = z.infer<typeof Subscription>;

/** As `PushSubscription.toJSON()` in a browser. */
export interface GivenSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

export interface PushSandbox {
  readonly url: string;
  /** For CREMA_PUSH_ALLOWED_HOSTS. */
  readonly host: string;
  /** `applicationServerKey`: GET /v1/push-key, in base64url. */
  subscribe(applicationServerKey: string): GivenSubscription;
  /** Newest first. */
  pushes(): readonly Push[];
  /** What was not taken, and why. */
  refused(): readonly string[];
  setMode(mode: PushMode): void;
  /** How many have come where a redirect leads. */
  redirected(): number;
  stop(): Promise<void>;
}

export interface PushSandboxOptions {
  readonly port?: number;
  /** Where subscriptions are kept; without it, nowhere. */
  readonly file?: string;
  readonly now: () => number;
}

const DRIP_MS = 200;
const MOST = 1_000;

export async function startPushSandbox({ port = 0, file, now }: PushSandboxOptions): Promise<PushSandbox> {
  const subscriptions = new Map<string, Subscription>();
  if (file && existsSync(file))
    for (const one of z.array(Subscription).parse(JSON.parse(readFileSync(file, "utf8")))) subscriptions.set(one.id, one);
  const pushes: Push[] = [];
  const refused: string[] = [];
  let mode: PushMode = "take";
  let redirected = 0;

  const subscribe = (applicationServerKey: string): GivenSubscription => {
    const curve = createECDH("prime256v1");
    const p256dh = curve.generateKeys().toString("base64url");
    const auth = randomBytes(16).toString("base64url");
    const one = { id: randomUUID(), application_server_key: applicationServerKey, private_key: curve.getPrivateKey("hex"), auth };
    subscriptions.set(one.id, one);
    if (file) writeWhole(file, [...subscriptions.values()]);
    return { endpoint: `${server.url}/push/${one.id}`, keys: { p256dh, auth } };
  };

  const take = async (request: LoopbackRequest, response: ServerResponse): Promise<LoopbackReply | null> => {
    const id = request.url.pathname.slice("/push/".length);
    if (id === "elsewhere") {
      redirected += 1;
      return { status: 201 };
    }
    const misbehaved = misbehave(mode, response);
    if (misbehaved !== "no") return misbehaved;
    const subscription = subscriptions.get(id);
    if (!subscription) return { status: 410 };
    const curve = createECDH("prime256v1");
    curve.setPrivateKey(Buffer.from(subscription.private_key, "hex"));
    const keys = { curve, auth: subscription.auth, applicationServerKey: subscription.application_server_key };
    const read = await readPush(request, keys, { origin: server.url, now: now() });
    if (!read.ok) {
      refused.push(read.why);
      return { status: read.status, body: `${read.why}\n` };
    }
    const push = { push_id: randomUUID(), subscription_id: id, at: new Date(now()).toISOString(), ...read.read };
    pushes.unshift(push);
    pushes.length = Math.min(pushes.length, MOST);
    return { status: 201, headers: { location: `${server.url}/messages/${push.push_id}` } };
  };

  const server = await serveLoopback(async (request, response) => {
    const { method, url, body } = request;
    const route = `${method} ${url.pathname}`;
    if (method === "POST" && url.pathname.startsWith("/push/")) return take(request, response);
    if (route === "GET /pushes") return jsonReply(200, { pushes });
    if (route === "POST /subscriptions") {
      const asked = z.object({ application_server_key: z.string().length(87) }).safeParse(readJson(body));
      return asked.success
        ? jsonReply(201, subscribe(asked.data.application_server_key))
        : jsonReply(400, { error: "application_server_key" });
    }
    if (route === "POST /_control") {
      const asked = z.object({ mode: Mode }).safeParse(readJson(body));
      if (!asked.success) return jsonReply(400, { mode: Mode.options });
      mode = asked.data.mode;
      return jsonReply(200, { mode });
    }
    return jsonReply(404, { there_is: ["POST /subscriptions", "POST /push/{id}", "GET /pushes", "POST /_control"] });
  }, port);
  return {
    url: server.url,
    host: new URL(server.url).host,
    subscribe,
    pushes: () => pushes,
    refused: () => refused,
    setMode(wanted) {
      mode = wanted;
    },
    redirected: () => redirected,
    stop: () => server.stop(),
  };
}

/** null: the response is its own; "no": it does not misbehave. */
function misbehave(mode: PushMode, response: ServerResponse): LoopbackReply | null | "no" {
  switch (mode) {
    case "take":
      return "no";
    case "gone":
      return { status: 410 };
    case "busy":
      return { status: 429, headers: { "retry-after": "7" } };
    case "fail":
      return { status: 500 };
    case "refuse":
      return { status: 413 };
    case "forbid":
      return { status: 403 };
    case "redirect":
      return { status: 307, headers: { location: "/push/elsewhere" } };
    case "hang":
      return null;
    case "drip": {
      response.socket?.write("HTTP/1.1 201 Created\r\nx-drip: ");
      const dripping = setInterval(() => response.socket?.write("."), DRIP_MS);
      response.once("close", () => clearInterval(dripping));
      return null;
    }
  }
}
