/** Takes money for an order: cash or card, the whole or a part, with a tip. What is owed, and the change, is the box's word. */
import type { MoneyUnit } from "@crema/shared/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Tabs } from "@crema/ui/components/tabs.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useState } from "react";
import { BOX } from "../store-api.ts";
import type { Tender } from "./use-checkout.ts";
import "./pay-sheet.css";

export interface PaySheetProps {
  readonly dueCents: number;
  readonly currency: MoneyUnit;
  /** "A-17 for Bo"; null before the order has a number. */
  readonly orderName: string | null;
  readonly error: unknown;
  readonly isBusy: boolean;
  onTender(tender: Tender): void;
  onDiscount(): void;
  onClose(): void;
}

type Amount = "given" | "tip" | "part";

const AMOUNTS: Record<Amount, string> = { given: "Cash given", tip: "Tip", part: "Only a part" };
const METHODS = [
  { key: "CASH", name: "Cash" },
  { key: "EXTERNAL_CARD", name: "Card" },
] as const;
/** Five, ten, twenty and so on, as far as a note of any currency goes. */
const NOTES_CENTS = [100, 1_000, 10_000, 100_000, 1_000_000].flatMap((unit) => [5 * unit, 10 * unit, 20 * unit]);
const MOST_NOTES = 3;
/** 100,000.00 rupiah are a note. */
const LONGEST_AMOUNT = 9;
const LONGEST_REFERENCE = 64;

export function PaySheet({ dueCents, currency, orderName, error, isBusy, onTender, onDiscount, onClose }: PaySheetProps) {
  const { money } = useFormat();
  const [method, setMethod] = useState<Tender["method"]>("CASH");
  const [entering, setEntering] = useState<Amount>("given");
  const [digits, setDigits] = useState<Record<Amount, string>>({ given: "", tip: "", part: "" });
  const [reference, setReference] = useState("");
  const entered = (amount: Amount): number | null => (digits[amount] === "" ? null : Number(digits[amount]));
  const tip = entered("tip") ?? 0;
  const toTake = (entered("part") ?? dueCents) + tip;
  const isCash = method === "CASH";
  const amounts: Amount[] = isCash ? ["given", "tip", "part"] : ["tip", "part"];
  const editing = amounts.includes(entering) ? entering : "tip";
  const take = (tendered: number | null) =>
    onTender({
      method,
      amount_cents: entered("part"),
      tip_cents: tip,
      tendered_cents: isCash ? tendered : null,
      reference: isCash ? null : reference.trim() || null,
    });
  const notes = NOTES_CENTS.filter((note) => note > toTake).slice(0, MOST_NOTES);
  const pad = (
    <div className="pay-pad">
      <OneOf
        label="Enter"
        choices={amounts.map((id) => ({ id, name: AMOUNTS[id], extra: digits[id] === "" ? null : money(Number(digits[id]), currency) }))}
        chosen={editing}
        onChoose={(id) => setEntering(id as Amount)}
      />
      <NumberPad
        key={editing}
        label={AMOUNTS[editing]}
        digits={digits[editing]}
        maxDigits={LONGEST_AMOUNT}
        shown={digits[editing] === "" ? "" : money(Number(digits[editing]), currency)}
        onDigits={(next) => setDigits({ ...digits, [editing]: next.replace(/^0+/, "") })}
        onDone={() => (editing === "given" ? take(entered("given")) : setEntering("given"))}
        doneLabel={editing === "given" ? "Take" : "OK"}
        isDisabled={isBusy}
        autoFocus
      />
    </div>
  );
  return (
    <Sheet title={orderName ? `Payment for ${orderName}` : "Payment"} isOpen onClose={onClose} size="wide">
      <div className="pay">
        <div className="pay-sum">
          <p className="pay-due number">{money(toTake, currency)}</p>
          <p className="soft">
            {toTake === dueCents ? "to pay" : `now, of ${money(dueCents, currency)}${tip > 0 ? `, with ${money(tip, currency)} tip` : ""}`}
          </p>
          <Button isDisabled={isBusy} onPress={onDiscount}>
            Discount
          </Button>
        </div>
        <ProblemNote error={error} server={BOX} />
        <Tabs label="How" tabs={METHODS} selected={method} onSelect={(key) => setMethod(key)}>
          <div className="pay-how">
            {isCash ? (
              <div className="pay-quick">
                <Button look="primary" size="large" isDisabled={isBusy} onPress={() => take(null)}>
                  Exact {money(toTake, currency)}
                </Button>
                {notes.map((note) => (
                  <Button key={note} size="large" isDisabled={isBusy} onPress={() => take(note)}>
                    {money(note, currency)}
                  </Button>
                ))}
              </div>
            ) : (
              <div className="pay-quick">
                <Field label="Reference on the terminal's slip" maxLength={LONGEST_REFERENCE} value={reference} onChange={setReference} />
                <Button look="primary" size="large" isDisabled={isBusy} onPress={() => take(null)}>
                  Card took {money(toTake, currency)}
                </Button>
              </div>
            )}
            {pad}
          </div>
        </Tabs>
      </div>
    </Sheet>
  );
}
