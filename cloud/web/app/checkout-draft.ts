/** What a customer has chosen and typed in the cart besides its lines: it outlives a refusal and a reload, and ends with the order. */
import { NO_CONTACT, type TypedContact } from "./contact.ts";
import { type ChosenTip, NO_CHOICE } from "./tip.ts";
import { useKept } from "./use-kept.ts";

export const NOW = "now";
export type PayMode = "AT_STORE" | "ONLINE";

export interface CheckoutDraft {
  /** null: a time has still to be chosen. */
  readonly when: string | null;
  readonly mode: PayMode;
  readonly tip: ChosenTip;
  readonly contact: TypedContact;
  /** A promotion's code that is not applied. */
  readonly code: string;
}

export const EMPTY_DRAFT: CheckoutDraft = { when: NOW, mode: "AT_STORE", tip: NO_CHOICE, contact: NO_CONTACT, code: "" };

export function useCheckoutDraft() {
  const [draft, keep] = useKept("checkout", EMPTY_DRAFT);
  return { draft, change: (to: Partial<CheckoutDraft>) => keep({ ...draft, ...to }), empty: () => keep(EMPTY_DRAFT) };
}
