/** Cash and card: the next act as the one large button, quick notes, and the pad for what is typed. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Field } from "@crema/ui/components/field.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { SteadyButton } from "@crema/ui/components/steady-button.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMe } from "../use-me.ts";
import { quickCash } from "./quick-cash.ts";
import type { TenderEntry } from "./tender-entry.ts";

const LONGEST_REFERENCE = 64;

interface WaysProps {
  readonly entry: TenderEntry;
  readonly currency: MoneyUnit;
  readonly isBusy: boolean;
  onTake(tendered: number | null): void;
}

export function CashWays({ entry: { toTake, isOpen, given }, currency, isBusy, onTake }: WaysProps) {
  const t = useWords();
  const { money } = useFormat();
  return (
    <div className="pay-quick">
      <SteadyButton
        look={given === null ? "primary" : "plain"}
        size="large"
        meaning={`exact ${toTake}`}
        isDisabled={isBusy || isOpen}
        onPress={() => onTake(null)}
      >
        {t("pos.pay.exact", { amount: money(toTake, currency) })}
      </SteadyButton>
      <div className="pay-notes">
        {quickCash(toTake, currency).map((note) => (
          <SteadyButton key={note} size="large" meaning={`${note} of ${toTake}`} isDisabled={isBusy || isOpen} onPress={() => onTake(note)}>
            {money(note, currency)}
          </SteadyButton>
        ))}
      </div>
    </div>
  );
}

export function CardWays({ entry, currency, isBusy, onTake }: WaysProps) {
  const t = useWords();
  const { money } = useFormat();
  const setting = useMe().data?.card_reference ?? "OPTIONAL";
  const isRequired = setting === "REQUIRED";
  const reference = entry.texts.reference;
  const isMissing = isRequired && reference.trim() === "";
  return (
    <div className="pay-quick">
      <SteadyButton
        className="pay-card"
        look="primary"
        size="large"
        meaning={`card ${entry.toTake}`}
        isDisabled={isBusy || isMissing || entry.isOpen}
        onPress={() => onTake(null)}
      >
        {t("pos.pay.card_approved", { amount: money(entry.toTake, currency) })}
      </SteadyButton>
      {setting === "NONE" ? null : (
        <Field
          label={t(isRequired ? "pos.pay.slip_required" : "pos.pay.slip_optional")}
          maxLength={LONGEST_REFERENCE}
          value={reference}
          onChange={(text) => entry.enter("reference", text)}
          onFocus={() => entry.edit("reference")}
        />
      )}
      {isMissing ? <p className="small soft">{t("pos.pay.slip_missing")}</p> : null}
    </div>
  );
}

/** It says what it types, and goes back to what is usual after a tip. */
export function PayPad({ entry, currency, isBusy, onTake }: WaysProps) {
  const t = useWords();
  const { money } = useFormat();
  const { editing, texts } = entry;
  const isLast = editing === "given" || (entry.isTipAlone && editing === "tip");
  const text = texts[editing];
  const shown = editing === "reference" || text === "" ? text : money(Number(text), currency);
  if (!entry.needsPad) return null;
  return (
    <NumberPad
      key={editing}
      label={t(`pos.pay.entry.${editing}`)}
      isLabelled
      digits={text}
      maxDigits={entry.longest}
      shown={shown}
      onDigits={(next) => entry.enter(editing, next)}
      onDone={() => (isLast ? onTake(entry.given) : entry.leave())}
      doneLabel={isLast ? t("pos.pay.accept") : t("ui.ok")}
      isDonePlain={!(isLast && text !== "")}
      isComplete={!entry.isOpen}
      isDisabled={isBusy}
      autoFocus={editing !== "reference"}
    />
  );
}
