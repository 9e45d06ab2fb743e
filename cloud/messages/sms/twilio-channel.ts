/**
 * Text messages by Twilio's Messages API. What counts is its reply to the call that creates a message: that it has the message, not that
 * a phone does. Pitfall: the API knows no key for a call, so a message whose reply was lost is sent once more; and its errors quote the
 * number, so only their codes are passed on.
 */
import type { Clock, Timers } from "@crema/shared/domain/kernel/clock";
import { z } from "zod";
import { type Channel, type Outcome, RetryLater } from "../channel.ts";
import { retryAfterMs } from "../retry-after.ts";
import { smsText } from "./sms-text.ts";
import type { TwilioSettings } from "./twilio-settings.ts";

export interface TwilioOptions {
  readonly settings: TwilioSettings;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  /** How long one message may take. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 8_000;
const MAX_REPLY_BYTES = 64 * 1024;
/** Seconds that Twilio may hold a message back; from 4 hours on it depends on the age of the account what it takes. */
const MAX_VALIDITY_S = 14_400;
const E164 = /^\+[1-9]\d{6,14}$/;

/** https://www.twilio.com/docs/api/errors: the number is none, is no mobile's, or its owner has sent STOP. */
const GONE = new Map([
  [21211, "the number is not valid"],
  [21217, "the number is not valid"],
  [21614, "the number takes no text messages"],
  [21610, "its owner has stopped text messages"],
]);
/** The sender's queue is full. */
const QUEUE_FULL = 21611;
/** What is wrong is the installation's: the sender, the account, the countries that it may send to. A person may mend it while the message is still of use. */
const OURS = new Set([20003, 20005, 21212, 21408, 21603, 21606, 21659, 21701, 21703, 21705]);

export function createTwilioChannel(options: TwilioOptions): Channel<string> {
  const { settings, clock, timers, timeoutMs = TIMEOUT_MS } = options;
  const { account, token, from, url } = settings;
  const messages = new URL(`/2010-04-01/Accounts/${account}/Messages.json`, url);
  const authorization = `Basic ${Buffer.from(`${account}:${token}`).toString("base64")}`;
  return {
    async send(message, deadline) {
      if (!E164.test(message.to)) return { outcome: "GONE", why: "the number is not valid" };
      const validity = Math.floor((Date.parse(message.expires_at) - clock.now()) / 1000);
      const form = new URLSearchParams({
        To: message.to,
        ...(from.startsWith("MG") ? { MessagingServiceSid: from } : { From: from }),
        Body: smsText(message.text, message.url),
        ValidityPeriod: String(Math.min(Math.max(validity, 1), MAX_VALIDITY_S)),
      });
      const tooLong = new AbortController();
      const timer = timers.after(timeoutMs, () => tooLong.abort());
      try {
        const signal = AbortSignal.any([deadline, tooLong.signal]);
        const response = await options.fetch(messages, {
          method: "POST",
          body: form,
          headers: { authorization },
          redirect: "manual",
          signal,
        });
        return outcomeOf(response, await codeIn(response), clock.now());
      } catch (error) {
        if (error instanceof RetryLater || error instanceof NotSent) throw error;
        throw new NotSent(`Twilio did not respond (${tooLong.signal.aborted || deadline.aborted ? "too slow" : causeOf(error)})`);
      } finally {
        timer.cancel();
      }
    },
  };
}

/** Its message has no number in it. */
class NotSent extends Error {}

/** Throws what is to be tried again. */
function outcomeOf({ status, headers }: Response, code: number | null, now: number): Outcome {
  if (status >= 200 && status < 300) return { outcome: "TAKEN" };
  const said = code === null ? String(status) : `${status}, error ${code}`;
  if (status === 429 || code === QUEUE_FULL)
    throw new RetryLater(`Twilio is busy (${said})`, retryAfterMs(headers.get("retry-after"), now));
  const gone = code === null ? undefined : GONE.get(code);
  if (gone !== undefined) return { outcome: "GONE", why: `${gone} (Twilio ${code})` };
  if (status === 401 || status === 403 || (code !== null && OURS.has(code)))
    throw new NotSent(`Twilio does not accept the account or the sender of this installation (${said})`);
  if (status === 400 && code !== null) return { outcome: "REFUSED", why: `Twilio did not take it (${said})` };
  throw new NotSent(`Twilio has failed (${said})`);
}

const TwilioError = z.object({ code: z.number().int() });

/** Twilio's own code of an error; null: what responds says none. */
async function codeIn(response: Response): Promise<number | null> {
  const reader = response.body?.getReader();
  if (!reader || response.ok) {
    await reader?.cancel();
    return null;
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    bytes += piece.value.length;
    if (bytes <= MAX_REPLY_BYTES) continue;
    await reader.cancel();
    return null;
  }
  return readCode(Buffer.concat(pieces).toString());
}

function readCode(text: string): number | null {
  try {
    return TwilioError.safeParse(JSON.parse(text)).data?.code ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === "string" ? cause.code : "no connection";
}
