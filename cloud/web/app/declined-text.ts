/** What a card that was not accepted means for whoever holds it: what happened, and what to do. By Stripe's codes. */
const BY_CODE: Readonly<Record<string, string>> = {
  insufficient_funds: "There is not enough money on this card. Try another card.",
  expired_card: "This card has expired. Try another card.",
  incorrect_cvc: "The security code is not right. Check it, or try another card.",
  lost_card: "Your bank does not accept this card. Try another card, or ask your bank.",
  stolen_card: "Your bank does not accept this card. Try another card, or ask your bank.",
  processing_error: "Your bank could not answer just now. Try again, or try another card.",
  payment_intent_authentication_failure: "Your bank could not make sure that it is you. Try again, or try another card.",
};

export interface CardFault {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
}

export function declinedText({ code = "", decline_code = "" }: CardFault): string {
  return BY_CODE[decline_code] ?? BY_CODE[code] ?? "Your bank declined the card. Try another card, or ask your bank.";
}
