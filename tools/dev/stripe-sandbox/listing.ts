/**
 * Lists and single objects. A cursor that names nothing is an error, not an empty page, and `has_more` of a backward
 * page speaks of the newer ones.
 */

import { type Call, seconds } from "./call.ts";
import type { Params } from "./params.ts";
import { invalidParam, noSuch, ok, type SandboxResult } from "./results.ts";
import type { Kind, PageFilter } from "./store.ts";

/** Stripe's API tells of events of the last 30 days only. */
const EVENT_DAYS_S = 30 * 86_400;
const MAX_LIMIT = 100;
const DEFAULT_LIMIT = 10;

export function retrieve(kind: Kind) {
  return (call: Call, params: Params, id: string): SandboxResult => {
    params.ignore("client_secret");
    const fault = params.fault();
    if (fault) return fault;
    const row = call.store.find(call.account, kind, id);
    return row ? ok(row.body) : noSuch(kind, id);
  };
}

export function list(kind: Kind, path: string) {
  return (call: Call, params: Params): SandboxResult => {
    const limit = params.whole("limit", { min: 1, max: MAX_LIMIT }) ?? DEFAULT_LIMIT;
    const after = params.text("starting_after");
    const before = params.text("ending_before");
    const filter: PageFilter = { account: call.account, after, before, ...filters(kind, call, params) };
    if (after && before) {
      params.fail(
        invalidParam(
          "ending_before",
          "parameters_exclusive",
          "You may only specify one of these parameters: starting_after, ending_before.",
        ),
      );
    }
    const fault = params.fault();
    if (fault) return fault;
    for (const [param, cursor] of Object.entries({ starting_after: after, ending_before: before })) {
      if (cursor !== null && !call.store.find(call.account, kind, cursor)) return noSuch(kind, cursor, param);
    }
    const rows = call.store.page(kind, filter, limit + 1);
    const more = rows.length > limit;
    const shown = before && more ? rows.slice(1) : rows.slice(0, limit);
    return ok({ object: "list", data: shown.map((row) => row.body), has_more: more, url: path });
  };
}

function filters(kind: Kind, call: Call, params: Params): Partial<PageFilter> {
  const created = params.range("created");
  if (kind === "payment_intent") {
    params.ignore("customer");
    return { created };
  }
  if (kind === "review") return { created };
  if (kind === "event") {
    const type = params.text("type");
    const types = params.list("types");
    const delivered = params.text("delivery_success", { oneOf: ["true", "false"] });
    const since = seconds(call) - EVENT_DAYS_S;
    return {
      created: { ...created, gte: Math.max(created.gte ?? 0, since) },
      types: type ? [type] : types.length > 0 ? types : null,
      delivered: delivered === null ? null : delivered === "true",
    };
  }
  return { created, intent: params.text("payment_intent"), ...(kind === "charge" ? {} : { charge: params.text("charge") }) };
}
