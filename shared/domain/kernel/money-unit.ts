/** In what the amounts of a menu, an order or a price are counted. */
export interface MoneyUnit {
  readonly currency: string;
  /**
   * Missing where a currency was always shown with the digits that it has, and where the amounts are from before that was
   * settled for the store: they are shown as they were then.
   */
  readonly minor_digits?: number | undefined;
}
