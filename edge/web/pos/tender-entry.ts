/**
 * What is being entered for a tender, and where the pad's digits go. A slip's number must never become an amount, so by
 * card the pad begins at the reference, and it always shows which field it types into.
 */
import { roundedCash } from "@crema/shared/domain/kernel/cash-rounding";
import { useState } from "react";
import type { Tender } from "./use-checkout.ts";

export type Entry = "given" | "reference" | "tip";
type Entries = Readonly<Record<Tender["method"], readonly Entry[]>>;
const OF_BILL: Entries = { CASH: ["given", "tip"], EXTERNAL_CARD: ["reference", "tip"] };
const OF_TIP: Entries = { CASH: ["tip"], EXTERNAL_CARD: ["tip", "reference"] };
/** Cash of more than this many times the amount is taken for a typing error. */
const FAR_ABOVE = 50;
/** The most digits per field; there are notes of 100,000.00 rupiah. */
const LONGEST: Readonly<Record<Entry, number>> = { given: 9, tip: 9, reference: 64 };

export interface TenderEntryOptions {
  readonly dueCents: number;
  /** What the order costs of which everything is paid, and a tip is left alone; null: something is owed. */
  readonly tipOnCents: number | null;
  /** What this guest pays of what is due, as it was split before; null: all of it. */
  readonly firstPart: number | null;
  /** What cash is rounded to, in minor units. */
  readonly step: number;
  /** CASH, but where the store takes none. */
  readonly first: Tender["method"];
  /** Whether the store wants the number of a card's slip, or lets it be entered. */
  readonly asksReference: boolean;
}

export function useTenderEntry({ dueCents, tipOnCents, firstPart, step, first, asksReference }: TenderEntryOptions) {
  const [method, setMethod] = useState<Tender["method"]>(first);
  /** null: the first one. */
  const [entering, setEntering] = useState<Entry | null>(null);
  const [texts, setTexts] = useState<Readonly<Record<Entry, string>>>({ given: "", reference: "", tip: "" });
  const [part, setPart] = useState<number | null>(firstPart);
  const all = (tipOnCents === null ? OF_BILL : OF_TIP)[method].filter((entry) => entry !== "reference" || asksReference);
  const editing = entering !== null && all.includes(entering) ? entering : (all[0] ?? "tip");
  const amountOf = (entry: "given" | "tip"): number | null => (texts[entry] === "" ? null : Number(texts[entry]));
  const tip = amountOf("tip") ?? 0;
  const amount = part ?? dueCents;
  const enter = (entry: Entry, text: string) =>
    setTexts((before) => ({ ...before, [entry]: entry === "reference" ? text : text.replace(/^0+/, "") }));
  return {
    method,
    editing,
    /** By card nothing has to be typed. */
    needsPad: method === "CASH" || tipOnCents !== null || entering !== null,
    texts,
    tip,
    /** null: all of what is due. */
    part,
    split: setPart,
    amount,
    /** What a tip is compared with. */
    bill: tipOnCents ?? amount,
    // A tip alone is not rounded: coins have to pay it as it is.
    toTake: method === "CASH" && tipOnCents === null ? roundedCash(amount + tip, step) : amount + tip,
    isTipAlone: tipOnCents !== null,
    /** Of a tip alone nobody has said how much. */
    isOpen: tipOnCents !== null && tip === 0,
    given: amountOf("given"),
    longest: LONGEST[editing],
    edit: setEntering,
    /** Back to what is usual. */
    leave: () => setEntering(null),
    choose(next: Tender["method"]) {
      setMethod(next);
      setEntering(null);
    },
    enter,
    setTip(cents: number) {
      enter("tip", String(cents));
      setEntering(null);
    },
    /** `tendered` null: exactly the amount. */
    tender: (tendered: number | null): Tender => ({
      method,
      amount_cents: part,
      tip_cents: tip,
      tendered_cents: method === "CASH" ? tendered : null,
      reference: method === "CASH" ? null : texts.reference.trim() || null,
    }),
  };
}

export type TenderEntry = ReturnType<typeof useTenderEntry>;

/** What looks like a typing error and has to be confirmed before any money is booked; null: nothing. */
export function doubtAbout({ tip, bill, toTake }: TenderEntry, tendered: number | null): "tip" | "given" | null {
  if (tip > bill) return "tip";
  return tendered !== null && tendered > FAR_ABOVE * toTake ? "given" : null;
}
