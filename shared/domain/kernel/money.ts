/**
 * Money: whole minor units (cents), and the only place where a fraction of a cent is rounded.
 * Rates are integers in parts per million; never multiply by a float rate.
 */
import { z } from "zod";

/** An amount in minor units of the store's currency. Negative only where it is a difference. */
export const Cents = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER).brand<"Cents">();
export type Cents = z.infer<typeof Cents>;

/** The largest single amount the system handles: 10 million in major units. Keeps every sum inside 2^53. */
export const MAX_AMOUNT_CENTS = 1_000_000_000;

/** A non-negative amount as it may arrive from outside. */
export const AmountCents = z.number().int().min(0).max(MAX_AMOUNT_CENTS).brand<"Cents">();

/** ISO 4217 code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/);
export type Currency = z.infer<typeof Currency>;

/** How many digits the amounts next to it have; may be missing, see MoneyUnit. */
export const MinorDigits = z.number().int().min(0).max(4).optional();

/** Parts per million: 8.875 % is 88_750. */
export const RatePpm = z.number().int().min(0).max(1_000_000);

export function cents(value: number): Cents {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number of cents: ${value}`);
  return value as Cents;
}

export const ZERO = cents(0);

export function sumCents(values: Iterable<number>): Cents {
  let total = 0;
  for (const value of values) total += value;
  return cents(total);
}

/**
 * `amount * numerator / denominator`, rounded half up (half away from zero for negative amounts).
 * BigInt inside: the product of two safe integers need not be one.
 */
export function proportion(amount: number, numerator: number, denominator: number): Cents {
  if (denominator <= 0) throw new RangeError("denominator must be positive");
  const product = BigInt(amount) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return cents(Number(product < 0n ? -rounded : rounded));
}

/**
 * Splits `total` over `weights` without losing a cent: each gets its whole share, the cents left over go to the largest
 * remainders, earlier ones first. No share is above its weight as long as `total` is not above their sum.
 */
export function spread(total: number, weights: readonly number[]): Cents[] {
  const sum = BigInt(sumCents(weights));
  if (sum === 0n) {
    if (total !== 0) throw new RangeError(`nothing to spread ${total} over`);
    return weights.map(() => ZERO);
  }
  const shares = weights.map((weight, index) => {
    const product = BigInt(total) * BigInt(weight);
    return { index, whole: Number(product / sum), remainder: product % sum };
  });
  let left = total - shares.reduce((given, share) => given + share.whole, 0);
  for (const share of shares.toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))) {
    if (left <= 0) break;
    share.whole += 1;
    left -= 1;
  }
  return shares.map((share) => cents(share.whole));
}
