/**
 * The limit of the edge: Hono + better-sqlite3 with nothing between. Writes clones of one order's rows (order, lines,
 * events) at synchronous=FULL, all that arrived in one turn of the event loop in one commit.
 * Usage: tsx bare-edge.ts DATABASE; the database holds one order of Crema's in Crema's tables. Prints its port.
 */
import { serve } from "@hono/node-server";
import Database from "better-sqlite3";
import { Hono } from "hono";
import { type Row, RowCloner } from "./row-clone.ts";

const db = new Database(process.argv[2] ?? "");
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.pragma("wal_autocheckpoint = 4000");
db.pragma("foreign_keys = OFF");

const sample = ["orders", "order_lines", "events"].flatMap((table) =>
  (db.prepare(`SELECT * FROM ${table} WHERE order_id = (SELECT order_id FROM orders LIMIT 1)`).all() as Row[]).map((row) => ({
    table,
    row,
  })),
);
const inserts = new Map(
  sample.map(({ table, row }) => {
    const columns = Object.keys(row);
    return [table, db.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((column) => `@${column}`).join(", ")})`)];
  }),
);
const cloner = new RowCloner(10_000_000);
const begin = db.prepare("BEGIN IMMEDIATE");
const commit = db.prepare("COMMIT");
let waiting: (() => void)[] = [];

function flush(): void {
  const group = waiting;
  waiting = [];
  begin.run();
  for (let i = 0; i < group.length; i++) {
    for (const { table, row } of cloner.clone(sample)) inserts.get(table)?.run(row);
  }
  commit.run();
  for (const done of group) done();
}

const app = new Hono();
app.post("/order", async (c) => {
  const body = (await c.req.json()) as unknown;
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(flush);
  });
  return c.json(body as Record<string, unknown>, 201);
});
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, (info) => process.stdout.write(`${JSON.stringify({ port: info.port })}\n`));
