/** An Event as the SDK types it. `account` is there only for a connected account; its absence means the platform's own. */
import type Stripe from "stripe";
import type { SandboxEvent } from "../store.ts";

export interface NewEvent {
  readonly id: string;
  readonly created: number;
  readonly account: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly object: object;
  /** The object before the change: what differs becomes `previous_attributes`. */
  readonly before: object | null;
  readonly request: Stripe.Event.Request | null;
  readonly pendingWebhooks: number;
  readonly livemode: boolean;
}

export function buildEvent(given: NewEvent): SandboxEvent {
  return {
    id: given.id,
    object: "event",
    ...(given.account === "" ? {} : { account: given.account }),
    api_version: given.apiVersion,
    created: given.created,
    data: {
      object: given.object as Stripe.Event.Data.Object,
      ...(given.before === null ? {} : { previous_attributes: changes(given.before, given.object) }),
    },
    livemode: given.livemode,
    pending_webhooks: given.pendingWebhooks,
    request: given.request,
    type: given.type,
  } satisfies SandboxEvent;
}

function changes(before: object, after: object): Record<string, unknown> {
  const now = new Map<string, unknown>(Object.entries(after));
  const gone = Object.entries(before).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(now.get(name)));
  const added = [...now.keys()].filter((name) => !(name in before)).map((name) => [name, null] as const);
  return Object.fromEntries([...gone, ...added]);
}
