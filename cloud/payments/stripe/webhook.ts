/**
 * A webhook from its bytes to what it is about: the signature over the raw body first, then whether it is for us at
 * all. The provider switches off an endpoint that keeps refusing, so what is well signed but of no use here (a thin
 * event, a test of a connected account) is acknowledged.
 */
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import Stripe from "stripe";
import { z } from "zod";
import { HELD_EVENT } from "../events/event-types.ts";
import type { ProviderEvent } from "../provider.ts";
import { eventOf, heldOf } from "./snapshots.ts";
import type { StripeSettings } from "./stripe-settings.ts";

/** Stripe's own suggestion against replayed webhooks. */
const TOLERANCE_S = 300;
const Thin = z.looseObject({ object: z.literal("v2.core.event") });
const Whole = z.looseObject({
  id: z.string(),
  type: z.string(),
  created: z.number(),
  livemode: z.boolean().optional(),
  account: z.string().optional(),
  data: z.looseObject({ object: z.looseObject({}) }),
});

export function verifyWebhook(
  { webhookSecrets, secretKey }: Pick<StripeSettings, "webhookSecrets" | "secretKey">,
  rawBody: string,
  signature: string | null,
  nowMs: number,
): Result<ProviderEvent | null> {
  if (signature === null) return refuse("webhook.signature_invalid", "There is no Stripe-Signature.");
  const { signature: verifier } = Stripe.webhooks;
  if (!verifier) throw new Error("the SDK cannot verify signatures");
  let tooOld = false;
  for (const secret of webhookSecrets) {
    try {
      // Milliseconds, as the SDK's own clock would be.
      verifier.verifyHeader(rawBody, signature, secret, TOLERANCE_S, undefined, nowMs);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error;
      tooOld = tooOld || /tolerance/i.test(error.message);
      continue;
    }
    return read(rawBody, /^(sk|rk)_live_/.test(secretKey));
  }
  return tooOld
    ? refuse("webhook.too_old", `The signature is more than ${TOLERANCE_S} s old.`)
    : refuse("webhook.signature_invalid", "The signature is not ours.");
}

/** `isLive`: the mode of our own key. */
function read(rawBody: string, isLive: boolean): Result<ProviderEvent | null> {
  const body = json(rawBody);
  if (Thin.safeParse(body).success) return ok(null);
  const event = Whole.safeParse(body);
  if (!event.success) return refuse("request.malformed", "The body is not an event.");
  const { livemode = isLive, account } = event.data;
  if (livemode === isLive) return ok(withHeld(event.data));
  // Tests of a connected account come to the live endpoint as well.
  if (isLive && account !== undefined) return ok(null);
  return refuse("webhook.wrong_mode", `The event is of ${livemode ? "live" : "test"} mode, and the key here is not.`);
}

function withHeld(sent: z.infer<typeof Whole>): ProviderEvent {
  const held = sent.type === HELD_EVENT ? heldOf(sent.data.object) : undefined;
  return held ? { ...eventOf(sent), held } : eventOf(sent);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
