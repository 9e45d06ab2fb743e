/** The tip of the bill that is being paid: what is on the till, and what the guest has chosen on a screen of their own. */
import { useCallback, useState } from "react";

export interface TipAtTill {
  /** On the till now. */
  readonly cents: number;
  /** Each time another object, of the bill that the guest was shown; null: the guest has chosen none. */
  readonly ofGuest: { readonly cents: number; readonly bill: string } | null;
  tell(cents: number): void;
  choose(cents: number, bill: string): void;
  /** Another bill. */
  forget(): void;
}

export function useTip(): TipAtTill {
  const [cents, tell] = useState(0);
  const [ofGuest, setOfGuest] = useState<TipAtTill["ofGuest"]>(null);
  return {
    cents,
    ofGuest,
    tell,
    choose: useCallback((chosen, bill) => setOfGuest({ cents: chosen, bill }), []),
    forget: useCallback(() => setOfGuest(null), []),
  };
}
