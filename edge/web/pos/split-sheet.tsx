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
import { MOST_PEOPLE, shareOf, sumOfPieces } from "./split.ts";
import "./refund-lines.css";

export interface SplitSheetProps {
  readonly leftCents: number;
  readonly lines: readonly Pick<OrderLine, "line_id" | "name" | "qty" | "line_total_cents">[];
  readonly currency: MoneyUnit;
  /** `people`: so many pay evenly; null: another way. */
  onSplit(partCents: number, people: number | null): void;
  onClose(): void;
}

const LONGEST_AMOUNT = 9;
const WAYS = ["items", "evenly", "amount"] as const;
type Way = (typeof WAYS)[number];

export function SplitSheet({ leftCents, lines, currency, onSplit, onClose }: SplitSheetProps) {
  const t = useWords();
  const { money } = useFormat();
  const [way, setWay] = useState<Way>(lines.length > 1 || lines.some(({ qty }) => qty > 1) ? "items" : "evenly");
  const [pieces, setPieces] = useState<ReadonlyMap<number, number>>(new Map());
  const [people, setPeople] = useState(2);
  const [digits, setDigits] = useState("");
  const part = { items: sumOfPieces(lines, pieces, leftCents), evenly: shareOf(leftCents, people), amount: Number(digits || "0") }[way];
  const isGood = part > 0 && part <= leftCents;
  const done = () => onSplit(part, way === "evenly" ? people : null);
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
                  </span>
                  <Stepper
                    label={name}
                    value={pieces.get(at) ?? 0}
                    min={0}
                    max={qty}
                    onChange={(n) => setPieces(new Map(pieces).set(at, n))}
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
