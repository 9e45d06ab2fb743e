/**
 * Writes an event and the deliveries that it owes, in the transaction of the change itself. The event carries the
 * object as it was at that moment, so one that arrives late or out of order shows an old state.
 */
import type { Call, Endpoint } from "./call.ts";
import { seconds } from "./call.ts";
import { planDelivery, queueDelivery } from "./deliveries.ts";
import { buildEvent } from "./objects/event.ts";
import type { SandboxEvent } from "./store.ts";

export interface Emission {
  readonly before?: object;
  /** Listed, but sent to nobody. */
  readonly silent?: boolean | undefined;
  /** As if it came from the other mode. */
  readonly livemode?: boolean;
}

export function emit(call: Call, type: string, object: object, { before, silent = false, livemode = false }: Emission = {}): SandboxEvent {
  const endpoints = call.settings.endpoints.filter((endpoint) => listens(endpoint, call.account, type));
  const event = buildEvent({
    id: call.newId("evt"),
    created: seconds(call),
    account: call.account,
    apiVersion: call.settings.apiVersion,
    type,
    object,
    before: before ?? null,
    request: { id: call.requestId, idempotency_key: call.idempotencyKey },
    pendingWebhooks: endpoints.length,
    livemode,
  });
  call.store.insert({ kind: "event", account: call.account, body: event, facts: {}, dueAt: null });
  for (const endpoint of endpoints) {
    const plan = silent ? DROP : planDelivery(call.store, event, call.account, endpoint.url);
    queueDelivery(call.store, event.id, endpoint.url, call.sendingNow, plan);
  }
  return event;
}

const DROP = { action: "drop" } as const;

function listens(endpoint: Endpoint, account: string, type: string): boolean {
  const scope = endpoint.listens ?? "both";
  const mine = scope === "both" || (scope === "connect") === (account !== "");
  return mine && (endpoint.types === undefined || endpoint.types.includes(type));
}
