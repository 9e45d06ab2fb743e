/** A blind count: how many of each note and coin, or one sum where that is quicker or the currency's notes are not known here. */
import { denominationsOf } from "@crema/shared/domain/kernel/denominations";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { BOX } from "../store-api.ts";
import type { Count, Counted } from "./use-drawer.ts";

export interface CountSheetProps {
  readonly currency: MoneyUnit;
  readonly error: unknown;
  readonly isBusy: boolean;
  onCount(count: Count): void;
  onClose(): void;
}

const LONGEST_AMOUNT = 9;
const LONGEST_NUMBER = 4;

export function CountSheet({ currency, error, isBusy, onCount, onClose }: CountSheetProps) {
  const t = useWords();
  const { money } = useFormat();
  const kinds = denominationsOf(currency);
  const [isByKind, setByKind] = useState(false);
  const [digits, setDigits] = useState("");
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const numberOf = (name: string) => Number(texts[name] ?? "");
  const denominations = kinds.flatMap(({ kind, value_cents }): Counted[] => {
    const count = numberOf(nameOf(kind, value_cents));
    return count > 0 ? [{ value_cents, count }] : [];
  });
  const sum = denominations.reduce((all, { value_cents, count }) => all + value_cents * count, 0);
  const done = () => {
    if (!isByKind) onCount({ counted_cents: Number(digits || "0") });
    else onCount({ counted_cents: sum, ...(denominations.length > 0 && { denominations }) });
  };
  const footer = (
    <>
      <p className="count-sum number" role="status">
        {money(sum, currency)}
      </p>
      <Button size="large" look="primary" isDisabled={isBusy} onPress={done}>
        {t("pos.count.done")}
      </Button>
    </>
  );
  return (
    <Sheet
      title={t("pos.count.title")}
      isOpen
      onClose={onClose}
      problem={<ProblemNote error={error} server={BOX} />}
      {...(isByKind ? { footer } : {})}
    >
      <div className="drawer">
        <p>{t("pos.count.how")}</p>
        {kinds.length > 0 ? (
          <Button onPress={() => setByKind(!isByKind)}>{t(isByKind ? "pos.count.one_sum" : "pos.count.by_kind")}</Button>
        ) : null}
        {isByKind ? (
          <ul className="count-kinds">
            {kinds.map(({ kind, value_cents }) => {
              const name = nameOf(kind, value_cents);
              return (
                <li key={name}>
                  <Field
                    label={t(`pos.count.kind.${kind}`, { amount: money(value_cents, currency) })}
                    inputMode="numeric"
                    maxLength={LONGEST_NUMBER}
                    value={texts[name] ?? ""}
                    onChange={(text) => setTexts({ ...texts, [name]: text.replace(/\D/g, "") })}
                  />
                  <span className="number soft">{money(value_cents * numberOf(name), currency)}</span>
                </li>
              );
            })}
          </ul>
        ) : (
          <NumberPad
            label={t("pos.count.title")}
            isLabelled
            digits={digits}
            maxDigits={LONGEST_AMOUNT}
            shown={money(Number(digits || "0"), currency)}
            onDigits={(next) => setDigits(next.replace(/^0+/, ""))}
            onDone={done}
            doneLabel={t("pos.count.done")}
            isDisabled={isBusy}
            autoFocus
          />
        )}
      </div>
    </Sheet>
  );
}

const nameOf = (kind: string, value: number): string => `${kind} ${value}`;
