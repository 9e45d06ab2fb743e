/** Guests of many addresses who order in the app and pay by card: placed, confirmed at the sandbox, PAID once the live feed has said so. */
import { randomInt, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { CHANNEL, type Notice } from "@crema/cloud/change-notifier";
import pg from "pg";

export interface OnlineLoadOptions {
  readonly cloudUrl: string;
  readonly paymentsUrl: string;
  readonly databaseUrl: string;
  /** A body of POST /v1/orders for each store. */
  readonly bodies: readonly string[];
}

const WITHIN_MS = 45_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

export class OnlineLoad {
  /** By order: told when it was PAID. */
  readonly #waiting = new Map<string, (at: number) => void>();
  #next = 0;
  #dirty = false;
  #looking: Promise<void> = Promise.resolve();

  private constructor(
    private readonly options: OnlineLoadOptions,
    private readonly feed: pg.Client,
    /** The process of the feed's connection in Postgres. */
    readonly backend: number,
  ) {}

  static async open(options: OnlineLoadOptions): Promise<OnlineLoad> {
    const feed = new pg.Client({ connectionString: options.databaseUrl });
    await feed.connect();
    const { rows } = await feed.query<{ pid: number }>("SELECT pg_backend_pid() AS pid /* bench */");
    const load = new OnlineLoad(options, feed, rows[0]?.pid ?? 0);
    feed.on("notification", ({ payload }) => load.#hear(payload));
    await feed.query(`LISTEN ${CHANNEL}`);
    return load;
  }

  /**
   * One order; resolves, once it is PAID, to the milliseconds since the provider has said that the card is held. Infinity: it was not paid
   * within the time that a guest may wait, or has ended otherwise.
   */
  async order(): Promise<number> {
    const { bodies, cloudUrl, paymentsUrl } = this.options;
    const body = bodies[this.#next++ % bodies.length] ?? "";
    const address = Array.from({ length: 4 }, () => randomInt(1, 250)).join(".");
    const placed = await post(`${cloudUrl}/v1/orders`, body, {
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
      "x-forwarded-for": address,
    });
    const { order_id, client_secret } = JSON.parse(placed) as { order_id: string; client_secret: string };
    const confirm = new URLSearchParams({ payment_method: "pm_card_visa", client_secret, return_url: "http://127.0.0.1/" });
    const paid = this.#paid(order_id);
    await post(`${paymentsUrl}/v1/payment_intents/${client_secret.split("_secret_")[0]}/confirm`, confirm.toString(), FORM);
    const said = performance.now();
    return (await paid) - said;
  }

  async end(): Promise<void> {
    await this.#looking;
    await this.feed.end();
  }

  #paid(orderId: string): Promise<number> {
    return new Promise((resolve) => {
      const end = (at: number) => {
        clearTimeout(late);
        this.#waiting.delete(orderId);
        resolve(at);
      };
      const late = setTimeout(() => end(Number.POSITIVE_INFINITY), WITHIN_MS);
      this.#waiting.set(orderId, end);
    });
  }

  #hear(payload: string | undefined): void {
    const { orders } = JSON.parse(payload ?? '{"orders":[]}') as Notice;
    if (!orders.some((id) => this.#waiting.has(id)) || this.#dirty) return;
    this.#dirty = true;
    this.#looking = this.#looking.then(() => this.#look());
  }

  /** What was heard of meanwhile is looked at together. */
  async #look(): Promise<void> {
    this.#dirty = false;
    const ids = [...this.#waiting.keys()];
    const { rows } = await this.feed.query<{ order_id: string; status: string }>({
      name: "bench_paid",
      text: "SELECT order_id, status FROM orders WHERE order_id = ANY($1::uuid[]) AND status <> 'PLACED' /* bench */",
      values: [ids],
    });
    const at = performance.now();
    for (const { order_id, status } of rows) this.#waiting.get(order_id)?.(status === "PAID" ? at : Number.POSITIVE_INFINITY);
  }
}

export const FORM = { "content-type": "application/x-www-form-urlencoded", authorization: "Bearer pk_test_chain" };

/** The response's body; anything but a 2xx is an error. A connection that the server has closed as it was idle is another one's turn. */
export async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  for (;;) {
    try {
      return await postOnce(url, body, headers);
    } catch (error) {
      if (!(error instanceof IdleClosed)) throw error;
    }
  }
}

class IdleClosed extends Error {}

function postOnce(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers: { ...headers, "content-length": Buffer.byteLength(body) } }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        if (response.statusCode && response.statusCode < 300) resolve(text);
        else reject(new Error(`POST ${url}: ${response.statusCode} ${text.slice(0, 300)}`));
      });
    });
    sent.on("error", (error) => reject(sent.reusedSocket ? new IdleClosed("closed while idle", { cause: error }) : error));
    sent.end(body);
  });
}

/** `clients` of them, one thing after the other until the time is over. Returns how many were done per second. */
export async function atOnce(
  clients: number,
  durationMs: number,
  work: () => Promise<number>,
): Promise<{ done: number; perSecond: number }> {
  const begin = performance.now();
  let done = 0;
  const one = async () => {
    while (performance.now() - begin < durationMs) if (Number.isFinite(await work())) done += 1;
  };
  await Promise.all(Array.from({ length: clients }, one));
  return { done, perSecond: (done / (performance.now() - begin)) * 1000 };
}

/** So many of them by `clients`. */
export async function times(clients: number, count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const one = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: clients }, one));
}

/** Begun on schedule, whether or not earlier ones have ended. */
export async function atPace<T>(perSecond: number, durationMs: number, work: () => Promise<T>): Promise<T[]> {
  const begin = performance.now();
  const pending: Promise<T>[] = [];
  for (let index = 0; (index * 1000) / perSecond < durationMs; index += 1) {
    const wait = begin + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    pending.push(work());
  }
  return Promise.all(pending);
}
