/**
 * Online payment: what an app needs to make it, a look at the provider on demand, and the provider's webhook. Pitfall:
 * the webhook's signature is over the raw bytes, and the response says only that the event is stored.
 */
import type { Access, Principal } from "@crema/shared/contract/access";
import {
  checkPayment,
  getPayment,
  PAYMENT_WEBHOOK_PATH,
  type PaymentResponse,
  putPaymentAccount,
  refundByHeadquarters,
  retryPayment,
} from "@crema/shared/contract/payments";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { readAtMost } from "@crema/shared/server/body-limit";
import { idempotencyKey } from "@crema/shared/server/idempotency";
import type { Mount } from "@crema/shared/server/mount";
import { problemResponse } from "@crema/shared/server/problem";
import { readPayment } from "../queries/payments.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./ports.ts";
import { reachableOrder } from "./reachable-order.ts";
import { refused } from "./responses.ts";

const PROVIDER = { anonymous: true, store: "none" } as const satisfies Access;
/** The provider's events are a few KiB. */
const MAX_EVENT_BYTES = 256 * 1024;

export function mountPaymentRoutes(mount: Mount, deps: RouteDeps): void {
  const { commands, payments, queries, pool, limiter } = deps;

  const response = async (orderId: string, principal: Principal): Promise<Result<PaymentResponse>> => {
    const found = await readPayment(pool, orderId, payments?.provider.forBrowsers ?? null);
    if (!found) return refuse("payment.not_online", "It has no payment at the provider; it is paid at the counter.");
    return ok(principal.kind === "operator" ? found : { ...found, refunds: found.refunds.map((refund) => ({ ...refund, reason: null })) });
  };

  mount(getPayment, async (c) => {
    const { order_id: orderId } = c.req.valid("param");
    const found = await reachableOrder(queries, c.get("principal"), orderId);
    const payment = found.ok ? await response(orderId, c.get("principal")) : found;
    return payment.ok ? c.json(payment.value, 200, { "cache-control": "no-store" }) : refused(payment.refusal);
  });

  mount(checkPayment, async (c) => {
    const { order_id: orderId } = c.req.valid("param");
    const found = await reachableOrder(queries, c.get("principal"), orderId);
    if (!found.ok) return refused(found.refusal);
    const limited = await limiter.paymentCheck(orderId);
    if (limited) return refused(limited);
    const checked = payments ? await payments.check(orderId) : refuse("payment.not_online", "No online payment is offered here.");
    const payment = checked.ok ? await response(orderId, c.get("principal")) : checked;
    return payment.ok ? c.json(payment.value, 200, { "cache-control": "no-store" }) : refused(payment.refusal);
  });

  mount(refundByHeadquarters, async (c) => {
    const { order_id: orderId } = c.req.valid("param");
    const principal = c.get("principal");
    const found = await reachableOrder(queries, principal, orderId);
    if (!found.ok) return refused(found.refusal);
    const begun = await commands.refund(orderId, c.req.valid("json"), idempotencyKey(c), callerOf(principal));
    return begun.ok ? c.json(begun.value, 201) : refused(begun.refusal);
  });

  mount(retryPayment, async (c) => {
    const { order_id: orderId } = c.req.valid("param");
    const found = await reachableOrder(queries, c.get("principal"), orderId);
    if (!found.ok) return refused(found.refusal);
    const retried = await commands.retryPayment(orderId);
    if (!retried.ok) return refused(retried.refusal);
    payments?.poke();
    return c.json({ retried: retried.value }, 200);
  });

  mount(putPaymentAccount, async (c) => {
    const { stripe_account_id, confirmation } = c.req.valid("json");
    const change = { account: stripe_account_id, confirmation };
    const stored = await commands.putPaymentAccount(c.req.valid("param").store_id, change, callerOf(c.get("principal")));
    return stored.ok ? c.json({ stripe_account_id }, 200) : refused(stored.refusal);
  });

  mount.raw("post", PAYMENT_WEBHOOK_PATH, PROVIDER, async (c) => {
    if (!payments) return problemResponse({ code: "request.not_found", detail: "No online payment is offered here." });
    const body = await readAtMost(c.req.raw, MAX_EVENT_BYTES);
    if (!body) return problemResponse({ code: "request.too_large", detail: `At most ${MAX_EVENT_BYTES} bytes.` });
    const taken = await payments.takeWebhook(body.toString("utf8"), c.req.header("stripe-signature") ?? null);
    if (taken.ok) return c.json({ received: true }, 200);
    // Without the body: it may hold what a customer has typed in.
    deps.log.warn({ code: taken.refusal.code }, "a webhook was refused");
    return problemResponse(taken.refusal);
  });
}
