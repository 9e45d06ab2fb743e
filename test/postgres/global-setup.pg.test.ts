import pg from "pg";
import { expect, inject, test } from "vitest";

test("every test can reach the run's Postgres 18", async () => {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  const response = await client.query<{ version: string }>("select current_setting('server_version') as version");
  await client.end();
  expect(response.rows[0]?.version).toMatch(/^18\./);
});
