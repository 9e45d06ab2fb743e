/** Tips to choose from, or one of the guest's own. The till has the last word: what it shows is what is chosen. */
import type { CustomerScreen } from "@crema/shared/contract/customer-screen";
import { isRefusal } from "@crema/ui/client/unwrap.ts";
import { Button } from "@crema/ui/components/button.tsx";
import { Chip } from "@crema/ui/components/chip.tsx";
import { NumberPad } from "@crema/ui/components/number-pad.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { tipsOn } from "../../tips-on.ts";
import type { ChooseTip } from "./use-screen.ts";

const LONGEST_AMOUNT = 7;

export interface TipChoiceProps {
  readonly screen: CustomerScreen;
  readonly tip: NonNullable<CustomerScreen["tip"]>;
  readonly onTip: ChooseTip;
}

export function TipChoice({ screen, tip, onTip }: TipChoiceProps) {
  const t = useWords();
  const { money, percent } = useFormat();
  const [isNone, setNone] = useState(false);
  const [own, setOwn] = useState<string | null>(null);
  const send = useMutation({
    mutationFn: (tip_cents: number) => onTip({ ticket_key: screen.ticket_key, tip_cents: tip_cents as typeof tip.of_cents }),
  });
  const choose = (cents: number) => {
    setNone(cents === 0);
    setOwn(null);
    send.mutate(cents);
  };
  const tips = tipsOn(tip.of_cents);
  const isOwn = tip.chosen_cents > 0 && !tips.some(({ cents }) => cents === tip.chosen_cents);
  if (own !== null) {
    return (
      <div className="customer-tip">
        <NumberPad
          label={t("customer.tip.other")}
          isLabelled
          digits={own}
          maxDigits={LONGEST_AMOUNT}
          shown={money(Number(own || "0"), screen)}
          onDigits={(digits) => setOwn(digits.replace(/^0+/, ""))}
          onDone={() => choose(Number(own))}
          doneLabel={t("customer.tip.add")}
          isComplete={own !== ""}
          autoFocus
        />
        <Button onPress={() => setOwn(null)}>{t("customer.tip.back")}</Button>
      </div>
    );
  }
  return (
    <fieldset className="customer-tip">
      <legend>{t("customer.tip.title")}</legend>
      <div className="customer-tips">
        {tips.map(({ share, cents }) => (
          <Chip key={share} isSelected={tip.chosen_cents === cents} extra={money(cents, screen)} onPress={() => choose(cents)}>
            {percent(share)}
          </Chip>
        ))}
        <Chip isSelected={isNone && tip.chosen_cents === 0} onPress={() => choose(0)}>
          {t("customer.tip.none")}
        </Chip>
        <Chip isSelected={isOwn} extra={isOwn ? money(tip.chosen_cents, screen) : null} onPress={() => setOwn("")}>
          {t("customer.tip.other")}
        </Chip>
      </div>
      {send.error ? (
        <p className="note note-warn" role="alert">
          {t(isRefusal(send.error, "payment.tip_too_large") ? "customer.tip.too_large" : "customer.tip.failed")}
        </p>
      ) : null}
    </fieldset>
  );
}
