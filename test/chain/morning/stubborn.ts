/**
 * People who do not give up: a request whose response is lost is sent again under its key, one that meets a dead process waits
 * for it. What they were told in the end is what the books are held to.
 */
import { pause } from "@crema/shared/domain/kernel/clock";
import type { IdSource } from "@crema/shared/domain/kernel/ids";
import { systemTimers } from "@crema/shared/server/system";
import type { Told } from "./told.ts";

export interface Response {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface Request {
  readonly method?: "GET" | "POST";
  readonly url: string;
  readonly token: string;
  readonly body?: unknown;
  readonly key?: string;
}

const AGAIN_AFTER_MS = 150;
const RESPOND_WITHIN_MS = 5_000;
const GIVE_UP_AFTER_MS = 180_000;
const NOT_YET = new Set([429, 500, 502, 503, 504]);
/** A refusal for good, though its status says that it may be tried later: the guest walks on. */
const FOR_GOOD = new Set(["store.offline"]);

export class Stubborn {
  constructor(
    private readonly told: Told,
    private readonly newId: IdSource,
  ) {}

  /** Sends until somebody answers for good; throws when nobody does. */
  async ask(request: Request): Promise<Response> {
    let last: unknown = null;
    for (let waited = 0; waited < GIVE_UP_AFTER_MS; waited += AGAIN_AFTER_MS) {
      try {
        const response = await send(request);
        if (!NOT_YET.has(response.status) || FOR_GOOD.has(String(response.body.code))) return response;
        last = `${response.status} ${response.text.slice(0, 200)}`;
        if (response.status === 500) this.told.internalErrors.push(`${request.method ?? "POST"} ${request.url}: ${response.text}`);
      } catch (error) {
        last = error;
      }
      this.told.again += 1;
      await pause(systemTimers, AGAIN_AFTER_MS);
    }
    throw new Error(`${request.url}: no answer for good within ${GIVE_UP_AFTER_MS} ms`, { cause: last });
  }

  /** Under a key of its own. `twice`: by two fingers at once, which must be told the same. */
  async once(request: Request, twice = false): Promise<Response> {
    const key = this.newId();
    const [response, second] = await Promise.all([this.ask({ ...request, key }), twice ? this.ask({ ...request, key }) : null]);
    if (second && second.text !== response.text) throw new Error(`Two answers under one key: ${response.text} and ${second.text}`);
    const { method = "POST", url, token, body } = request;
    if (response.status === 201) this.told.keyed.push({ method, url, token, key, body, text: response.text });
    return response;
  }

  /** As `once`, for what has to succeed. */
  async done(request: Request, twice = false): Promise<Record<string, unknown>> {
    const response = await this.once(request, twice);
    if (response.status !== 201) throw new Error(`${request.url}: ${response.status} ${response.text}`);
    return response.body;
  }
}

async function send({ method = "POST", url, token, body, key }: Request): Promise<Response> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  const signal = AbortSignal.timeout(RESPOND_WITHIN_MS);
  const response = await fetch(url, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal });
  const text = await response.text();
  return { status: response.status, text, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
}
