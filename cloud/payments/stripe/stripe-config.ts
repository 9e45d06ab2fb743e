/** The settings of online payment, from the environment. Easy to get wrong: a live key must never reach a sandbox. */
import type { ConfigProblem } from "../../settings-problem.ts";
import type { StripeSettings } from "./stripe-settings.ts";

type Env = Readonly<Record<string, string | undefined>>;

const SECRET_KEY = /^(sk|rk)_(test|live)_\w+$/;
const PUBLISHABLE_KEY = /^pk_(test|live)_\w+$/;
const WEBHOOK_SECRET = /^whsec_\w+$/;

/** null when no key is set; what is wrong with the others is said by `stripeProblems`. */
export function parseStripe(env: Env): StripeSettings | null {
  const secretKey = env.STRIPE_SECRET_KEY?.trim();
  if (!secretKey) return null;
  const api = env.CREMA_STRIPE_API?.trim();
  return {
    secretKey,
    webhookSecrets: webhookSecrets(env),
    publishableKey: env.STRIPE_PUBLISHABLE_KEY?.trim() || null,
    apiUrl: api && URL.canParse(api) ? new URL(api) : null,
  };
}

/** Values that are secrets are not in it. */
export function stripeProblems(env: Env, production: boolean): ConfigProblem[] {
  const secretKey = env.STRIPE_SECRET_KEY?.trim();
  const publishable = env.STRIPE_PUBLISHABLE_KEY?.trim();
  const api = env.CREMA_STRIPE_API?.trim();
  if (!secretKey) return [];
  const problems: ConfigProblem[] = [];
  const secret = (name: string, expected: string) => problems.push({ name, value: null, expected });
  if (!SECRET_KEY.test(secretKey)) secret("STRIPE_SECRET_KEY", "a secret or restricted key: sk_… or rk_…");
  const hooks = webhookSecrets(env);
  if (hooks.length === 0 || !hooks.every((hook) => WEBHOOK_SECRET.test(hook))) {
    secret("STRIPE_WEBHOOK_SECRET", "the signing secret of the webhook endpoint, whsec_…, several with commas");
  }
  if (publishable && !PUBLISHABLE_KEY.test(publishable)) secret("STRIPE_PUBLISHABLE_KEY", "a publishable key: pk_…");
  if (api && !(URL.canParse(api) && /^https?:$/.test(new URL(api).protocol))) {
    problems.push({ name: "CREMA_STRIPE_API", value: api, expected: "an http or https URL" });
  }
  const live = /^(sk|rk)_live_/.test(secretKey);
  if (api && live) secret("STRIPE_SECRET_KEY", "a test key: CREMA_STRIPE_API points at a sandbox");
  if (!api && !publishable && production) secret("STRIPE_PUBLISHABLE_KEY", "a publishable key; it must be set in production");
  if (publishable && publishable.startsWith("pk_live_") !== live)
    secret("STRIPE_PUBLISHABLE_KEY", "a key of the same mode as STRIPE_SECRET_KEY");
  return problems;
}

const webhookSecrets = (env: Env): string[] =>
  (env.STRIPE_WEBHOOK_SECRET ?? "")
    .split(",")
    .map((secret) => secret.trim())
    .filter((secret) => secret !== "");
