/** What an order costs, as the server computed it. */
import type { PricedOrder } from "@crema/shared/domain/order/order";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";

type Priced = Pick<
  PricedOrder,
  "currency" | "minor_digits" | "promotions" | "subtotal_cents" | "tax_cents" | "tax_inclusive" | "total_cents"
>;

export function Totals({ priced }: { priced: Priced }) {
  const t = useWords();
  const { money } = useFormat();
  return (
    <dl className="totals">
      <dt>{t("totals.subtotal")}</dt>
      <dd className="number">{money(priced.subtotal_cents, priced)}</dd>
      {priced.promotions.map(({ promotion_id, name, discount_cents }) => (
        <div key={promotion_id} className="totals-row totals-off">
          <dt>{name}</dt>
          <dd className="number">{money(-discount_cents, priced)}</dd>
        </div>
      ))}
      <dt>{priced.tax_inclusive ? t("totals.tax_included") : t("totals.tax")}</dt>
      <dd className="number">{money(priced.tax_cents, priced)}</dd>
      <div className="totals-row totals-all">
        <dt>{t("totals.total")}</dt>
        <dd className="number">{money(priced.total_cents, priced)}</dd>
      </div>
    </dl>
  );
}
