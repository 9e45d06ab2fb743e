/** A few statements that count together, and that lock no store's row: whatever does is a unit of work (executor.ts). */
import type pg from "pg";

/** The connection goes with a transaction that could not be ended. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    // Of a transaction that has failed before, Postgres says that it was rolled back.
    const { command } = await client.query("COMMIT");
    if (command !== "COMMIT") throw new Error("the transaction had failed, and was rolled back");
    return result;
  } catch (error) {
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}
