/** A store's currency as the command line shows it: the prices, and what each answer makes of them. */
import type { StoreCurrency } from "@crema/shared/contract/store-currency";

export function currencyText({ store_id, currency, minor_digits, question }: StoreCurrency): string {
  if (!question) return `${store_id} counts in ${currency}, with ${minor_digits} digits. Nothing is open.`;
  const rows = question.examples.map(
    ({ name, shown, right_as_stored, times }) => `  ${name}: shown as ${shown}; right as stored ${right_as_stored}; times ${times}`,
  );
  return [
    `Prices of ${store_id} in ${currency} were shown with ${question.shown_digits} digits; the currency has ${minor_digits}. What do they mean?`,
    ...rows,
    "Answer with one of:",
    `  crema-cloud currency --store ${store_id} --answer right-as-stored`,
    `  crema-cloud currency --store ${store_id} --answer times          (every price × ${question.times})`,
    "Until then no menu is published and nothing is paid online; the counter sells on as before.",
  ].join("\n");
}
