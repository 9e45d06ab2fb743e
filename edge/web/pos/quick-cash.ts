/** What guests hand over: the next amounts above the due one that the currency's notes make up. */
import { denominationsOf } from "@crema/shared/domain/kernel/denominations";
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";

const MOST = 4;
/** Five, ten, twenty and so on, as far as a note of any currency goes: for one whose notes are not known here. */
const ANY_NOTES = [100, 1_000, 10_000, 100_000, 1_000_000].flatMap((unit) => [5 * unit, 10 * unit, 20 * unit]);

/** Ascending, each above `due`, in minor units. */
export function quickCash(due: number, currency: MoneyUnit): number[] {
  const known = denominationsOf(currency)
    .filter(({ kind }) => kind === "note")
    .map(({ value_cents }) => value_cents);
  if (known.length === 0) return ANY_NOTES.filter((note) => note > due).slice(0, MOST);
  const amounts = known.map((note) => Math.ceil(due / note) * note).filter((amount) => amount > due);
  return [...new Set(amounts)].sort((a, b) => a - b).slice(0, MOST);
}
