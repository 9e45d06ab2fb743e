/** What an installation sets to take payments by Stripe. */
import { httpUrl, matching } from "@crema/shared/server/setting-types";
import { type SettingChecks, type SettingType, setting, type ValuesOf } from "@crema/shared/server/settings";

export interface StripeSettings {
  readonly secretKey: string;
  /** One per webhook endpoint, and the old one beside the new while they are changed. */
  readonly webhookSecrets: readonly string[];
  readonly publishableKey: string | null;
  /** Of a sandbox; null: Stripe itself. */
  readonly apiUrl: URL | null;
}

const SECRET_KEY = "STRIPE_SECRET_KEY";

const webhookSecrets: SettingType<readonly string[]> = {
  expected: "the signing secret of the webhook endpoint, whsec_…, several with commas",
  read(text) {
    const secrets = text.split(",").map((secret) => secret.trim());
    const given = secrets.filter((secret) => secret !== "");
    return given.length > 0 && given.every((secret) => /^whsec_\w+$/.test(secret)) ? given : null;
  },
};

export const STRIPE_SETTINGS = {
  secretKey: setting({
    name: SECRET_KEY,
    type: matching(/^(sk|rk)_(test|live)_\w+$/, "a secret or restricted key: sk_… or rk_…"),
    secret: true,
    help: "of the payment provider; without it no online payment is offered",
  }),
  webhookSecrets: setting({
    name: "STRIPE_WEBHOOK_SECRET",
    type: webhookSecrets,
    secret: true,
    onlyWith: SECRET_KEY,
    help: "whsec_…, or several with commas: one per endpoint; needed with STRIPE_SECRET_KEY",
  }),
  publishableKey: setting({
    name: "STRIPE_PUBLISHABLE_KEY",
    type: matching(/^pk_(test|live)_\w+$/, "a publishable key: pk_…"),
    secret: true,
    onlyWith: SECRET_KEY,
    help: "for the provider's card form in the customer app; needed in production",
  }),
  apiUrl: setting({
    name: "CREMA_STRIPE_API",
    type: httpUrl,
    onlyWith: SECRET_KEY,
    help: "http://host:port of a payment sandbox, for test keys alone",
    unset: "the provider itself",
  }),
};

/** null: no online payment is offered. A live key never reaches a sandbox. */
export function stripeSettings(
  values: ValuesOf<typeof STRIPE_SETTINGS>,
  { isSet, problem }: SettingChecks,
  isProduction: boolean,
): StripeSettings | null {
  if (!isSet(SECRET_KEY)) return null;
  const { secretKey, publishableKey, apiUrl } = values;
  if (!isSet("STRIPE_WEBHOOK_SECRET")) problem("STRIPE_WEBHOOK_SECRET", webhookSecrets.expected);
  const isLive = secretKey !== null && isLiveKey(secretKey);
  if (isLive && isSet("CREMA_STRIPE_API")) problem(SECRET_KEY, "a test key: CREMA_STRIPE_API points at a sandbox");
  if (isProduction && !isSet("CREMA_STRIPE_API") && !isSet("STRIPE_PUBLISHABLE_KEY"))
    problem("STRIPE_PUBLISHABLE_KEY", "a publishable key; it must be set in production");
  if (secretKey !== null && publishableKey !== null && isLiveKey(publishableKey) !== isLive)
    problem("STRIPE_PUBLISHABLE_KEY", "a key of the same mode as STRIPE_SECRET_KEY");
  return secretKey === null ? null : { secretKey, webhookSecrets: values.webhookSecrets ?? [], publishableKey, apiUrl };
}

const isLiveKey = (key: string) => /^[a-z]+_live_/.test(key);
