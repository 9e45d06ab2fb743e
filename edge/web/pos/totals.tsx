/** The sums of a quote or an order, as the box computed them. */
import { useFormat } from "@crema/ui/format/use-format.ts";

export interface Price {
  readonly currency: string;
  readonly subtotal_cents: number;
  readonly promotions: readonly { readonly promotion_id: string; readonly name: string; readonly discount_cents: number }[];
  readonly tax_cents: number;
  readonly tax_inclusive: boolean;
  readonly total_cents: number;
}

export function Totals({ price, isCurrent = true }: { price: Price; isCurrent?: boolean }) {
  const { money } = useFormat();
  const rows: [string, string][] = [
    ["Subtotal", money(price.subtotal_cents, price)],
    ...price.promotions.map(({ name, discount_cents }): [string, string] => [name, `−${money(discount_cents, price)}`]),
    [price.tax_inclusive ? "Tax, included" : "Tax", money(price.tax_cents, price)],
  ];
  return (
    <dl className={`totals number${isCurrent ? "" : " soft"}`}>
      {rows.map(([name, amount]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{amount}</dd>
        </div>
      ))}
      <div className="totals-total">
        <dt>Total</dt>
        <dd>{money(price.total_cents, price)}</dd>
      </div>
    </dl>
  );
}
