/** What an order costs, as the server computed it. */
import type { PricedOrder } from "@crema/shared/domain/order/order";
import { useFormat } from "@crema/ui/format/use-format.ts";

type Priced = Pick<
  PricedOrder,
  "currency" | "minor_digits" | "promotions" | "subtotal_cents" | "tax_cents" | "tax_inclusive" | "total_cents"
>;

export function Totals({ priced }: { priced: Priced }) {
  const { money } = useFormat();
  return (
    <dl className="totals">
      <dt>Subtotal</dt>
      <dd className="number">{money(priced.subtotal_cents, priced)}</dd>
      {priced.promotions.map(({ promotion_id, name, discount_cents }) => (
        <div key={promotion_id} className="totals-row">
          <dt>{name}</dt>
          <dd className="number">{money(-discount_cents, priced)}</dd>
        </div>
      ))}
      <dt>{priced.tax_inclusive ? "Tax included" : "Tax"}</dt>
      <dd className="number">{money(priced.tax_cents, priced)}</dd>
      <dt>
        <strong>Total</strong>
      </dt>
      <dd className="number">
        <strong>{money(priced.total_cents, priced)}</strong>
      </dd>
    </dl>
  );
}
