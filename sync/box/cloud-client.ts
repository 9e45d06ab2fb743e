/**
 * The box's HTTP client for the cloud: proves its key, sends the token, and gives every request a time-out (L2, L6). The
 * time-out covers signing in and reading the body, because a line that goes silent in the middle of a response is the
 * common case. The token goes only to the cloud's own origin, also after a redirect.
 */
import { BOX_SESSION_CONTEXT, challenge, SessionResponse, session } from "@crema/shared/contract/sync";
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import { compress } from "@crema/shared/server/gzip";
import { z } from "zod";
import type { BoxIdentity, CloudClient, HttpResponse } from "../ports.ts";
import { JOIN_HEADER } from "../protocol/join.ts";
import { readBounded } from "./bounded-body.ts";
import { withDeadline } from "./deadline.ts";
import type { JoinGate } from "./join-gate.ts";

/**
 * L2: time-outs for signing in, for a shape's first byte (which a long poll delays the longest), and between two of its
 * bytes.
 */
export const SIGN_IN_MS = 10_000;
export const SHAPE_MS = 30_000;
export const SILENT_MS = 10_000;
/** Responses to posts are small; a shape's first one holds the store's documents and its inbox. */
export const MAX_RESPONSE_BYTES = 1024 * 1024;
export const MAX_SHAPE_BYTES = 32 * 1024 * 1024;
/** A token is renewed this long before it expires. */
const RENEW_EARLY_MS = 60_000;

export interface CloudClientOptions {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly identity: Pick<BoxIdentity, "node_id">;
  /** The certificate that the box has now; it signs in by that where the cloud does not know its node. */
  readonly certificate: () => string;
  /** The way down goes by the token of the last join. */
  readonly gate: JoinGate;
  /** Ed25519 over the text's UTF-8; base64url. */
  readonly sign: (text: string) => Promise<string>;
  readonly clock: Clock;
  readonly timers: Timers;
}

const ChallengeResponse = z.object({ nonce: z.string().min(1).max(200) });

/** A token, or the cloud's refusal to issue one, which then becomes the response to the request. */
type SignIn = { readonly token: string; readonly renewAt: number } | { readonly refusal: HttpResponse };

/** One client per box and process. Rejects only when there is no complete response; a refusal is a response. */
export function createCloudClient(options: CloudClientOptions): CloudClient {
  const { clock, timers } = options;
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const { origin } = new URL(baseUrl);
  let current: { token: string; renewAt: number } | null = null;
  /** The sign-in that is under way, shared by all requests that wait for it; it has its own time-out. */
  let signingIn: Promise<SignIn> | null = null;

  async function request(
    url: string,
    init: RequestInit,
    maxBytes: number,
    heard?: () => void,
  ): Promise<HttpResponse & { readonly response: Response }> {
    const response = await options.fetch(url, { ...init, redirect: "manual" });
    return {
      status: response.status,
      contentType: response.headers.get("content-type"),
      retryAfter: response.headers.get("retry-after"),
      body: await readBounded(response, maxBytes, heard),
      response,
    };
  }

  async function ask<T>(
    path: string,
    body: unknown,
    shape: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<{ value: T } | { refusal: HttpResponse }> {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal };
    const { response: _, ...reply } = await request(`${baseUrl}${path}`, init, MAX_RESPONSE_BYTES);
    if (reply.status !== 200) return { refusal: reply };
    return { value: shape.parse(JSON.parse(reply.body)) };
  }

  /** A cloud that was set back may not know the node: then the certificate proves it. One that is older than that refuses the member. */
  async function signIn(signal: AbortSignal): Promise<SignIn> {
    const signed = await signInWith({}, signal);
    if ("token" in signed || signed.refusal.status !== 401) return signed;
    const certified = await signInWith({ epoch_certificate: options.certificate() }, signal);
    return "token" in certified || certified.refusal.status === 403 ? certified : signed;
  }

  async function signInWith(proof: { epoch_certificate?: string }, signal: AbortSignal): Promise<SignIn> {
    const { node_id } = options.identity;
    const asked = await ask(challenge.path, { node_id, ...proof }, ChallengeResponse, signal);
    if ("refusal" in asked) return asked;
    const { nonce } = asked.value;
    const opened = await ask(
      session.path,
      { node_id, nonce, signature: await options.sign(`${BOX_SESSION_CONTEXT}${nonce}`), ...proof },
      SessionResponse,
      signal,
    );
    if ("refusal" in opened) return opened;
    const { token, expires_in_s } = opened.value;
    return { token, renewAt: clock.monotonic() + Math.max(expires_in_s * 500, expires_in_s * 1000 - RENEW_EARLY_MS) };
  }

  /** `stale`: a token that the cloud has just refused. */
  async function tokenFor(stale: string | null): Promise<SignIn> {
    if (current && current.token !== stale && clock.monotonic() < current.renewAt) return current;
    signingIn ??= withDeadline(timers, SIGN_IN_MS, null, signIn).finally(() => {
      signingIn = null;
    });
    const signed = await signingIn;
    current = "token" in signed ? signed : null;
    return signed;
  }

  /** Sends the request with the token; after a 401 once more with a new one. */
  async function authorized(
    url: string,
    init: RequestInit,
    maxBytes: number,
    heard?: () => void,
  ): Promise<HttpResponse & { readonly response: Response | null }> {
    let stale: string | null = null;
    for (;;) {
      const signed = await tokenFor(stale);
      if ("refusal" in signed) return { ...signed.refusal, response: null };
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${signed.token}`);
      const reply = await request(url, { ...init, headers }, maxBytes, heard);
      if (reply.status !== 401 || stale !== null) return reply;
      stale = signed.token;
    }
  }

  return {
    baseUrl,
    post(path, body, { gzip: zipped = false, timeoutMs, signal }) {
      return withDeadline(timers, timeoutMs, signal, async (within) => {
        const json = JSON.stringify(body);
        const headers = {
          "content-type": "application/json",
          accept: "application/json",
          ...(zipped ? { "content-encoding": "gzip" } : {}),
        };
        const sent = zipped ? await compress(json) : json;
        const init: RequestInit = { method: "POST", headers, body: sent, signal: within };
        const { response: _, ...reply } = await authorized(`${baseUrl}${path}`, init, MAX_RESPONSE_BYTES);
        return reply;
      });
    },
    async fetch(url, init = {}, onBytes) {
      if (new URL(url).origin !== origin) throw new Error(`the box's token is for ${origin} alone`);
      return withDeadline(timers, SHAPE_MS, init.signal, async (within, heard) => {
        const { gate } = options;
        const { token } = gate;
        if (token === null) throw new Error("nothing comes down before the box has joined");
        const headers = new Headers(init.headers);
        headers.set(JOIN_HEADER, token);
        const reply = await authorized(url, { ...init, headers, signal: within }, MAX_SHAPE_BYTES, () => {
          heard(SILENT_MS);
          onBytes?.();
        });
        if (gate.token !== token) throw new Error("the box has joined again since this was asked for");
        // A 409 of the shape server itself says must-refetch, which is another thing.
        if (reply.status === 409 && /^application\/problem\+json\b/i.test(reply.contentType ?? "")) {
          gate.close(token);
          throw new Error("the cloud asks for a join");
        }
        return wholeResponse(reply);
      });
    },
  };
}

/** The response rebuilt with its body already read. */
function wholeResponse(reply: HttpResponse & { readonly response: Response | null }): Response {
  const headers = new Headers(reply.response?.headers);
  if (!reply.response && reply.contentType) headers.set("content-type", reply.contentType);
  if (!reply.response && reply.retryAfter) headers.set("retry-after", reply.retryAfter);
  // The body is handed on decoded.
  headers.delete("content-encoding");
  headers.delete("content-length");
  const bodiless = reply.status === 204 || reply.status === 304;
  return new Response(bodiless ? null : reply.body, { status: reply.status, headers });
}
