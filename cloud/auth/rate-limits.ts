/**
 * What strangers may do per minute: guests' orders by address and by store, enrolment, challenges and sign-ins by
 * address. Counted in this process's memory: with several nodes the bound is that many times as high, which still stops
 * a flood. Pitfall: an address that is over its own limit must not use up the store's.
 */

import type { Refusal } from "@crema/shared/domain/kernel/errors";
import { networkOf } from "@crema/shared/server/network-of";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { RateLimits } from "../settings.ts";

export interface RateLimiter {
  guestOrder(address: string, storeId: string): Promise<Refusal | null>;
  enroll(address: string): Promise<Refusal | null>;
  challenge(address: string): Promise<Refusal | null>;
  /** Asks the payment provider how one order's payment stands. */
  paymentCheck(orderId: string): Promise<Refusal | null>;
  /** A code asked for, or tried. */
  signIn(address: string): Promise<Refusal | null>;
  /** A browser subscribes, for which a name is looked up. `who`: the customer, or the order. */
  subscription(who: string): Promise<Refusal | null>;
}

const MINUTE_S = 60;
const PAYMENT_CHECKS_PER_MINUTE = 20;
const SUBSCRIPTIONS_PER_MINUTE = 20;

export function createRateLimiter(limits: RateLimits): RateLimiter {
  const perMinute = (points: number, keyPrefix: string) => new RateLimiterMemory({ points, duration: MINUTE_S, keyPrefix });
  const byAddress = perMinute(limits.guestOrdersPerAddressPerMinute, "order-address");
  const byStore = perMinute(limits.guestOrdersPerStorePerMinute, "order-store");
  const enroll = perMinute(limits.enrollPerAddressPerMinute, "enroll");
  const challenge = perMinute(limits.challengePerAddressPerMinute, "challenge");
  const paymentCheck = perMinute(PAYMENT_CHECKS_PER_MINUTE, "payment-check");
  const signIn = perMinute(limits.signInPerAddressPerMinute, "sign-in");
  const subscription = perMinute(SUBSCRIPTIONS_PER_MINUTE, "subscription");
  return {
    guestOrder: async (address, storeId) =>
      (await spend(byAddress, networkOf(address), "from this address")) ?? (await spend(byStore, storeId, "for this store")),
    enroll: (address) => spend(enroll, networkOf(address), "from this address"),
    challenge: (address) => spend(challenge, networkOf(address), "from this address"),
    paymentCheck: (orderId) => spend(paymentCheck, orderId, "for this order"),
    signIn: (address) => spend(signIn, networkOf(address), "from this address"),
    subscription: (who) => spend(subscription, who, "at once"),
  };
}

async function spend(limiter: RateLimiterMemory, key: string, whose: string): Promise<Refusal | null> {
  try {
    await limiter.consume(key);
    return null;
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    return {
      code: "request.rate_limited",
      detail: `Too many ${whose}; try again later.`,
      retry_after_s: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
    };
  }
}
