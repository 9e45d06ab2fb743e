/** What a push service checks of a push (RFC 8030, 8292), and what the browser then reads (RFC 8188, 8291). */
import type { ECDH } from "node:crypto";
import { decrypt } from "http_ece";
import { errors, importJWK, jwtVerify } from "jose";
import type { LoopbackRequest } from "../loopback-server.ts";

interface ReadPush {
  readonly ttl: number;
  readonly urgency: string;
  readonly topic: string | null;
  /** Where the sender can be reached, by its signature. */
  readonly subject: string;
  /** Decrypted. */
  readonly text: string;
}

export interface Push extends ReadPush {
  readonly push_id: string;
  readonly subscription_id: string;
  readonly at: string;
}

type Read = { readonly ok: true; readonly read: ReadPush } | { readonly ok: false; readonly status: number; readonly why: string };

export interface SubscribedKeys {
  readonly curve: ECDH;
  readonly auth: string;
  /** The one that the browser subscribed with: nobody else may push. */
  readonly applicationServerKey: string;
}

const MAX_BODY = 4_096;
const DAY_S = 24 * 3_600;
const refuse = (status: number, why: string): Read => ({ ok: false, status, why });
const one = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

export async function readPush(request: LoopbackRequest, keys: SubscribedKeys, at: { origin: string; now: number }): Promise<Read> {
  const { headers, body } = request;
  const signed = await subjectOf(one(headers.authorization), keys.applicationServerKey, at);
  if ("why" in signed) return refuse(signed.status, signed.why);
  const ttl = one(headers.ttl) ?? "";
  if (!/^\d{1,9}$/.test(ttl)) return refuse(400, "TTL is missing, or is no number of seconds");
  const urgency = one(headers.urgency) ?? "normal";
  if (!["very-low", "low", "normal", "high"].includes(urgency)) return refuse(400, `Urgency ${urgency}`);
  const topic = one(headers.topic);
  if (topic !== null && !/^[\w-]{1,32}$/.test(topic)) return refuse(400, `Topic ${topic}`);
  if (headers["content-encoding"] !== "aes128gcm") return refuse(415, `content-encoding ${headers["content-encoding"]}`);
  if (body.length > MAX_BODY) return refuse(413, `${body.length} bytes`);
  try {
    const text = decrypt(body, { version: "aes128gcm", privateKey: keys.curve, authSecret: keys.auth }).toString();
    return { ok: true, read: { ttl: Number(ttl), urgency, topic, subject: signed.subject, text } };
  } catch (error) {
    return refuse(400, `it cannot be decrypted: ${String(error)}`);
  }
}

async function subjectOf(
  authorization: string | null,
  subscribedWith: string,
  { origin, now }: { origin: string; now: number },
): Promise<{ subject: string } | { status: number; why: string }> {
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization ?? "") ?? [];
  if (!token || !key) return { status: 401, why: "Authorization is no vapid t=…, k=…" };
  if (key !== subscribedWith) return { status: 403, why: "the browser subscribed with another key" };
  const point = Buffer.from(key, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  try {
    const publicKey = await importJWK(jwk, "ES256");
    const { payload } = await jwtVerify(token, publicKey, { algorithms: ["ES256"], audience: origin, currentDate: new Date(now) });
    const { exp = 0, sub = "" } = payload;
    if (exp <= now / 1000 || exp > now / 1000 + DAY_S) return { status: 401, why: `exp ${exp} is not within a day` };
    if (!/^(mailto:|https:)/.test(sub)) return { status: 401, why: `sub ${sub}` };
    return { subject: sub };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return { status: 401, why: `the signature is not good: ${error.message}` };
  }
}
