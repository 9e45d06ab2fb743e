/** The cloud's settings, from the environment. */

import { join } from "node:path";
import {
  hostName,
  httpUrl,
  logLevel,
  matching,
  metricsToken,
  oneOf,
  path,
  portNumber,
  urlOf,
  wholeNumber,
} from "@crema/shared/server/setting-types";
import {
  type Environment,
  type ParsedSettings,
  parseSettings,
  type SettingChecks,
  type SettingType,
  setting,
  type ValuesOf,
} from "@crema/shared/server/settings";
import { PUSH_SETTINGS, type PushSettings, pushSettings } from "./messages/push/push-settings.ts";
import { TWILIO_SETTINGS, type TwilioSettings, twilioSettings } from "./messages/sms/twilio-settings.ts";
import { STRIPE_SETTINGS, type StripeSettings, stripeSettings } from "./payments/stripe/stripe-settings.ts";

const DAY_MS = 24 * 3_600_000;
/** Smallest CREMA_SECRET, in bytes. */
const MIN_SECRET_BYTES = 32;
const CONTACT_KEY_BYTES = 32;

const secretBytes: SettingType<Uint8Array> = {
  expected: `at least ${MIN_SECRET_BYTES} random bytes in base64 (openssl rand -base64 32)`,
  read(text) {
    const bytes = base64(text);
    return bytes && bytes.length >= MIN_SECRET_BYTES ? bytes : null;
  },
};

interface ContactKey {
  readonly id: string;
  readonly key: Uint8Array;
}

const contactKeys: SettingType<readonly ContactKey[]> = {
  expected: `id:key pairs, separated by commas: ids of a-z, 0-9 and -, keys of ${CONTACT_KEY_BYTES} bytes in base64, no id twice`,
  read(text) {
    const entries = text.split(",").map((pair) => {
      const [id = "", encoded = "", ...rest] = pair.trim().split(":");
      const key = base64(encoded);
      return /^[a-z0-9-]{1,32}$/.test(id) && key?.length === CONTACT_KEY_BYTES && rest.length === 0 ? { id, key } : null;
    });
    const good = entries.filter((entry) => entry !== null);
    return good.length === entries.length && new Set(good.map((entry) => entry.id)).size === good.length ? good : null;
  },
};

const databaseUrl: SettingType<string> = {
  expected: "postgres://user:password@host:port/database",
  read(text) {
    const url = URL.canParse(text) ? new URL(text) : null;
    return url && /^postgres(ql)?:$/.test(url.protocol) && url.pathname.length > 1 ? text : null;
  },
};

const smtpUrl: SettingType<URL> = {
  expected: "smtp://user:password@host:port, or smtps://",
  read(text) {
    const url = urlOf(["smtp:", "smtps:"], "").read(text);
    return url?.hostname ? url : null;
  },
};

const mailSender = matching(/^[^\r\n]*\S@\S[^\r\n]*$/, "a sender, for example: Crema <no-reply@example.org>");

const isProduction: SettingType<boolean> = { expected: "production, or another word", read: (text) => text === "production" };

const limit = (name: string, fallback: number, help: string) =>
  setting({ name, type: wholeNumber(1, 1_000_000), default: String(fallback), help });

/** How much one address, and all addresses together at one store, may do; orders held open count at any time. */
const LIMITS = {
  guestOrdersPerAddressPerMinute: limit("CREMA_GUEST_ORDERS_PER_ADDRESS", 120, "guests' orders per minute and address"),
  guestOrdersPerStorePerMinute: limit("CREMA_GUEST_ORDERS_PER_STORE", 600, "guests' orders per minute and store"),
  openOrdersPerCustomer: limit("CREMA_OPEN_ORDERS_PER_CUSTOMER", 20, "orders that a customer may hold open at a store"),
  openOrdersPerAddress: limit("CREMA_OPEN_ORDERS_PER_ADDRESS", 60, "orders that the guests of one address may hold open at a store"),
  enrollPerAddressPerMinute: limit("CREMA_ENROLL_PER_ADDRESS", 30, "enrolments tried per minute and address"),
  challengePerAddressPerMinute: limit("CREMA_CHALLENGE_PER_ADDRESS", 300, "box sign-ins per minute and address"),
  signInPerAddressPerMinute: limit("CREMA_SIGN_IN_PER_ADDRESS", 30, "sign-in codes asked for and tried, per minute and address"),
};

const MAIL = {
  smtp: setting({
    name: "CREMA_SMTP_URL",
    type: smtpUrl,
    secret: true,
    help: "smtp://user:password@host:port or smtps://…: sends mail; without it nobody signs in by e-mail",
  }),
  from: setting({
    name: "CREMA_MAIL_FROM",
    type: mailSender,
    help: "the sender of mail, needed with CREMA_SMTP_URL: Crema <no-reply@example.org>",
  }),
  directory: setting({
    name: "CREMA_MAIL_DIR",
    type: path,
    help: "a directory that mail is written into as files, instead of CREMA_SMTP_URL",
  }),
};

export const SETTINGS = {
  port: setting({ name: "PORT", type: portNumber, default: "8700", help: "port to listen on", note: "0: any free one" }),
  host: setting({ name: "HOST", type: hostName, default: "127.0.0.1", help: "address to listen on" }),
  databaseUrl: setting({
    name: "DATABASE_URL",
    type: databaseUrl,
    secret: true,
    help: databaseUrl.expected,
    unset: "a Postgres of its own in CREMA_DATA_DIR",
  }),
  databasePool: setting({
    name: "CREMA_DATABASE_POOL",
    type: wholeNumber(2, 200),
    default: "16",
    help: "connections to Postgres at most",
  }),
  mostStreams: setting({
    name: "CREMA_STREAMS",
    type: wholeNumber(1, 1_000_000),
    default: "20000",
    help: "order streams that this node takes, some 20 kB of memory and one open file each; more are sent elsewhere",
  }),
  dataDir: setting({
    name: "CREMA_DATA_DIR",
    type: path,
    default: ".crema/cloud",
    help: "where the secret and the own Postgres are kept",
  }),
  registerDir: setting({
    name: "CREMA_REGISTER_DIR",
    type: path,
    help: "where it is kept which boxes the stores have had: never restored together with the database",
    unset: "the folder register in CREMA_DATA_DIR",
  }),
  keepNamesMs: setting({
    name: "CREMA_KEEP_NAMES_DAYS",
    type: wholeNumber(1, 3650, DAY_MS),
    default: "90",
    help: "how long an order keeps the name and the notes of whoever ordered, in days; then they are removed",
  }),
  keepCustomersMs: setting({
    name: "CREMA_KEEP_CUSTOMERS_DAYS",
    type: wholeNumber(0, 36_500, DAY_MS),
    default: "1095",
    help: "after how many days a customer is erased who has neither ordered nor signed in",
    note: "0: never",
  }),
  secret: setting({
    name: "CREMA_SECRET",
    type: secretBytes,
    secret: true,
    help: "32 random bytes or more in base64; needed in production, else made once in CREMA_DATA_DIR",
  }),
  /** The first seals; all of them open. Without it one key is derived from the secret. */
  contactKeys: setting({
    name: "CREMA_CONTACT_KEYS",
    type: contactKeys,
    secret: true,
    help: "id:key,id:key with keys of 32 bytes in base64; the first seals, all open; needed in production",
  }),
  migrate: setting({
    name: "CREMA_MIGRATE",
    type: oneOf(["auto", "never"]),
    default: "auto",
    help: "auto or never: whether start brings the database up to date",
  }),
  publicUrl: setting({
    name: "CREMA_PUBLIC_URL",
    type: httpUrl,
    help: "where the outside reaches this service; https makes cookies Secure",
  }),
  /** The client's address is that many entries from the end of X-Forwarded-For. */
  trustedProxies: setting({
    name: "CREMA_TRUSTED_PROXIES",
    type: wholeNumber(0, 5),
    default: "0",
    help: "how many proxies in front write X-Forwarded-For; with 0 it is not read",
  }),
  limits: LIMITS,
  mail: MAIL,
  push: PUSH_SETTINGS,
  sms: TWILIO_SETTINGS,
  stripe: STRIPE_SETTINGS,
  payWithinS: setting({
    name: "CREMA_PAY_WITHIN_S",
    type: wholeNumber(60, 86_400),
    default: "900",
    help: "how long an order waits for its online payment, in seconds",
  }),
  metricsToken: setting({
    name: "CREMA_METRICS_TOKEN",
    type: metricsToken,
    secret: true,
    help: "16 characters or more: what Prometheus sends to read /metrics",
    unset: "owners and IT do by their tokens",
  }),
  logLevel: setting({ name: "LOG_LEVEL", type: logLevel, default: "info", help: logLevel.expected }),
  production: setting({ name: "NODE_ENV", type: isProduction, help: "production: secrets must be given" }),
};

type Values = ValuesOf<typeof SETTINGS>;
export type RateLimits = Values["limits"];

type MailSettings =
  | { readonly by: "nothing" }
  | { readonly by: "smtp"; readonly url: URL; readonly from: string }
  | { readonly by: "directory"; readonly directory: string };

export type CloudSettings = Omit<Values, "mail" | "push" | "sms" | "stripe" | "contactKeys" | "production"> & {
  readonly mail: MailSettings;
  /** null: nothing is pushed to browsers. */
  readonly push: PushSettings | null;
  /** null: no text messages are sent. */
  readonly sms: TwilioSettings | null;
  /** null: no online payment is offered. */
  readonly stripe: StripeSettings | null;
  readonly contactKeys: readonly ContactKey[];
};

export const registerDir = ({ registerDir, dataDir }: Pick<CloudSettings, "registerDir" | "dataDir">): string =>
  registerDir ?? join(dataDir, "register");

/** How long what is kept for a time is kept, in milliseconds. */
export interface Keeping {
  /** Name and notes of an order, from when it was promised for. */
  readonly namesMs: number;
  /** A customer who has neither ordered nor signed in; null: for ever. */
  readonly customersMs: number | null;
}

export const keepingOf = ({ keepNamesMs, keepCustomersMs }: Pick<CloudSettings, "keepNamesMs" | "keepCustomersMs">): Keeping => ({
  namesMs: keepNamesMs,
  customersMs: keepCustomersMs === 0 ? null : keepCustomersMs,
});

export function parseCloudSettings(env: Environment): ParsedSettings<CloudSettings> {
  return parseSettings(SETTINGS, env, ({ production, ...values }, checks) => {
    if (production) {
      for (const { name, type } of [SETTINGS.secret, SETTINGS.contactKeys])
        if (!checks.isSet(name)) checks.problem(name, `${type.expected}; it must be set in production`);
    }
    const mail = mailSettings(values.mail, checks);
    const push = pushSettings(values.push, values.publicUrl, checks, production === true);
    const sms = twilioSettings(values.sms, checks);
    const stripe = stripeSettings(values.stripe, checks, production === true);
    return { ...values, mail, push, sms, stripe, contactKeys: values.contactKeys ?? [] };
  });
}

function mailSettings({ smtp, from, directory }: Values["mail"], { isSet, problem }: SettingChecks): MailSettings {
  if (smtp && directory) problem("CREMA_MAIL_DIR", "nothing, since CREMA_SMTP_URL is set");
  if (smtp && !isSet("CREMA_MAIL_FROM")) problem("CREMA_MAIL_FROM", mailSender.expected);
  if (smtp && from) return { by: "smtp", url: smtp, from };
  return directory ? { by: "directory", directory } : { by: "nothing" };
}

/** Base64 or base64url, with or without padding; null for anything else, which Buffer would quietly shorten. */
function base64(text: string): Uint8Array | null {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : null;
}
