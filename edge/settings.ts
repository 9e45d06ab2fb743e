/**
 * The box's settings, from the environment. Pure: it reads what it is given and nothing else, and it finds every bad
 * setting in one go. Easy to get wrong: an empty string is "not set", as compose files and images write it.
 */
export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

export interface EdgeConfig {
  /** The address to listen on. Loopback unless told otherwise; the image sets 0.0.0.0 so that the store's LAN gets in. */
  readonly host: string;
  /** 0: any free port, printed when ready. */
  readonly port: number;
  /** Database, lock and operator token live here. */
  readonly dataDir: string;
  readonly logLevel: LogLevel;
  /** How long a member of staff stays signed in on a device. */
  readonly staffSessionMs: number;
  /** How long an orderly stop may take before the process is ended by force. */
  readonly stopTimeoutMs: number;
  /** Below this much free disk the box says that it is not ready. */
  readonly minFreeDiskBytes: number;
  /** What Prometheus sends; null: the figures are for the operator's token on the box alone. */
  readonly metricsToken: string | null;
}

export type ConfigResult = { readonly ok: true; readonly config: EdgeConfig } | { readonly ok: false; readonly faults: readonly string[] };

const LOG_LEVELS: readonly LogLevel[] = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const HOUR_MS = 3_600_000;
const MIB = 1024 * 1024;

/** Each setting with its meaning and default, as `crema-edge help` prints it. */
export const SETTINGS = [
  ["CREMA_EDGE_HOST", "address to listen on (default 127.0.0.1; 0.0.0.0 for the store's LAN)"],
  ["CREMA_EDGE_PORT", "port to listen on (default 8080; 0: any free one)"],
  ["CREMA_DATA_DIR", "where the box keeps its database (default ./crema-data)"],
  ["LOG_LEVEL", `one of ${LOG_LEVELS.join(", ")} (default info)`],
  ["CREMA_STAFF_SESSION_HOURS", "how long a sign-in by PIN lasts, in hours (default 12)"],
  ["CREMA_STOP_TIMEOUT_S", "how long an orderly stop may take, in seconds (default 30)"],
  ["CREMA_MIN_FREE_DISK_MIB", "below this much free disk the box is not ready, in MiB (default 64)"],
  ["CREMA_METRICS_TOKEN", "16 characters or more: what Prometheus sends to read /metrics (default: only the operator's token does)"],
] as const;

/** Every bad setting is named with its value and what was expected. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): ConfigResult {
  const faults: string[] = [];
  const text = (name: string, fallback: string): string => env[name]?.trim() || fallback;
  const wrong = (name: string, expected: string) => faults.push(`${name}=${JSON.stringify(env[name] ?? "")}: expected ${expected}`);
  const whole = (name: string, fallback: number, min: number, max: number): number => {
    const given = text(name, String(fallback));
    const value = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
    if (value >= min && value <= max) return value;
    wrong(name, `a whole number from ${min} to ${max}`);
    return fallback;
  };
  const logLevel = LOG_LEVELS.find((level) => level === text("LOG_LEVEL", "info"));
  if (!logLevel) wrong("LOG_LEVEL", `one of ${LOG_LEVELS.join(", ")}`);
  const host = text("CREMA_EDGE_HOST", "127.0.0.1");
  if (!/^[A-Za-z0-9.:_-]{1,253}$/.test(host)) wrong("CREMA_EDGE_HOST", "a host name or an IP address, without scheme or port");
  const dataDir = text("CREMA_DATA_DIR", "./crema-data");
  if (dataDir.includes("\0")) wrong("CREMA_DATA_DIR", "a path of a directory");
  const metricsToken = text("CREMA_METRICS_TOKEN", "") || null;
  // A secret is not written into a message.
  if (metricsToken !== null && !/^[\x21-\x7e]{16,512}$/.test(metricsToken))
    faults.push("CREMA_METRICS_TOKEN: expected 16 to 512 printable characters");
  const config: EdgeConfig = {
    host,
    port: whole("CREMA_EDGE_PORT", 8080, 0, 65_535),
    dataDir,
    logLevel: logLevel ?? "info",
    staffSessionMs: whole("CREMA_STAFF_SESSION_HOURS", 12, 1, 168) * HOUR_MS,
    stopTimeoutMs: whole("CREMA_STOP_TIMEOUT_S", 30, 1, 300) * 1000,
    minFreeDiskBytes: whole("CREMA_MIN_FREE_DISK_MIB", 64, 0, 1_048_576) * MIB,
    metricsToken,
  };
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
}
