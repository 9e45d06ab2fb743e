/**
 * The cloud's settings, from the environment. Pure: everything is validated once, and all that is wrong is reported at
 * once. Easy to get wrong: a message about a secret names what was expected, never the value.
 */

import { parseStripe, stripeProblems } from "./payments/stripe/stripe-config.ts";
import type { StripeSettings } from "./payments/stripe/stripe-settings.ts";
import type { ConfigProblem } from "./settings-problem.ts";

/** How much one address, and all addresses together at one store, may do. */
export interface RateLimits {
  readonly guestOrdersPerAddressPerMinute: number;
  readonly guestOrdersPerStorePerMinute: number;
  /** At one store, at any time. */
  readonly openOrdersPerCustomer: number;
  readonly openOrdersPerAddress: number;
  readonly enrollPerAddressPerMinute: number;
  readonly challengePerAddressPerMinute: number;
  /** Codes asked for, and codes tried. */
  readonly signInPerAddressPerMinute: number;
}

export type MailSettings =
  | { readonly by: "nothing" }
  | { readonly by: "smtp"; readonly url: URL; readonly from: string }
  | { readonly by: "directory"; readonly directory: string };

export interface CloudConfig {
  readonly production: boolean;
  /** 0 takes a free port. */
  readonly port: number;
  readonly host: string;
  /** null: the embedded Postgres in the data directory. */
  readonly databaseUrl: string | null;
  readonly databasePool: number;
  readonly dataDir: string;
  /** null: made once and kept in the data directory; never so in production. */
  readonly secret: Uint8Array | null;
  /** The first entry seals; all of them open. Empty: one key derived from the secret; never so in production. */
  readonly contactKeys: readonly { readonly id: string; readonly key: Uint8Array }[];
  readonly migrate: "auto" | "never";
  readonly logLevel: LogLevel;
  /** Where the outside reaches this service; https makes cookies Secure. */
  readonly publicUrl: URL | null;
  /** How many proxies in front are ours: the client's address is that many entries from the end of X-Forwarded-For. */
  readonly trustedProxies: number;
  readonly mail: MailSettings;
  readonly limits: RateLimits;
  /** null: no online payment is offered. */
  readonly stripe: StripeSettings | null;
  /** How long an order waits for its online payment, in seconds. */
  readonly payWithinS: number;
  /** What Prometheus sends; null: the figures are for operators' tokens alone. */
  readonly metricsToken: string | null;
}

/** Each setting with its meaning and default, as `crema-cloud help` prints it. */
export const SETTINGS = [
  ["PORT", "port to listen on (default 8700; 0: any free one)"],
  ["HOST", "address to listen on (default 127.0.0.1)"],
  ["DATABASE_URL", "postgres://user:password@host:port/database (default: a Postgres of its own in CREMA_DATA_DIR)"],
  ["CREMA_DATABASE_POOL", "connections to Postgres at most (default 16)"],
  ["CREMA_DATA_DIR", "where the secret and the own Postgres are kept (default .crema/cloud)"],
  ["CREMA_SECRET", "32 random bytes or more in base64; needed in production, else made once in CREMA_DATA_DIR"],
  ["CREMA_CONTACT_KEYS", "id:key,id:key with keys of 32 bytes in base64; the first seals, all open; needed in production"],
  ["CREMA_MIGRATE", "auto or never: whether start brings the database up to date (default auto)"],
  ["CREMA_PUBLIC_URL", "where the outside reaches this service; https makes cookies Secure"],
  ["CREMA_TRUSTED_PROXIES", "how many proxies in front write X-Forwarded-For (default 0: it is not read)"],
  ["CREMA_GUEST_ORDERS_PER_ADDRESS", "guests' orders per minute and address (default 120)"],
  ["CREMA_GUEST_ORDERS_PER_STORE", "guests' orders per minute and store (default 600)"],
  ["CREMA_OPEN_ORDERS_PER_CUSTOMER", "orders that a customer may hold open at a store (default 20)"],
  ["CREMA_OPEN_ORDERS_PER_ADDRESS", "orders that the guests of one address may hold open at a store (default 60)"],
  ["CREMA_ENROLL_PER_ADDRESS", "enrolments tried per minute and address (default 30)"],
  ["CREMA_CHALLENGE_PER_ADDRESS", "box sign-ins per minute and address (default 300)"],
  ["CREMA_SIGN_IN_PER_ADDRESS", "sign-in codes asked for and tried, per minute and address (default 30)"],
  ["CREMA_SMTP_URL", "smtp://user:password@host:port or smtps://…: sends mail; without it nobody signs in by e-mail"],
  ["CREMA_MAIL_FROM", "the sender of mail, needed with CREMA_SMTP_URL: Crema <no-reply@example.org>"],
  ["CREMA_MAIL_DIR", "a directory that mail is written into as files, instead of CREMA_SMTP_URL"],
  ["STRIPE_SECRET_KEY", "of the payment provider; without it no online payment is offered"],
  ["STRIPE_WEBHOOK_SECRET", "whsec_…, or several with commas: one per endpoint; needed with STRIPE_SECRET_KEY"],
  ["STRIPE_PUBLISHABLE_KEY", "for the provider's card form in the customer app; needed in production"],
  ["CREMA_STRIPE_API", "http://host:port of a payment sandbox, for test keys alone (default: the provider itself)"],
  ["CREMA_PAY_WITHIN_S", "how long an order waits for its online payment (default 900)"],
  ["CREMA_METRICS_TOKEN", "16 characters or more: what Prometheus sends to read /metrics (default: owners and IT do by their tokens)"],
  ["LOG_LEVEL", "fatal, error, warn, info, debug, trace or silent (default info)"],
  ["NODE_ENV", "production: secrets must be given"],
] as const;

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type ParsedConfig =
  | { readonly ok: true; readonly config: CloudConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Smallest CREMA_SECRET, in bytes. */
const MIN_SECRET_BYTES = 32;
const CONTACT_KEY_BYTES = 32;

export function parseConfig(env: Readonly<Record<string, string | undefined>>): ParsedConfig {
  const problems: ConfigProblem[] = [];
  const production = env.NODE_ENV === "production";

  /** An unset or empty setting is its default; `read` returns null for a value that will not do. */
  function setting<T>(name: string, fallback: T, expected: string, read: (value: string) => T | null, secret = false): T {
    const value = env[name]?.trim();
    if (!value) return fallback;
    const result = read(value);
    if (result === null) problems.push({ name, value: secret ? null : value, expected });
    return result ?? fallback;
  }
  const integer = (name: string, fallback: number, min: number, max: number) =>
    setting(name, fallback, `a whole number from ${min} to ${max}`, (value) => {
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      return number >= min && number <= max ? number : null;
    });
  const required = (name: string, expected: string) => {
    if (production && !env[name]?.trim()) problems.push({ name, value: null, expected: `${expected}; it must be set in production` });
  };

  function mailSettings(): MailSettings {
    const smtp = setting<URL | null>("CREMA_SMTP_URL", null, "smtp://user:password@host:port, or smtps://", smtpUrl, true);
    const directory = setting<string | null>("CREMA_MAIL_DIR", null, "a path", (value) => value);
    const expected = "a sender, for example: Crema <no-reply@example.org>";
    const from = setting<string | null>("CREMA_MAIL_FROM", null, expected, (value) =>
      /^[^\r\n]*\S@\S[^\r\n]*$/.test(value) ? value : null,
    );
    if (smtp && directory) problems.push({ name: "CREMA_MAIL_DIR", value: directory, expected: "nothing, since CREMA_SMTP_URL is set" });
    if (smtp && !env.CREMA_MAIL_FROM?.trim()) problems.push({ name: "CREMA_MAIL_FROM", value: null, expected });
    if (smtp && from) return { by: "smtp", url: smtp, from };
    return directory ? { by: "directory", directory } : { by: "nothing" };
  }

  const secretExpected = `at least ${MIN_SECRET_BYTES} random bytes in base64 (openssl rand -base64 32)`;
  const contactExpected = `id:key pairs, separated by commas: ids of a-z, 0-9 and -, keys of ${CONTACT_KEY_BYTES} bytes in base64, no id twice`;
  required("CREMA_SECRET", secretExpected);
  required("CREMA_CONTACT_KEYS", contactExpected);

  const config: CloudConfig = {
    production,
    port: integer("PORT", 8700, 0, 65_535),
    host: setting("HOST", "127.0.0.1", "a host name or address to listen on", (value) =>
      /^[A-Za-z0-9.:_-]{1,253}$/.test(value) ? value : null,
    ),
    databaseUrl: setting<string | null>(
      "DATABASE_URL",
      null,
      "postgres://user:password@host:port/database",
      (value) => {
        const url = URL.canParse(value) ? new URL(value) : null;
        return url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 ? value : null;
      },
      true,
    ),
    databasePool: integer("CREMA_DATABASE_POOL", 16, 2, 200),
    dataDir: setting("CREMA_DATA_DIR", ".crema/cloud", "a path", (value) => value),
    secret: setting<Uint8Array | null>(
      "CREMA_SECRET",
      null,
      secretExpected,
      (value) => {
        const bytes = base64(value);
        return bytes && bytes.length >= MIN_SECRET_BYTES ? bytes : null;
      },
      true,
    ),
    contactKeys: setting<CloudConfig["contactKeys"]>("CREMA_CONTACT_KEYS", [], contactExpected, parseContactKeys, true),
    migrate: setting<"auto" | "never">("CREMA_MIGRATE", "auto", "auto or never", (value) =>
      value === "auto" || value === "never" ? value : null,
    ),
    logLevel: setting<LogLevel>(
      "LOG_LEVEL",
      "info",
      `one of ${LOG_LEVELS.join(", ")}`,
      (value) => LOG_LEVELS.find((level) => level === value) ?? null,
    ),
    publicUrl: setting<URL | null>("CREMA_PUBLIC_URL", null, "an http or https URL", (value) => {
      const url = URL.canParse(value) ? new URL(value) : null;
      return url && /^https?:$/.test(url.protocol) ? url : null;
    }),
    trustedProxies: integer("CREMA_TRUSTED_PROXIES", 0, 0, 5),
    mail: mailSettings(),
    limits: {
      guestOrdersPerAddressPerMinute: integer("CREMA_GUEST_ORDERS_PER_ADDRESS", 120, 1, 1_000_000),
      guestOrdersPerStorePerMinute: integer("CREMA_GUEST_ORDERS_PER_STORE", 600, 1, 1_000_000),
      openOrdersPerCustomer: integer("CREMA_OPEN_ORDERS_PER_CUSTOMER", 20, 1, 1_000_000),
      openOrdersPerAddress: integer("CREMA_OPEN_ORDERS_PER_ADDRESS", 60, 1, 1_000_000),
      enrollPerAddressPerMinute: integer("CREMA_ENROLL_PER_ADDRESS", 30, 1, 1_000_000),
      challengePerAddressPerMinute: integer("CREMA_CHALLENGE_PER_ADDRESS", 300, 1, 1_000_000),
      signInPerAddressPerMinute: integer("CREMA_SIGN_IN_PER_ADDRESS", 30, 1, 1_000_000),
    },
    stripe: parseStripe(env),
    payWithinS: integer("CREMA_PAY_WITHIN_S", 900, 60, 86_400),
    metricsToken: setting<string | null>(
      "CREMA_METRICS_TOKEN",
      null,
      "16 to 512 printable characters",
      (value) => (/^[\x21-\x7e]{16,512}$/.test(value) ? value : null),
      true,
    ),
  };
  problems.push(...stripeProblems(env, production));
  return problems.length ? { ok: false, problems } : { ok: true, config };
}

function smtpUrl(value: string): URL | null {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url && /^smtps?:$/.test(url.protocol) && url.hostname ? url : null;
}

function parseContactKeys(value: string): CloudConfig["contactKeys"] | null {
  const entries = value.split(",").map((pair) => {
    const [id = "", text = "", ...rest] = pair.trim().split(":");
    const key = base64(text);
    return /^[a-z0-9-]{1,32}$/.test(id) && key?.length === CONTACT_KEY_BYTES && rest.length === 0 ? { id, key } : null;
  });
  const good = entries.filter((entry) => entry !== null);
  return good.length === entries.length && new Set(good.map((entry) => entry.id)).size === good.length ? good : null;
}

/** Base64 or base64url, with or without padding; null for anything else, which Buffer would quietly shorten. */
function base64(text: string): Uint8Array | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : null;
}
