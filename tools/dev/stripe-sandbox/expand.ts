/** `expand[]`: puts the object in the place of its id, and a charge's refunds into it. Lists are expanded through `data.…`. */

import type { Call } from "./call.ts";
import { invalidParam, type SandboxResult } from "./results.ts";
import type { Kind } from "./store.ts";

const MAX_DEPTH = 4;
/** As Stripe: the most recent ones. */
const EMBEDDED = 10;

/** Which field leads to what kind of object. */
const EXPANDABLE: Record<string, Kind> = {
  latest_charge: "charge",
  charge: "charge",
  payment_intent: "payment_intent",
  payment_method: "payment_method",
};

type Json = { [name: string]: unknown };

export function expand(call: Call, result: SandboxResult, paths: readonly string[]): SandboxResult {
  if (result.status !== 200 || paths.length === 0) return result;
  const body = structuredClone(result.body) as Json;
  for (const path of paths) {
    const names = path.split(".");
    if (names.length > MAX_DEPTH) return cannot(path, `You cannot expand more than ${MAX_DEPTH} levels of a property.`);
    const reached =
      names[0] === "data" && Array.isArray(body.data)
        ? (body.data as Json[]).every((entry) => walk(call, entry, names.slice(1)))
        : walk(call, body, names);
    if (!reached) return cannot(path, `This property cannot be expanded (${path}).`);
  }
  return { ...result, body };
}

const cannot = (path: string, message: string) => invalidParam(`expand[${path}]`, "parameter_invalid_string", message);

function walk(call: Call, object: Json, names: readonly string[]): boolean {
  const [name, ...rest] = names;
  if (name === undefined) return true;
  if (name === "refunds" && object.object === "charge") {
    object.refunds ??= refundsOf(call, String(object.id));
    return rest.length === 0;
  }
  const kind = EXPANDABLE[name];
  if (kind === undefined || !(name in object)) return false;
  if (typeof object[name] === "string")
    object[name] = structuredClone(call.store.find(call.account, kind, object[name])?.body ?? object[name]);
  const next = object[name];
  return next === null || typeof next === "string" ? true : walk(call, next as Json, rest);
}

function refundsOf(call: Call, charge: string): object {
  const rows = call.store.page("refund", { account: call.account, charge }, EMBEDDED + 1);
  const data = rows.slice(0, EMBEDDED).map((row) => row.body);
  return { object: "list", data, has_more: rows.length > EMBEDDED, url: `/v1/charges/${charge}/refunds` };
}
