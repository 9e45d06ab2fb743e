/** Takes money for an order: cash or card, all of it or a part, with a tip or a tip alone. The box decides what is owed, and the change. */
import { cashStep } from "@crema/shared/domain/kernel/cash-rounding";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { ProblemNote } from "@crema/ui/components/problem-note.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Tabs } from "@crema/ui/components/tabs.tsx";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useEffect, useEffectEvent, useState } from "react";
import { BOX } from "../store-api.ts";
import { useMe } from "../use-me.ts";
import { PaySum } from "./pay-sum.tsx";
import { CardWays, CashWays, PayPad } from "./pay-ways.tsx";
import { type ItemSplit, peopleLeft, shareOf, sumOfPieces } from "./split.ts";
import { type SplitHow, SplitSheet, type SplitSheetProps } from "./split-sheet.tsx";
import { doubtAbout, useTenderEntry } from "./tender-entry.ts";
import { TenderQuestion } from "./tender-question.tsx";
import type { Tender } from "./use-checkout.ts";
import type { Splitting } from "./use-split.ts";
import type { TipAtTill } from "./use-tip.ts";
import "./pay-sheet.css";

export interface PaySheetProps {
  readonly dueCents: number;
  readonly paidCents: number;
  /** What may be split by pieces. */
  readonly lines: SplitSheetProps["lines"];
  /** A tip on an order that is paid: what the order costs. null: something is owed. */
  readonly tipOnCents: number | null;
  readonly currency: MoneyUnit;
  /** "A-17 for Bo"; null before the order has a number. */
  readonly orderName: string | null;
  readonly error: unknown;
  readonly isBusy: boolean;
  /** How the bill was split when the guest before paid. */
  readonly splitting: Splitting;
  /** Chosen by the guest on a screen of their own, each time another object; null: none was. */
  readonly guestTip: TipAtTill["ofGuest"];
  /** The tip that is on the till, for whoever shows it; 0 when the sheet is left. */
  onTip(cents: number): void;
  onTender(tender: Tender): void;
  onDiscount(): void;
  onClose(): void;
}

export function PaySheet(props: PaySheetProps) {
  const { dueCents, paidCents, lines, tipOnCents, currency, orderName, error, isBusy, splitting, guestTip } = props;
  const { onTip, onTender, onClose } = props;
  const { evenly, byItem } = splitting;
  const t = useWords();
  const { data: me } = useMe();
  const isCashFree = me?.is_cash_free ?? false;
  const people = evenly && tipOnCents === null ? peopleLeft(evenly, dueCents) : 1;
  const entry = useTenderEntry({
    dueCents,
    tipOnCents,
    firstPart: people > 1 ? shareOf(dueCents, people) : partOfItems(byItem, lines, dueCents),
    step: cashStep(currency, me?.cash_rounding_cents ?? undefined),
    first: isCashFree ? "EXTERNAL_CARD" : "CASH",
    asksReference: me?.card_reference !== "NONE",
  });
  const [asked, setAsked] = useState<{ about: "tip" | "given"; tendered: number | null } | null>(null);
  const [isSplitting, setSplitting] = useState(false);
  useGuestTip(guestTip, entry.setTip);
  useToldTip(entry.tip, onTip);
  const { method } = entry;
  const send = (tendered: number | null) => {
    if (people > 1) splitting.splitEvenly({ people, leftCents: dueCents });
    onTender(entry.tender(tendered));
  };
  const take = (tendered: number | null) => {
    const doubt = doubtAbout(entry, tendered);
    if (doubt) setAsked({ about: doubt, tendered });
    else send(tendered);
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
          send(asked.tendered);
        }}
        onNo={() => {
          setAsked(null);
          entry.enter(asked.about, "");
          entry.edit(asked.about);
        }}
      />
    );
  }
  if (isSplitting) {
    const split = (part: number, how: SplitHow) => {
      entry.split(part < dueCents ? part : null);
      if (how.way === "evenly") splitting.splitEvenly({ people: how.people, leftCents: dueCents });
      else splitting.splitByItem({ chosen: how.way === "items" ? how.chosen : [], taken: byItem?.taken ?? [], paidCents });
      setSplitting(false);
    };
    const close = () => setSplitting(false);
    return <SplitSheet {...{ lines, currency, evenly, byItem }} leftCents={dueCents} onSplit={split} onClose={close} />;
  }
  const tabs = (["CASH", "EXTERNAL_CARD"] as const).filter((key) => !isCashFree || key !== "CASH");
  const ways = { entry, currency, isBusy, onTake: take };
  return (
    <Sheet
      title={titleOf(t, orderName, tipOnCents !== null)}
      isOpen
      onClose={onClose}
      size="wide"
      problem={<ProblemNote error={error} server={BOX} />}
    >
      <div className="pay">
        <PaySum {...props} entry={entry} onSplit={() => setSplitting(true)} />
        <div className="pay-how">
          {isCashFree ? <p className="soft">{t("pos.pay.cash_free")}</p> : null}
          <Tabs
            label={t("pos.pay.how")}
            tabs={tabs.map((key) => ({ key, name: t(`pos.pay.by.${key}`) }))}
            selected={method}
            onSelect={entry.choose}
          >
            <div className="pay-ways">
              {method === "CASH" ? <CashWays {...ways} /> : <CardWays {...ways} />}
              <PayPad {...ways} />
            </div>
          </Tabs>
        </div>
      </div>
    </Sheet>
  );
}

/** null: nothing is chosen, or all that is left. */
function partOfItems(byItem: ItemSplit | null, lines: PaySheetProps["lines"], dueCents: number): number | null {
  if (!byItem?.chosen.some((count) => count > 0)) return null;
  const part = sumOfPieces(lines, byItem.chosen, dueCents, byItem.taken);
  return part > 0 && part < dueCents ? part : null;
}

function titleOf(t: Words, orderName: string | null, isTip: boolean): string {
  const name = orderName ?? "";
  if (isTip) return t("pos.pay.tip_title", { name });
  return orderName === null ? t("pos.pay.title") : t("pos.pay.title_of", { name });
}

function useGuestTip(guestTip: PaySheetProps["guestTip"], setTip: (cents: number) => void): void {
  const take = useEffectEvent(setTip);
  useEffect(() => {
    if (guestTip) take(guestTip.cents);
  }, [guestTip]);
}

function useToldTip(tip: number, onTip: (cents: number) => void): void {
  const tell = useEffectEvent(onTip);
  useEffect(() => tell(tip), [tip]);
  useEffect(() => () => tell(0), []);
}
