/** Which request is which operation, and at which step of a payment it stands. What is not here, the sandbox does not speak. */

import type { Call } from "./call.ts";
import type { Step } from "./cards.ts";
import type { FormTree } from "./form.ts";
import { cancelIntent, captureIntent } from "./holds.ts";
import { confirmIntent, createIntent, updateIntent } from "./intents.ts";
import { list, retrieve } from "./listing.ts";
import type { Params } from "./params.ts";
import { createRefund, updateRefund } from "./refunds.ts";
import type { SandboxResult } from "./results.ts";
import { updateCharge } from "./warnings.ts";

export interface Route {
  readonly operation: string;
  readonly method: "GET" | "POST";
  readonly path: RegExp;
  readonly step: Step | null;
  /** A browser with a publishable key and the client secret may call it. */
  readonly customer?: boolean;
  readonly run: (call: Call, params: Params, id: string) => SandboxResult;
}

const ID = "([A-Za-z0-9_]+)";
const at = (path: string) => new RegExp(`^/v1/${path}$`);

export const ROUTES: readonly Route[] = [
  { operation: "payment_intents.create", method: "POST", path: at("payment_intents"), step: "authorize", run: createIntent },
  {
    operation: "payment_intents.list",
    method: "GET",
    path: at("payment_intents"),
    step: null,
    run: list("payment_intent", "/v1/payment_intents"),
  },
  {
    operation: "payment_intents.retrieve",
    method: "GET",
    path: at(`payment_intents/${ID}`),
    step: null,
    customer: true,
    run: retrieve("payment_intent"),
  },
  { operation: "payment_intents.update", method: "POST", path: at(`payment_intents/${ID}`), step: null, run: updateIntent },
  {
    operation: "payment_intents.confirm",
    method: "POST",
    path: at(`payment_intents/${ID}/confirm`),
    step: "authorize",
    customer: true,
    run: confirmIntent,
  },
  { operation: "payment_intents.capture", method: "POST", path: at(`payment_intents/${ID}/capture`), step: "capture", run: captureIntent },
  { operation: "payment_intents.cancel", method: "POST", path: at(`payment_intents/${ID}/cancel`), step: "cancel", run: cancelIntent },
  { operation: "payment_methods.retrieve", method: "GET", path: at(`payment_methods/${ID}`), step: null, run: retrieve("payment_method") },
  { operation: "charges.list", method: "GET", path: at("charges"), step: null, run: list("charge", "/v1/charges") },
  { operation: "charges.retrieve", method: "GET", path: at(`charges/${ID}`), step: null, run: retrieve("charge") },
  { operation: "charges.update", method: "POST", path: at(`charges/${ID}`), step: null, run: updateCharge },
  { operation: "refunds.create", method: "POST", path: at("refunds"), step: "refund", run: createRefund },
  { operation: "refunds.list", method: "GET", path: at("refunds"), step: null, run: list("refund", "/v1/refunds") },
  { operation: "refunds.retrieve", method: "GET", path: at(`refunds/${ID}`), step: null, run: retrieve("refund") },
  { operation: "refunds.update", method: "POST", path: at(`refunds/${ID}`), step: null, run: updateRefund },
  { operation: "disputes.list", method: "GET", path: at("disputes"), step: null, run: list("dispute", "/v1/disputes") },
  { operation: "disputes.retrieve", method: "GET", path: at(`disputes/${ID}`), step: null, run: retrieve("dispute") },
  {
    operation: "radar.early_fraud_warnings.list",
    method: "GET",
    path: at("radar/early_fraud_warnings"),
    step: null,
    run: list("early_fraud_warning", "/v1/radar/early_fraud_warnings"),
  },
  {
    operation: "radar.early_fraud_warnings.retrieve",
    method: "GET",
    path: at(`radar/early_fraud_warnings/${ID}`),
    step: null,
    run: retrieve("early_fraud_warning"),
  },
  { operation: "reviews.list", method: "GET", path: at("reviews"), step: null, run: list("review", "/v1/reviews") },
  { operation: "reviews.retrieve", method: "GET", path: at(`reviews/${ID}`), step: null, run: retrieve("review") },
  { operation: "events.list", method: "GET", path: at("events"), step: null, run: list("event", "/v1/events") },
  { operation: "events.retrieve", method: "GET", path: at(`events/${ID}`), step: null, run: retrieve("event") },
];

export function findRoute(method: string, path: string): { route: Route; id: string } | null {
  for (const route of ROUTES) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match) return { route, id: match[1] ?? "" };
  }
  return null;
}

/** The name of the card that the step is about, as far as it can be known before the call. */
export function cardConcerned(call: Call, route: Route, tree: FormTree, id: string): string | null {
  if (route.step === null || (route.operation === "payment_intents.create" && tree.confirm !== "true")) return null;
  const named = (name: string) => (typeof tree[name] === "string" ? tree[name] : "");
  const { store, account } = call;
  if (route.step === "authorize" && named("payment_method") !== "") {
    return store.find(account, "payment_method", named("payment_method"))?.facts.card ?? named("payment_method");
  }
  if (route.step === "refund" && named("charge") !== "") return store.find(account, "charge", named("charge"))?.facts.card ?? null;
  return store.find(account, "payment_intent", route.step === "refund" ? named("payment_intent") : id)?.facts.card ?? null;
}
