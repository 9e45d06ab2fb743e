/**
 * The limit of an order that is paid online: what cannot be spared, with nothing computed in between. Three calls to the same provider
 * (create, confirm, capture), and a commit before and after each: before a call what is to be done, after it what has come of it.
 */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { FORM, post } from "./online-load.ts";

/** Two rows in each, so that with BEGIN and COMMIT it takes four statements. */
const ROW_BYTES = 1_000;
const SECRET = { "content-type": "application/x-www-form-urlencoded", authorization: "Bearer sk_test_chain" };
/** Its events go to nobody: the cloud has nothing to do with them. */
const ACCOUNT = "acct_bench";

export class BareOnline {
  private constructor(
    private readonly pool: pg.Pool,
    private readonly paymentsUrl: string,
  ) {}

  static async open(databaseUrl: string, paymentsUrl: string): Promise<BareOnline> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 16 });
    await pool.query("CREATE TABLE IF NOT EXISTS bench_rows (id uuid PRIMARY KEY, body json NOT NULL)");
    const drop = { action: "drop", account: ACCOUNT, times: 1_000_000 };
    await post(`${paymentsUrl}/_control/webhooks/plan`, JSON.stringify(drop), { "content-type": "application/json" });
    return new BareOnline(pool, paymentsUrl);
  }

  /** Resolves to the milliseconds that it took. */
  async order(): Promise<number> {
    const begin = performance.now();
    await this.#commit();
    const made = await this.#call("", { amount: "990", currency: "usd", capture_method: "manual", "payment_method_types[]": "card" });
    const { id, client_secret } = JSON.parse(made) as { id: string; client_secret: string };
    await this.#commit();
    const card = new URLSearchParams({ payment_method: "pm_card_visa", client_secret });
    await post(`${this.paymentsUrl}/v1/payment_intents/${id}/confirm`, card.toString(), { ...FORM, "stripe-account": ACCOUNT });
    for (const _ of ["heard", "offered", "accepted"]) await this.#commit();
    await this.#call(`/${id}/capture`, {});
    await this.#commit();
    return performance.now() - begin;
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  #call(path: string, fields: Record<string, string>): Promise<string> {
    const headers = { ...SECRET, "stripe-account": ACCOUNT, "idempotency-key": randomUUID() };
    return post(`${this.paymentsUrl}/v1/payment_intents${path}`, new URLSearchParams(fields).toString(), headers);
  }

  async #commit(): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query("BEGIN");
      for (const _ of ["one", "two"]) {
        await client.query({
          name: "bench_row",
          text: "INSERT INTO bench_rows (id, body) VALUES ($1, $2) /* bench */",
          values: [randomUUID(), JSON.stringify({ filler: "x".repeat(ROW_BYTES) })],
        });
      }
      await client.query("COMMIT");
    } finally {
      client.release();
    }
  }
}
