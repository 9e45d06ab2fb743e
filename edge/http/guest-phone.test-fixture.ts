/** A box with a page for guests, and phones that ask it over real sockets, as a browser or a program does. The WAN is down. */
import { request } from "node:http";
import { GuestDraftState } from "@crema/shared/contract/guest-drafts";
import { GuestSheet } from "@crema/shared/contract/guest-sheet";
import { openTestBox, type TestBox, type TestBoxOptions } from "../box.test-fixture.ts";

export const HALF_AN_HOUR_MS = 30 * 60_000;
export const TICKET = { fulfillment_type: "IN_STORE", items: [{ item_id: "espresso", qty: 2, note: "no sugar" }] };

export interface Said {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
  readonly json: Record<string, unknown> & { code?: string };
}

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Of loopback: another one is another phone. */
  readonly from?: string;
}

let keys = 0;
export const newKey = () => `a-phones-own-key-${++keys}-of-many`;
/** Of no address more than its three. */
export const fromPhone = (n: number) => ({ from: `127.0.0.${10 + Math.floor(n / 3)}` });

export type GuestBox = Awaited<ReturnType<typeof openGuestBox>>;

export async function openGuestBox() {
  const options: TestBoxOptions = { guest: { port: 0 } };
  let box: TestBox = await openTestBox(options);
  const till = await box.signIn((await box.pair("pos")).token, "cashier");
  const url = () => box.guestUrl() ?? "";
  const sheet = async () => GuestSheet.parse((await box.call("GET", "/v1/guest-sheet", undefined, { token: till })).json);
  const codeNow = async () => new URL((await sheet()).links[0] ?? "").hash.slice(1);
  let code = await codeNow();

  /** A header that is undefined is left out, a body that is a string is sent as it is. */
  function phone(method: string, path: string, { body, headers = {}, from = "127.0.0.1" }: Asked = {}): Promise<Said> {
    const { host, hostname, port, origin } = new URL(url());
    const sent = body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body);
    const own = { host, connection: "close", "store-code": code };
    const ofBody = sent === null ? {} : { origin, "content-type": "application/json", "content-length": String(Buffer.byteLength(sent)) };
    const all: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...own, ...ofBody, ...headers })) if (value !== undefined) all[name] = value;
    return new Promise((resolve, reject) => {
      const asked = request({ host: hostname, port, localAddress: from, method, path, headers: all }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.on("end", () => {
          const isJson = /json/.test(response.headers["content-type"] ?? "") && text !== "";
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            json: isJson ? (JSON.parse(text) as Said["json"]) : {},
          });
        });
      });
      asked.on("error", reject).end(sent ?? undefined);
    });
  }

  return {
    till,
    url,
    codeNow,
    phone,
    get box() {
      return box;
    },
    get code() {
      return code;
    },
    /** Scans the sheet as it is now. */
    async scan() {
      code = await codeNow();
    },
    hold: (asked: Asked = {}) =>
      phone("POST", "/v1/guest/drafts", { body: TICKET, ...asked, headers: { "idempotency-key": newKey(), ...asked.headers } }),
    state: async (token: unknown) =>
      GuestDraftState.parse((await phone("GET", "/v1/guest/draft", { headers: { authorization: `Bearer ${token}` } })).json),
    held: async () => (await box.call("GET", "/v1/drafts", undefined, { token: till })).json.drafts as Record<string, unknown>[],
    resume: (id: unknown, token = till) => box.call("POST", `/v1/drafts/${id}/resume`, {}, { token }),
    /** What the timers have begun is committed. */
    settled: () => box.store.executor.run(() => ({ ok: true, value: null })),
    async restart(advanceMs = 0) {
      await box.stop("keep the directory");
      box = await openTestBox({ ...options, dataDir: box.settings.dataDir, startMs: box.clock.now() + advanceMs });
    },
    stop: () => box.stop(),
  };
}
