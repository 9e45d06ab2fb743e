/** In what the amounts of a menu, an order or a price are counted. */
export interface MoneyUnit {
  readonly currency: string;
  /**
   * Missing where the currency was always displayed with its ISO digits, and on amounts from before the store confirmed
   * its digits: those are displayed as they were then.
   */
  readonly minor_digits?: number | undefined;
}
