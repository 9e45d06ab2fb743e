/** What is to be taken now and of what: what is paid and left, the tip, the split. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { Button } from "@crema/ui/components/button.tsx";
import { Chip } from "@crema/ui/components/chip.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Percent from "lucide-react/icons/percent";
import Split from "lucide-react/icons/split";
import { tipsOn } from "../tips-on.ts";
import { ClosedDrawerNote } from "./closed-drawer-note.tsx";
import type { TenderEntry } from "./tender-entry.ts";
import type { TipAtTill } from "./use-tip.ts";

interface PaySumProps {
  readonly dueCents: number;
  readonly paidCents: number;
  readonly tipOnCents: number | null;
  readonly currency: MoneyUnit;
  readonly isBusy: boolean;
  readonly guestTip: TipAtTill["ofGuest"];
  readonly entry: TenderEntry;
  onDiscount(): void;
  onSplit(): void;
}

export function PaySum({ dueCents, paidCents, tipOnCents, currency, isBusy, guestTip, entry, onDiscount, onSplit }: PaySumProps) {
  const t = useWords();
  const { money } = useFormat();
  const { amount, tip, toTake, part } = entry;
  const text = (cents: number) => money(cents, currency);
  const isRounded = toTake !== amount + tip;
  return (
    <section className="pay-sum" aria-label={t("pos.pay.to_pay")}>
      {paidCents > 0 && tipOnCents === null ? (
        <p className="pay-left number" role="status">
          {t("pos.pay.paid_left", { paid: text(paidCents), left: text(dueCents) })}
        </p>
      ) : null}
      <div>
        <p className="soft">{t(tipOnCents === null ? "pos.pay.to_pay" : "pos.pay.tip")}</p>
        <p className="pay-due number">{text(toTake)}</p>
        {tipOnCents === null ? null : <p className="soft">{t("pos.pay.is_paid", { total: text(tipOnCents) })}</p>}
        {part === null ? null : <p className="soft number">{t("pos.pay.part", { part: text(part), left: text(dueCents) })}</p>}
        {tip > 0 && tipOnCents === null ? <p className="soft number">{t("pos.pay.with_tip", { tip: text(tip) })}</p> : null}
        {isRounded ? <p className="soft">{t("pos.pay.rounded")}</p> : null}
        {guestTip ? (
          <p className="note note-info" role="status">
            {t("pos.pay.guest_tip", { tip: text(guestTip.cents) })}
          </p>
        ) : null}
      </div>
      <Tips {...{ entry, currency, isBusy }} />
      {entry.method === "CASH" ? <ClosedDrawerNote /> : null}
      {tipOnCents === null ? (
        <div className="pay-acts">
          <Button icon={Split} isDisabled={isBusy} onPress={onSplit}>
            {t("pos.pay.split")}
          </Button>
          {part === null ? null : (
            <Button isDisabled={isBusy} onPress={() => entry.split(null)}>
              {t("pos.pay.whole")}
            </Button>
          )}
          <Button icon={Percent} isDisabled={isBusy} onPress={onDiscount}>
            {t("pos.pay.discount")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Tips({ entry, currency, isBusy }: Pick<PaySumProps, "entry" | "currency" | "isBusy">) {
  const t = useWords();
  const { money, percent } = useFormat();
  const { tip, bill } = entry;
  const tips = tipsOn(bill);
  const isOwn = tip > 0 && !tips.some(({ cents }) => cents === tip);
  return (
    <fieldset className="pay-tips" disabled={isBusy}>
      <legend>{t("pos.pay.tip")}</legend>
      {tips.map(({ share, cents }) => (
        <Chip key={share} isSelected={tip === cents} extra={money(cents, currency)} onPress={() => entry.setTip(tip === cents ? 0 : cents)}>
          {percent(share)}
        </Chip>
      ))}
      <Chip isSelected={isOwn} extra={isOwn ? money(tip, currency) : null} onPress={() => entry.edit("tip")}>
        {t("pos.pay.other_tip")}
      </Chip>
    </fieldset>
  );
}
