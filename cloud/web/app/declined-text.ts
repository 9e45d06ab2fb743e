/** What a card that was not accepted means for whoever holds it: what happened, and what to do. By Stripe's codes. */
import type { Words } from "@crema/ui/words/words.ts";

const BY_CODE = {
  insufficient_funds: "declined.insufficient_funds",
  expired_card: "declined.expired_card",
  incorrect_cvc: "declined.incorrect_cvc",
  lost_card: "declined.lost_card",
  stolen_card: "declined.lost_card",
  processing_error: "declined.processing_error",
  payment_intent_authentication_failure: "declined.authentication",
} as const;

export interface CardFault {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
}

const isKnown = (code: string): code is keyof typeof BY_CODE => code in BY_CODE;

export function declinedText({ code = "", decline_code = "" }: CardFault, t: Words): string {
  const known = [decline_code, code].find(isKnown);
  return t(known === undefined ? "declined.other" : BY_CODE[known]);
}
