/** The tips that a guest and a cashier choose from: shares of what is paid, as its currency has them. */
export interface TipOffer {
  readonly share: number;
  readonly cents: number;
}

const SHARES = [0.1, 0.15, 0.2] as const;

/** None that would come to nothing, nor twice the same. */
export function tipsOn(cents: number): TipOffer[] {
  const offers = SHARES.map((share) => ({ share, cents: Math.round(cents * share) }));
  return offers.filter((offer, at) => offer.cents > 0 && offer.cents !== offers[at - 1]?.cents);
}
