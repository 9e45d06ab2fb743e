/**
 * What is being entered for a tender, and where the pad's digits go. A slip's number must never become an amount, so by
 * card the pad begins at the reference, and it always shows which field it types into.
 */
import { roundedCash } from "@crema/shared/domain/kernel/cash-rounding";
import { useState } from "react";
import type { Tender } from "./use-checkout.ts";

export type Entry = "given" | "reference" | "tip" | "part";

export const ENTRY_NAMES: Readonly<Record<Entry, string>> = {
  given: "Cash given",
  reference: "Slip number",
  tip: "Tip",
  part: "Only a part",
};
const ENTRIES: Readonly<Record<Tender["method"], readonly Entry[]>> = {
  CASH: ["given", "tip", "part"],
  EXTERNAL_CARD: ["reference", "tip", "part"],
};
/** Five, ten, twenty and so on, as far as a note of any currency goes. */
export const NOTES_CENTS = [100, 1_000, 10_000, 100_000, 1_000_000].flatMap((unit) => [5 * unit, 10 * unit, 20 * unit]);
/** Cash of more than this many times the amount is taken for a typing error. */
const FAR_ABOVE = 50;
/** The most digits per field; there are notes of 100,000.00 rupiah. */
const LONGEST: Readonly<Record<Entry, number>> = { given: 9, tip: 9, part: 9, reference: 64 };

/** `step`: what cash is rounded to, in minor units. `first`: CASH, but where the store takes none. */
export function useTenderEntry(dueCents: number, step: number, first: Tender["method"] = "CASH") {
  const [method, setMethod] = useState<Tender["method"]>(first);
  const [entering, setEntering] = useState<Entry>(ENTRIES[first][0] ?? "given");
  const [texts, setTexts] = useState<Readonly<Record<Entry, string>>>({ given: "", reference: "", tip: "", part: "" });
  const entries = ENTRIES[method];
  const editing = entries.includes(entering) ? entering : (entries[0] ?? "given");
  const amountOf = (entry: Exclude<Entry, "reference">): number | null => (texts[entry] === "" ? null : Number(texts[entry]));
  const tip = amountOf("tip") ?? 0;
  const amount = amountOf("part") ?? dueCents;
  return {
    method,
    entries,
    editing,
    texts,
    tip,
    amount,
    toTake: method === "CASH" ? roundedCash(amount + tip, step) : amount + tip,
    given: amountOf("given"),
    longest: LONGEST[editing],
    edit: setEntering,
    choose(next: Tender["method"]) {
      setMethod(next);
      setEntering(ENTRIES[next][0] ?? "given");
    },
    enter: (entry: Entry, text: string) => setTexts({ ...texts, [entry]: entry === "reference" ? text : text.replace(/^0+/, "") }),
    /** `tendered` null: exactly the amount. */
    tender: (tendered: number | null): Tender => ({
      method,
      amount_cents: amountOf("part"),
      tip_cents: tip,
      tendered_cents: method === "CASH" ? tendered : null,
      reference: method === "CASH" ? null : texts.reference.trim() || null,
    }),
  };
}

export type TenderEntry = ReturnType<typeof useTenderEntry>;

/** What looks like a typing error and has to be confirmed before any money is booked; null: nothing. */
export function doubtAbout({ tip, amount, toTake }: TenderEntry, tendered: number | null): "tip" | "given" | null {
  if (tip > amount) return "tip";
  return tendered !== null && tendered > FAR_ABOVE * toTake ? "given" : null;
}
