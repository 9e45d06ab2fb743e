/** Takes money for an order: cash or card, the whole or a part, with a tip or a tip alone. The box decides what is owed, and the change. */
import { cashStep } from "@crema/shared/domain/kernel/cash-rounding";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
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
import { useMe } from "../use-me.ts";
import { ClosedDrawerNote } from "./closed-drawer-note.tsx";
import { doubtAbout, ENTRY_NAMES, type Entry, NOTES_CENTS, type TenderEntry, useTenderEntry } from "./tender-entry.ts";
import { TenderQuestion } from "./tender-question.tsx";
import type { Tender } from "./use-checkout.ts";
import "./pay-sheet.css";

export interface PaySheetProps {
  readonly dueCents: number;
  /** A tip on an order that is paid: what the order costs. null: something is owed. */
  readonly tipOnCents: number | null;
  readonly currency: MoneyUnit;
  /** "A-17 for Bo"; null before the order has a number. */
  readonly orderName: string | null;
  readonly error: unknown;
  readonly isBusy: boolean;
  onTender(tender: Tender): void;
  onDiscount(): void;
  onClose(): void;
}

const METHODS = [
  { key: "CASH", name: "Cash" },
  { key: "EXTERNAL_CARD", name: "Card" },
] as const;
const MOST_NOTES = 3;
const LONGEST_REFERENCE = 64;

export function PaySheet({ dueCents, tipOnCents, currency, orderName, error, isBusy, onTender, onDiscount, onClose }: PaySheetProps) {
  const { money } = useFormat();
  const { data: me } = useMe();
  const isCashFree = me?.is_cash_free ?? false;
  const entry = useTenderEntry({
    dueCents,
    tipOnCents,
    step: cashStep(currency, me?.cash_rounding_cents ?? undefined),
    first: isCashFree ? "EXTERNAL_CARD" : "CASH",
    asksReference: me?.card_reference !== "NONE",
  });
  const [asked, setAsked] = useState<{ about: "tip" | "given"; tendered: number | null } | null>(null);
  const { method, toTake } = entry;
  const what = tipOnCents === null ? "Payment" : "Tip";
  const take = (tendered: number | null) => {
    const doubt = doubtAbout(entry, tendered);
    if (doubt) setAsked({ about: doubt, tendered });
    else onTender(entry.tender(tendered));
  };
  if (asked) {
    return (
      <TenderQuestion
        about={asked.about}
        entry={entry}
        tendered={asked.tendered}
        currency={currency}
        onYes={() => {
          setAsked(null);
          onTender(entry.tender(asked.tendered));
        }}
        onNo={() => {
          setAsked(null);
          entry.enter(asked.about, "");
          entry.edit(asked.about);
        }}
      />
    );
  }
  return (
    <Sheet
      title={orderName ? `${what} for ${orderName}` : what}
      isOpen
      onClose={onClose}
      size="wide"
      problem={<ProblemNote error={error} server={BOX} />}
    >
      <div className="pay">
        <div className="pay-sum">
          <p className="pay-due number">{money(toTake, currency)}</p>
          <p className="soft">{ofWhat(entry, { dueCents, tipOnCents }, (cents) => money(cents, currency))}</p>
          {tipOnCents === null ? (
            <Button isDisabled={isBusy} onPress={onDiscount}>
              Discount
            </Button>
          ) : null}
        </div>
        {isCashFree ? <p className="soft">This store takes no cash.</p> : null}
        <Tabs label="How" tabs={isCashFree ? METHODS.slice(1) : METHODS} selected={method} onSelect={entry.choose}>
          <div className="pay-how">
            {method === "CASH" ? (
              <CashWays entry={entry} currency={currency} isBusy={isBusy} onTake={take} />
            ) : (
              <CardWays entry={entry} currency={currency} isBusy={isBusy} onTake={take} />
            )}
            <PayPad entry={entry} currency={currency} isBusy={isBusy} onTake={take} />
          </div>
        </Tabs>
      </div>
    </Sheet>
  );
}

/** What the large amount consists of. */
function ofWhat(
  { amount, tip, toTake }: TenderEntry,
  { dueCents, tipOnCents }: Pick<PaySheetProps, "dueCents" | "tipOnCents">,
  money: (cents: number) => string,
): string {
  if (tipOnCents !== null) return `tip; the order of ${money(tipOnCents)} is paid`;
  if (toTake === dueCents) return "to pay";
  const parts = [
    amount < dueCents ? `a part of ${money(dueCents)}` : money(dueCents),
    ...(tip > 0 ? [`with ${money(tip)} tip`] : []),
    ...(toTake === amount + tip ? [] : ["rounded to what coins can pay"]),
  ];
  return `now: ${parts.join(", ")}`;
}

interface WaysProps {
  readonly entry: TenderEntry;
  readonly currency: MoneyUnit;
  readonly isBusy: boolean;
  onTake(tendered: number | null): void;
}

function CashWays({ entry: { toTake, isOpen }, currency, isBusy, onTake }: WaysProps) {
  const { money } = useFormat();
  return (
    <div className="pay-quick">
      <ClosedDrawerNote />
      <Button look="primary" size="large" isDisabled={isBusy || isOpen} onPress={() => onTake(null)}>
        Exact {money(toTake, currency)}
      </Button>
      {NOTES_CENTS.filter((note) => note > toTake)
        .slice(0, MOST_NOTES)
        .map((note) => (
          <Button key={note} size="large" isDisabled={isBusy || isOpen} onPress={() => onTake(note)}>
            {money(note, currency)}
          </Button>
        ))}
    </div>
  );
}

function CardWays({ entry, currency, isBusy, onTake }: WaysProps) {
  const { money } = useFormat();
  const setting = useMe().data?.card_reference ?? "OPTIONAL";
  const isRequired = setting === "REQUIRED";
  const reference = entry.texts.reference;
  const isMissing = isRequired && reference.trim() === "";
  return (
    <div className="pay-quick">
      {setting === "NONE" ? null : (
        <Field
          label={`Reference on the terminal's slip (${isRequired ? "required" : "optional"})`}
          maxLength={LONGEST_REFERENCE}
          value={reference}
          onChange={(text) => entry.enter("reference", text)}
          onFocus={() => entry.edit("reference")}
        />
      )}
      <Button look="primary" size="large" isDisabled={isBusy || isMissing || entry.isOpen} onPress={() => onTake(null)}>
        Card took {money(entry.toTake, currency)}
      </Button>
      {isMissing ? <p className="small soft">This store wants the number of the slip with each card payment.</p> : null}
    </div>
  );
}

function PayPad({ entry, currency, isBusy, onTake }: WaysProps) {
  const { money } = useFormat();
  const { editing, texts, entries } = entry;
  const isLast = editing === "given" || (entry.isTipAlone && editing === "tip");
  const shown = (one: Entry) => (one === "reference" || texts[one] === "" ? texts[one] : money(Number(texts[one]), currency));
  return (
    <div className="pay-pad">
      {entries.length > 1 ? (
        <OneOf
          label="Enter"
          choices={entries.map((id) => ({ id, name: ENTRY_NAMES[id], extra: shown(id) || null }))}
          chosen={editing}
          onChoose={(id) => entry.edit(id as Entry)}
        />
      ) : null}
      <NumberPad
        key={editing}
        label={ENTRY_NAMES[editing]}
        isLabelled
        digits={texts[editing]}
        maxDigits={entry.longest}
        shown={shown(editing)}
        onDigits={(next) => entry.enter(editing, next)}
        onDone={() => (isLast ? onTake(entry.given) : entry.edit(entries[0] ?? "given"))}
        doneLabel={isLast ? "Take" : "OK"}
        isComplete={!entry.isOpen}
        isDisabled={isBusy}
        autoFocus={editing !== "reference"}
      />
    </div>
  );
}
