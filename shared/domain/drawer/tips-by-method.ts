/** The tips of a day by the way they came, less those that went back: what a card terminal's own total has besides the sales. */
import type { TenderMethod } from "../payment/payment.ts";
import type { DayTotals } from "./report.ts";

const METHODS: readonly TenderMethod[] = ["CASH", "EXTERNAL_CARD", "ONLINE"];

/** Without the methods by which none came. They sum to `tips_cents`. */
export function tipsByMethod(day: Pick<DayTotals, "tenders" | "refunds" | "corrections">): { method: TenderMethod; tip_cents: number }[] {
  const of = (sums: DayTotals["tenders"] | null, method: TenderMethod) => (sums ?? []).find((sum) => sum.method === method)?.tip_cents ?? 0;
  return METHODS.flatMap((method) => {
    const tip_cents = of(day.tenders, method) - of(day.refunds, method) - of(day.corrections, method);
    return tip_cents === 0 ? [] : [{ method, tip_cents }];
  });
}
