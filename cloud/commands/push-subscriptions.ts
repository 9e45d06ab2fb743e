/** A browser wants to be told, or no longer. Where it says it is reached is looked at here, and again for each message. */
import { ECDH } from "node:crypto";
import type { PushSubscriptionInput } from "@crema/shared/contract/push-subscriptions";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { SUBSCRIPTION_PURPOSE } from "../auth/contact-cipher.ts";
import { deleteSubscription, putSubscription, type SubscriptionOwner } from "../db/push-subscriptions.ts";
import type { PushTarget } from "../messages/channel.ts";
import { type EndpointGuard, HostNotResolved } from "../messages/push/endpoint-guard.ts";
import type { SubscribedBrowser } from "../ports.ts";
import type { CommandContext } from "./command-context.ts";

/** After the time for which an order is promised: what comes of it later is told otherwise. */
const AFTER_PROMISE_MS = 24 * 3_600_000;

type Deps = Pick<CommandContext, "executor" | "contacts" | "clock" | "newId" | "push">;

/** As long as the sign-in lasts. Refuses with push.unavailable, push.endpoint_not_allowed, auth.revoked. */
export async function subscribeCustomer(
  deps: Deps,
  owner: { readonly user_id: string; readonly session_id: string },
  given: PushSubscriptionInput,
): Promise<Result<SubscribedBrowser>> {
  return subscribe(deps, owner, given, async (client) => {
    const found = await client.query<{ expires_at: Date }>("SELECT expires_at FROM sessions WHERE session_id = $1 FOR KEY SHARE", [
      owner.session_id,
    ]);
    const until = found.rows[0]?.expires_at.getTime();
    return until === undefined ? refuse("auth.revoked", "You were signed out meanwhile.") : ok(until);
  });
}

/** Until a day after the order's time. Refuses with push.unavailable, push.endpoint_not_allowed, push.order_over. */
export async function subscribeToOrder(
  deps: Deps,
  order: { readonly store_id: string; readonly order_id: string; readonly promised_at: string },
  given: PushSubscriptionInput,
): Promise<Result<SubscribedBrowser>> {
  const { store_id, order_id, promised_at } = order;
  const until = Date.parse(promised_at) + AFTER_PROMISE_MS;
  return subscribe(deps, { store_id, order_id }, given, async () =>
    until > deps.clock.now() ? ok(until) : refuse("push.order_over", "It was for more than a day ago."),
  );
}

async function subscribe(
  { executor, contacts, clock, newId, push }: Deps,
  owner: SubscriptionOwner,
  { endpoint, keys, language }: PushSubscriptionInput,
  untilOf: (client: Parameters<typeof putSubscription>[0]) => Promise<Result<number>>,
): Promise<Result<SubscribedBrowser>> {
  if (!push) return refuse("push.unavailable", "Keep the order's page open instead.");
  const fault = await endpointFault(push.guard, endpoint);
  if (fault !== null) return refuse("push.endpoint_not_allowed", `What your browser names as its push service cannot be one: ${fault}.`);
  if (!isPoint(keys.p256dh)) return refuse("request.invalid", "Nothing can be encrypted for it.", { fields: [NO_POINT] });
  const reached: PushTarget = { endpoint: new URL(endpoint).href, ...keys };
  const target = {
    subscription_id: newId(),
    endpoint_index: contacts.blindIndex(SUBSCRIPTION_PURPOSE, reached.endpoint),
    sealed: contacts.seal(SUBSCRIPTION_PURPOSE, JSON.stringify(reached)),
  };
  return executor.execute(async ({ client }) => {
    const until = await untilOf(client);
    if (!until.ok) return until;
    const made = { ...target, language, now: clock.now(), expiresAt: until.value };
    const kept = await putSubscription(client, owner, made);
    return ok({ subscription_id: kept, expires_at: new Date(until.value).toISOString() });
  });
}

const NO_POINT = { field: "keys.p256dh", message: "no point of P-256" };

async function endpointFault(guard: EndpointGuard, endpoint: string): Promise<string | null> {
  try {
    const checked = await guard.check(endpoint, new AbortController().signal);
    return checked.ok ? null : checked.why;
  } catch (error) {
    // Names cannot be looked up now: it is taken, and looked at again before anything is sent there.
    if (error instanceof HostNotResolved) return null;
    throw error;
  }
}

function isPoint(key: string): boolean {
  try {
    ECDH.convertKey(key, "prime256v1", "base64url");
    return true;
  } catch {
    return false;
  }
}

export async function unsubscribe(
  { executor }: Pick<Deps, "executor">,
  owner: { readonly user_id: string } | { readonly order_id: string },
  subscriptionId: string,
): Promise<void> {
  await executor.execute(async ({ client }) => {
    await deleteSubscription(client, owner, subscriptionId);
    return ok(null);
  });
}
