/** An amount as a person reads it: 5.00 EUR. Easy to get wrong: not every currency has two decimals. */
export function moneyText(minor: number, currency: string): string {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  return `${(minor / 10 ** digits).toFixed(digits)} ${currency}`;
}
