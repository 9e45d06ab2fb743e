/** The sums of a quote or an order, as the box computed them. */

import { discountName } from "@crema/shared/domain/order/discount-name";
import type { AppliedPromotion } from "@crema/shared/domain/order/order";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";

export interface Price {
  readonly currency: string;
  readonly subtotal_cents: number;
  readonly lines: Parameters<typeof discountName>[0]["lines"];
  readonly promotions: readonly AppliedPromotion[];
  readonly tax_cents: number;
  readonly tax_inclusive: boolean;
  readonly total_cents: number;
}

export function Totals({ price, isCurrent = true }: { price: Price; isCurrent?: boolean }) {
  const t = useWords();
  const { money } = useFormat();
  const rows: [string, string][] = [
    [t("pos.totals.subtotal"), money(price.subtotal_cents, price)],
    ...price.promotions.map((each): [string, string] => [discountName(price, each), `−${money(each.discount_cents, price)}`]),
    [t(price.tax_inclusive ? "pos.totals.tax_included" : "pos.totals.tax"), money(price.tax_cents, price)],
  ];
  return (
    <dl className={`totals number${isCurrent ? "" : " soft"}`}>
      {rows.map(([name, amount], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: staff may give several discounts, which have no other name than their place
        <div key={`${name} ${index}`}>
          <dt>{name}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
      <div className="totals-total">
        <dt>{t("pos.totals.total")}</dt>
        <dd>{money(price.total_cents, price)}</dd>
      </div>
    </dl>
  );
}
