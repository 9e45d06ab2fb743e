/**
 * The payment sandbox as a process: `tsx tools/dev/stripe-sandbox/main.ts --dir books --port 0 --webhook http://127.0.0.1:8080/v1/webhooks/stripe
 * --webhook-secret whsec_test`. Prints one line of JSON when it serves.
 */
import { parseArgs } from "node:util";
import { startSandbox } from "./sandbox.ts";

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: "./psp-data" },
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "0" },
    webhook: { type: "string", multiple: true, default: [] },
    "webhook-secret": { type: "string", multiple: true, default: [] },
    "webhook-type": { type: "string", multiple: true },
    account: { type: "string", multiple: true },
    "hold-ms": { type: "string" },
    "short-hold-ms": { type: "string" },
    "settle-ms": { type: "string" },
    "late-ms": { type: "string" },
    "retry-ms": { type: "string", multiple: true },
  },
});

const number = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,12}$/.test(text)) throw new Error(`--${name} ${text}: expected a whole number`);
  return Number(text);
};
const given = <K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { [key in K]?: V });

const secrets = values["webhook-secret"];
const endpoints = values.webhook.map((url, index) => {
  const secret = secrets[index] ?? secrets[0];
  if (secret === undefined) throw new Error("--webhook needs --webhook-secret");
  return { url, secret, ...given("types", values["webhook-type"]) };
});

const sandbox = await startSandbox({
  dir: values.dir,
  host: values.host,
  port: number("port", values.port) ?? 0,
  endpoints,
  ...given("accounts", values.account),
  ...given("holdMs", number("hold-ms", values["hold-ms"])),
  ...given("shortHoldMs", number("short-hold-ms", values["short-hold-ms"])),
  ...given("settleMs", number("settle-ms", values["settle-ms"])),
  ...given("lateMs", number("late-ms", values["late-ms"])),
  ...given(
    "retryDelaysMs",
    values["retry-ms"]?.map((text) => number("retry-ms", text) ?? 0),
  ),
  die: () => process.kill(process.pid, "SIGKILL"),
});
process.stdout.write(
  `${JSON.stringify({ url: sandbox.url, host: sandbox.host, port: sandbox.port, pid: process.pid, dir: values.dir })}\n`,
);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void sandbox.stop().then(() => process.exit(0)));
