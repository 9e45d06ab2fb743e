/**
 * A world's database in the server of all tests, copied beside itself and put back. Cheap, since the server goes on; but nothing of the
 * server then shows that the database is an earlier one, so a person says it, as `crema-cloud set-back` does.
 */
import { createTestDatabase, type TestDatabase } from "@crema/cloud/db/database.test-fixture";
import { setBackByHand } from "@crema/cloud/incarnation/begin";
import { type Clock, iso } from "@crema/shared/domain/kernel/clock";
import { createIdSource } from "@crema/shared/domain/kernel/ids";
import { systemRandomBytes } from "@crema/shared/server/system";
import pg from "pg";

/** Where a world's database is, and how it is put back. */
export interface WorldDatabase {
  readonly url: string;
  /** No session is left. */
  stop(): Promise<void>;
  copy(): Promise<void>;
  putBack(clock: Clock): Promise<void>;
  restart(): Promise<void>;
  drop(): Promise<void>;
}

export class SharedPostgres implements WorldDatabase {
  private constructor(private readonly database: TestDatabase) {}

  static async start(): Promise<SharedPostgres> {
    return new SharedPostgres(await createTestDatabase());
  }

  get url(): string {
    return this.database.url;
  }

  get #name(): string {
    return new URL(this.url).pathname.slice(1);
  }

  /** In the order given, each by itself: databases are made in no transaction. */
  async #administer(...statements: string[]): Promise<void> {
    const server = new URL(this.url);
    server.pathname = "/postgres";
    await withClient(server.href, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  }

  stop(): Promise<void> {
    return this.#administer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${this.#name}'`);
  }

  copy(): Promise<void> {
    const copy = `${this.#name}_copy`;
    return this.#administer(`DROP DATABASE IF EXISTS ${copy}`, `CREATE DATABASE ${copy} TEMPLATE ${this.#name} STRATEGY FILE_COPY`);
  }

  async putBack(clock: Clock): Promise<void> {
    const name = this.#name;
    await this.#administer(`DROP DATABASE ${name} WITH (FORCE)`, `CREATE DATABASE ${name} TEMPLATE ${name}_copy STRATEGY FILE_COPY`);
    const said = { newId: createIdSource(clock, systemRandomBytes), now: () => iso(clock.now()) };
    await withClient(this.url, (client) => setBackByHand(client, said, null));
  }

  async restart(): Promise<void> {}

  async drop(): Promise<void> {
    await this.database.drop();
    await this.#administer(`DROP DATABASE IF EXISTS ${this.#name}_copy`);
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
