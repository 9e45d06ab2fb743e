/**
 * The load generator, a process of its own so that it can sit on the other core. Speaks HTTP/1.1 over keep-alive sockets
 * with no client library between: what it costs must not look like the server's cost.
 * Usage: tsx load-client.ts '<JSON of LoadPlan>'; prints the JSON of LoadReport.
 */
import { connect } from "node:net";
import type { LoadPlan, LoadReport } from "./load-plan.ts";

const plan = JSON.parse(process.argv[2] ?? "{}") as LoadPlan;
const target = new URL(plan.url);
const latencies: number[] = [];
let started = 0;
let failed = 0;
let firstFailure = "";

function nextRequest(): Buffer {
  const body = plan.body ?? "";
  const headers = Object.entries(plan.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const key = plan.unique_key ? `idempotency-key: ${plan.run}-${started}\r\n` : "";
  const length = plan.body === null ? "" : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return Buffer.from(
    `${plan.method} ${target.pathname}${target.search} HTTP/1.1\r\nhost: ${target.host}\r\n${headers.join("")}${key}${length}\r\n${body}`,
  );
}

/** One request at a time on one socket; resolves with the status. */
class Connection {
  readonly #socket = connect({ host: target.hostname, port: Number(target.port), noDelay: true });
  #buffer = Buffer.alloc(0);
  #onStatus: ((status: number) => void) | null = null;

  constructor() {
    this.#socket.on("data", (part) => {
      this.#buffer = this.#buffer.length === 0 ? part : Buffer.concat([this.#buffer, part]);
      this.#parse();
    });
    this.#socket.on("error", (error) => this.#fail(error.message));
    this.#socket.on("close", () => this.#fail("connection closed"));
  }

  request(): Promise<number> {
    return new Promise((resolve) => {
      this.#onStatus = resolve;
      this.#socket.write(nextRequest());
      started++;
    });
  }

  end(): void {
    this.#socket.destroy();
  }

  #fail(reason: string): void {
    firstFailure ||= reason;
    const onStatus = this.#onStatus;
    this.#onStatus = null;
    onStatus?.(0);
  }

  #parse(): void {
    const headEnd = this.#buffer.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#buffer.toString("latin1", 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head);
    const bodyStart = headEnd + 4;
    let end: number;
    if (length) {
      end = bodyStart + Number(length[1]);
    } else {
      const last = this.#buffer.indexOf("0\r\n\r\n", bodyStart);
      if (last < 0) return;
      end = last + 5;
    }
    if (this.#buffer.length < end) return;
    const status = Number(head.slice(9, 12));
    if (status >= 400) firstFailure ||= this.#buffer.toString("utf8", headEnd, Math.min(end, headEnd + 400));
    this.#buffer = this.#buffer.subarray(end);
    const onStatus = this.#onStatus;
    this.#onStatus = null;
    onStatus?.(status);
  }
}

function record(status: number, ms: number): void {
  if (status >= 200 && status < 400) latencies.push(ms);
  else failed++;
}

async function closedLoop(): Promise<void> {
  const until = performance.now() + plan.duration_ms;
  await Promise.all(
    Array.from({ length: plan.connections }, async () => {
      const connection = new Connection();
      while (performance.now() < until) {
        const from = performance.now();
        const status = await connection.request();
        record(status, performance.now() - from);
        if (status === 0) break;
      }
      connection.end();
    }),
  );
}

/** Requests leave on schedule whether or not earlier ones are answered: when all connections wait, on another one. */
async function openLoop(perSecond: number): Promise<void> {
  const idle: Connection[] = Array.from({ length: plan.connections }, () => new Connection());
  const all = [...idle];
  const another = () => {
    const connection = new Connection();
    all.push(connection);
    return connection;
  };
  const total = Math.floor((plan.duration_ms / 1000) * perSecond);
  const begin = performance.now();
  const pending: Promise<void>[] = [];
  for (let i = 0; i < total; i++) {
    const due = begin + (i * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const connection = idle.pop() ?? another();
    const sent = performance.now();
    pending.push(
      connection.request().then((status) => {
        record(status, performance.now() - sent);
        idle.push(connection);
      }),
    );
  }
  await Promise.all(pending);
  for (const connection of all) connection.end();
}

const begin = performance.now();
if (plan.per_second === null) await closedLoop();
else await openLoop(plan.per_second);
const elapsed = performance.now() - begin;

latencies.sort((a, b) => a - b);
const at = (fraction: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * fraction))] ?? 0;
const report: LoadReport = {
  completed: latencies.length,
  failed,
  first_failure: firstFailure,
  per_second: Math.round((latencies.length / elapsed) * 1000),
  p50_ms: at(0.5),
  p95_ms: at(0.95),
  p99_ms: at(0.99),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
