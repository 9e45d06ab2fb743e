/** How much of what is left one guest pays: what they had, an even share, or an amount. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import type { OrderLine } from "@crema/shared/domain/order/order";
import { Button } from "@crema/ui/components/button.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { Tabs } from "@crema/ui/components/tabs.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { type EvenSplit, type ItemSplit, MOST_PEOPLE, type Pieces, shareOf, sumOfPieces } from "./split.ts";
import "./refund-lines.css";

export interface SplitSheetProps {
  readonly leftCents: number;
  readonly lines: readonly Pick<OrderLine, "line_id" | "name" | "qty" | "line_total_cents">[];
  readonly currency: MoneyUnit;
  /** As it was split before; null: it was not, or another way. */
  readonly evenly: EvenSplit | null;
  readonly byItem: Pick<ItemSplit, "chosen" | "taken"> | null;
  onSplit(partCents: number, how: SplitHow): void;
  onClose(): void;
}

export type SplitHow =
  | { readonly way: "evenly"; readonly people: number }
  | { readonly way: "items"; readonly chosen: Pieces }
  | { readonly way: "amount" };

const LONGEST_AMOUNT = 9;
const WAYS = ["items", "evenly", "amount"] as const;
type Way = (typeof WAYS)[number];

/** As it was split last; else by what there is to choose from. */
function firstWay(lines: SplitSheetProps["lines"], evenly: EvenSplit | null, byItem: SplitSheetProps["byItem"]): Way {
  if (byItem) return "items";
  return evenly === null && (lines.length > 1 || lines.some(({ qty }) => qty > 1)) ? "items" : "evenly";
}

export function SplitSheet({ leftCents, lines, currency, evenly, byItem, onSplit, onClose }: SplitSheetProps) {
  const t = useWords();
  const { money } = useFormat();
  const [way, setWay] = useState<Way>(firstWay(lines, evenly, byItem));
  const [pieces, setPieces] = useState<Pieces>(byItem?.chosen ?? []);
  const taken = byItem?.taken ?? [];
  const [people, setPeople] = useState(evenly?.people ?? 2);
  const [digits, setDigits] = useState("");
  const part = { items: sumOfPieces(lines, pieces, leftCents, taken), evenly: shareOf(leftCents, people), amount: Number(digits || "0") }[
    way
  ];
  const isGood = part > 0 && part <= leftCents;
  const done = () => onSplit(part, way === "evenly" ? { way, people } : way === "items" ? { way, chosen: pieces } : { way });
  const tabs = WAYS.map((key): { key: Way; name: string } => ({ key, name: t(`pos.split.${key}`) }));
  return (
    <Sheet
      title={t("pos.split.title", { left: money(leftCents, currency) })}
      isOpen
      onClose={onClose}
      footer={
        <>
          {part > leftCents ? <p className="note note-warn">{t("pos.split.too_much", { left: money(leftCents, currency) })}</p> : null}
          <Button look="primary" size="large" wide isDisabled={!isGood} onPress={done}>
            {t("pos.split.take", { amount: money(part, currency) })}
          </Button>
        </>
      }
    >
      <Tabs label={t("pos.split.how")} tabs={tabs} selected={way} onSelect={(key) => setWay(key)}>
        <div className="split-way">
          {way === "items" ? (
            <ul className="refund-lines">
              {lines.map(({ line_id, name, qty, line_total_cents }, at) => (
                <li key={line_id}>
                  <span>
                    {qty} × {name}
                    {taken[at] ? <span className="soft"> {t("pos.split.taken", { count: taken[at] })}</span> : null}
                  </span>
                  <Stepper
                    label={name}
                    value={pieces[at] ?? 0}
                    min={0}
                    max={qty - (taken[at] ?? 0)}
                    onChange={(n) => setPieces(lines.map((_, place) => (place === at ? n : (pieces[place] ?? 0))))}
                  />
                  <span className="number">{money(line_total_cents, currency)}</span>
                </li>
              ))}
            </ul>
          ) : way === "evenly" ? (
            <div className="split-people">
              <Stepper label={t("pos.split.people")} value={people} min={2} max={MOST_PEOPLE} onChange={setPeople} />
              <span>{t("pos.split.each", { people, amount: money(part, currency) })}</span>
            </div>
          ) : (
            <NumberPad
              label={t("pos.split.amount_label")}
              isLabelled
              digits={digits}
              maxDigits={LONGEST_AMOUNT}
              shown={money(Number(digits || "0"), currency)}
              onDigits={(next) => setDigits(next.replace(/^0+/, ""))}
              onDone={done}
              isComplete={isGood}
              autoFocus
            />
          )}
        </div>
      </Tabs>
    </Sheet>
  );
}
