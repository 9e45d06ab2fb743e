/**
 * Amounts of two currencies have no sum. A report with one column of money shows the store's own, or the only one there is, and
 * whatever was counted in others beside it.
 */
import type { Currency } from "@crema/shared/domain/kernel/money";
import type { Pool } from "pg";
import { readDocuments } from "../db/documents.ts";

/** `found`: the currencies that the report has amounts of. null: none, of a store that has no profile. */
export async function splitCurrencies(
  pool: Pool,
  storeId: string,
  found: Iterable<Currency>,
): Promise<{ main: Currency | null; others: Currency[] }> {
  const currencies = [...new Set(found)].sort();
  const [only, another] = currencies;
  if (only !== undefined && another === undefined) return { main: only, others: [] };
  const own = (await readDocuments(pool, storeId))?.profile?.currency ?? null;
  const main = own === null || (only !== undefined && !currencies.includes(own)) ? (only ?? null) : own;
  return { main, others: currencies.filter((each) => each !== main) };
}
