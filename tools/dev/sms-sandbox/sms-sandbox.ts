/**
 * The part of Twilio's API that sends text messages, on this machine: basic authentication, a form, and errors by the numbers that
 * Twilio's test credentials have them for. Nothing leaves the machine; what was taken can be read.
 */
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { z } from "zod";
import { jsonReply, type LoopbackReply, type LoopbackRequest, readJson, serveLoopback } from "../loopback-server.ts";

/** https://www.twilio.com/docs/iam/test-credentials */
const ERRORS_TO: Readonly<Record<string, number>> = {
  "+15005550001": 21211,
  "+15005550002": 21612,
  "+15005550003": 21408,
  "+15005550004": 21610,
  "+15005550009": 21614,
};
const ERRORS_FROM: Readonly<Record<string, number>> = { "+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611 };
export const GOOD_FROM = "+15005550006";

/** take: as it should be; busy, fail: a status of that kind; hang: no response; lose: it is taken, and the response is lost. */
const Mode = z.enum(["take", "busy", "fail", "hang", "lose"]);
export type SmsMode = z.infer<typeof Mode>;

export interface TakenSms {
  readonly sid: string;
  readonly at: string;
  readonly to: string;
  /** The number, or the messaging service. */
  readonly from: string;
  readonly text: string;
  readonly validity_s: number | null;
}

export interface SmsSandbox {
  readonly url: string;
  /** Newest first. */
  messages(): readonly TakenSms[];
  setMode(mode: SmsMode): void;
  stop(): Promise<void>;
}

export interface SmsSandboxOptions {
  readonly account: string;
  readonly token: string;
  readonly port?: number;
  readonly now: () => number;
}

const MAX_BODY = 1_600;
const MOST = 1_000;

export async function startSmsSandbox({ account, token, port = 0, now }: SmsSandboxOptions): Promise<SmsSandbox> {
  const taken: TakenSms[] = [];
  let mode: SmsMode = "take";
  const credentials = `Basic ${Buffer.from(`${account}:${token}`).toString("base64")}`;

  const create = (request: LoopbackRequest, response: ServerResponse): LoopbackReply | null => {
    if (request.headers.authorization !== credentials) return failed(401, 20003);
    if (mode === "busy") return { ...failed(429, 20429), headers: { "content-type": "application/json", "retry-after": "9" } };
    if (mode === "fail") return failed(503, 20503);
    if (mode === "hang") return null;
    const form = new URLSearchParams(request.body.toString());
    const fault = faultOf(form);
    if (fault !== null) return failed(fault === 21408 ? 403 : 400, fault, form.get("To") ?? "");
    const validity = form.get("ValidityPeriod");
    const sms: TakenSms = {
      sid: `SM${randomBytes(16).toString("hex")}`,
      at: new Date(now()).toISOString(),
      to: form.get("To") ?? "",
      from: form.get("From") ?? form.get("MessagingServiceSid") ?? "",
      text: form.get("Body") ?? "",
      validity_s: validity === null ? null : Number(validity),
    };
    taken.unshift(sms);
    taken.length = Math.min(taken.length, MOST);
    if (mode === "lose") {
      response.destroy();
      return null;
    }
    const { sid, to, from, text: body } = sms;
    return jsonReply(201, { ...{ sid, to, from, body }, account_sid: account, status: "queued", error_code: null, error_message: null });
  };

  const server = await serveLoopback(async (request, response) => {
    const route = `${request.method} ${request.url.pathname}`;
    if (route === `POST /2010-04-01/Accounts/${account}/Messages.json`) return create(request, response);
    if (route === "GET /messages") return jsonReply(200, { messages: taken });
    if (route === "POST /_control") {
      const asked = z.object({ mode: Mode }).safeParse(readJson(request.body));
      if (!asked.success) return jsonReply(400, { mode: Mode.options });
      mode = asked.data.mode;
      return jsonReply(200, { mode });
    }
    return failed(404, 20404);
  }, port);
  return {
    url: server.url,
    messages: () => taken,
    setMode(wanted) {
      mode = wanted;
    },
    stop: () => server.stop(),
  };
}

/** Twilio's code; null: it is taken. */
function faultOf(form: URLSearchParams): number | null {
  const [to, from, body] = [form.get("To") ?? "", form.get("From"), form.get("Body") ?? ""];
  const validity = form.get("ValidityPeriod");
  if (from !== null && from in ERRORS_FROM) return ERRORS_FROM[from] ?? null;
  if (from === null && !form.get("MessagingServiceSid")?.startsWith("MG")) return 21603;
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return 21211;
  if (to in ERRORS_TO) return ERRORS_TO[to] ?? null;
  if (body === "") return 21602;
  if (body.length > MAX_BODY) return 21617;
  if (validity !== null && !(/^\d{1,5}$/.test(validity) && Number(validity) >= 1 && Number(validity) <= 14_400)) return 21624;
  return null;
}

/** As Twilio's errors do, it quotes the number. */
const failed = (status: number, code: number, to = ""): LoopbackReply =>
  jsonReply(status, {
    code,
    message: `The 'To' number ${to}: error ${code}`,
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  });
