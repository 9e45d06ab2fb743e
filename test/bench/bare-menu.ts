/** The limit of a menu read: a bare Hono route with a body of that size. Usage: tsx bare-menu.ts BYTES; prints its port. */
import { serve } from "@hono/node-server";
import { Hono } from "hono";

const body = JSON.stringify({ filler: "x".repeat(Math.max(0, Number(process.argv[2] ?? "0") - 13)) });
const app = new Hono();
app.get("/menu", (c) => c.body(body, 200, { "content-type": "application/json" }));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, (info) => process.stdout.write(`${JSON.stringify({ port: info.port })}\n`));
