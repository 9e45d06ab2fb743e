import { parseSettings } from "@crema/shared/server/settings";
import { expect, test } from "vitest";
import { STRIPE_SETTINGS, stripeSettings } from "./stripe-settings.ts";

const GOOD = { STRIPE_SECRET_KEY: "sk_test_abc", STRIPE_WEBHOOK_SECRET: "whsec_new, whsec_old", STRIPE_PUBLISHABLE_KEY: "pk_test_abc" };
const parse = (env: Record<string, string>, isProduction = false) =>
  parseSettings(STRIPE_SETTINGS, env, (values, checks) => stripeSettings(values, checks, isProduction));
const problemsOf = (env: Record<string, string>, isProduction = false) => {
  const parsed = parse(env, isProduction);
  return parsed.ok ? [] : parsed.problems;
};
const namesOf = (env: Record<string, string>, isProduction = false) => problemsOf(env, isProduction).map((problem) => problem.name);

test("without a key no online payment is offered, and nothing is missed", () => {
  expect(parse({ STRIPE_WEBHOOK_SECRET: "of nothing" })).toEqual({ ok: true, settings: null });
  expect(namesOf({}, true)).toEqual([]);
});

test("several webhook secrets: one per endpoint, and the old one beside the new", () => {
  expect(parse(GOOD)).toEqual({
    ok: true,
    settings: { secretKey: "sk_test_abc", webhookSecrets: ["whsec_new", "whsec_old"], publishableKey: "pk_test_abc", apiUrl: null },
  });
  expect(namesOf(GOOD, true)).toEqual([]);
});

test.each<[string, Record<string, string>, string[]]>([
  ["a key of another kind", { ...GOOD, STRIPE_SECRET_KEY: "pk_test_abc" }, ["STRIPE_SECRET_KEY"]],
  ["no webhook secret", { STRIPE_SECRET_KEY: "sk_test_abc" }, ["STRIPE_WEBHOOK_SECRET"]],
  [
    "a live key at a sandbox",
    { ...GOOD, STRIPE_SECRET_KEY: "sk_live_abc", STRIPE_PUBLISHABLE_KEY: "pk_live_abc", CREMA_STRIPE_API: "http://127.0.0.1:1" },
    ["STRIPE_SECRET_KEY"],
  ],
  ["keys of two modes", { ...GOOD, STRIPE_PUBLISHABLE_KEY: "pk_live_abc" }, ["STRIPE_PUBLISHABLE_KEY"]],
  ["an address that is none", { ...GOOD, CREMA_STRIPE_API: "sandbox" }, ["CREMA_STRIPE_API"]],
])("%s is refused, by name and without its value", (_what, env, names) => {
  expect(namesOf(env)).toEqual(names);
  const said = JSON.stringify(problemsOf(env));
  for (const secret of [env.STRIPE_SECRET_KEY, env.STRIPE_WEBHOOK_SECRET]) if (secret) expect(said).not.toContain(secret);
});
