/**
 * Messages to browsers, by Web Push (RFC 8030, 8188, 8291, 8292): encrypted for the browser, signed with the installation's key. What a
 * push service responds with is its status alone: its body may be anybody's.
 */
import { createHash } from "node:crypto";
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import webPush from "web-push";
import type { PushKey } from "../../auth/push-key.ts";
import { type Channel, type MessageKind, type Outcome, type OutgoingMessage, type PushTarget, RetryLater } from "../channel.ts";
import { retryAfterMs } from "../retry-after.ts";
import type { CheckedEndpoint, EndpointGuard } from "./endpoint-guard.ts";
import { pinnedPost } from "./pinned-post.ts";
import { payloadOf } from "./push-payload.ts";
import { SlowHosts } from "./slow-hosts.ts";

export interface WebPushOptions {
  readonly key: PushKey;
  /** Where a push service can reach those who run this: https: or mailto:. */
  readonly subject: string;
  readonly guard: EndpointGuard;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How long one message may take. */
  readonly timeoutMs?: number;
  /** PEM, for tests. */
  readonly ca?: string;
}

const TIMEOUT_MS = 8_000;
/** Whatever comes of it then, others have waited for it: a response, a name server's silence, a connection that is cut. */
const SLOW_MS = 2_000;
/** Of the signature; push services take up to 24 hours. */
const SIGNED_FOR_S = 3_600;
/** Push services keep a message for no longer. */
const MAX_TTL_S = 28 * 24 * 3_600;
/** RFC 8030. */
const TOPIC_LENGTH = 32;
/** Somebody waits for it. */
const URGENT: ReadonlySet<MessageKind> = new Set(["READY", "SUBSTITUTE_ASKED"]);

export function createWebPushChannel(options: WebPushOptions): Channel<PushTarget> {
  const { guard, clock, timers, timeoutMs = TIMEOUT_MS, ca } = options;
  const slow = new SlowHosts(clock);
  return {
    async send(message, deadline) {
      const { endpoint } = message.to;
      const host = URL.canParse(endpoint) ? new URL(endpoint).host : "";
      const heldMs = slow.heldForMs(host);
      if (heldMs > 0) throw new RetryLater("the push service has been too slow several times", heldMs);
      const tooLong = new AbortController();
      const timer = timers.after(timeoutMs, () => tooLong.abort());
      const began = clock.monotonic();
      const isSlow = () => tooLong.signal.aborted || clock.monotonic() - began >= SLOW_MS;
      const until = AbortSignal.any([deadline, tooLong.signal]);
      try {
        const checked = await guard.check(endpoint, until);
        if (!checked.ok) return { outcome: "REFUSED", why: `nothing is pushed there: ${checked.why}` };
        const request = requestOf(message, checked, options);
        if (request === null) return { outcome: "GONE", why: "nothing can be encrypted for the browser's keys" };
        const { status, retryAfter } = await pinnedPost({ ...request, ...checked, deadline: until, ...(ca ? { ca } : {}) });
        if (!isSlow()) slow.responded(host);
        return outcomeOf(status, retryAfter, clock.now());
      } finally {
        if (isSlow()) slow.tooSlow(host);
        timer.cancel();
      }
    },
  };
}

type Encrypted = { readonly headers: Readonly<Record<string, string | number>>; readonly body: Uint8Array };

/** null: the browser's keys are none. */
function requestOf(
  message: OutgoingMessage<PushTarget>,
  { url }: CheckedEndpoint & { ok: true },
  { key, subject, clock }: WebPushOptions,
): Encrypted | null {
  const { p256dh, auth } = message.to;
  const now = clock.now();
  let body: Buffer;
  try {
    body = webPush.encrypt(p256dh, auth, payloadOf(message), "aes128gcm").cipherText;
  } catch {
    // Not said which: the error may quote them.
    return null;
  }
  const expiresAt = Math.floor(now / 1000) + SIGNED_FOR_S;
  const signed = webPush.getVapidHeaders(url.origin, subject, key.publicKey, key.privateKey, "aes128gcm", expiresAt);
  const ttl = Math.floor((Date.parse(message.expires_at) - now) / 1000);
  return {
    body,
    headers: {
      ...signed,
      "content-type": "application/octet-stream",
      "content-encoding": "aes128gcm",
      "content-length": body.length,
      ttl: Math.min(Math.max(ttl, 0), MAX_TTL_S),
      urgency: URGENT.has(message.kind) ? "high" : "normal",
      // Of one topic only the last message waits for a browser that is away.
      topic: createHash("sha256").update(message.tag).digest("base64url").slice(0, TOPIC_LENGTH),
    },
  };
}

/** Throws what is to be tried again. */
function outcomeOf(status: number, retryAfter: string | null, now: number): Outcome {
  if (status >= 200 && status < 300) return { outcome: "TAKEN" };
  if (status === 404 || status === 410) return { outcome: "GONE", why: "the browser has no such subscription any more" };
  if (status === 429 || (status === 503 && retryAfter !== null))
    throw new RetryLater(`the push service is busy (${status})`, retryAfterMs(retryAfter, now));
  if (status === 401 || status === 403) throw new Error(`the push service does not accept the key of this installation (${status})`);
  if (status >= 500 || status === 408) throw new Error(`the push service has failed (${status})`);
  return { outcome: "REFUSED", why: `the push service did not take it (${status})` };
}
