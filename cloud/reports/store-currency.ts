/** A store's currency, and the question to a person where its prices were shown without their digits. */
import type { StoreCurrency } from "@crema/shared/contract/store-currency";
import { digitsAreOpen, digitsOnceShown, factorOnceHidden, minorDigits } from "@crema/shared/domain/kernel/currency";
import { ok, type Result, refuse } from "@crema/shared/domain/kernel/errors";
import { moneyText } from "@crema/shared/domain/kernel/money-text";
import type { MenuDocument } from "@crema/shared/domain/menu/menu";
import type { Pool } from "pg";
import { readDocuments } from "../db/documents.ts";

const EXAMPLES = 5;

export async function storeCurrency(pool: Pool, storeId: string): Promise<Result<StoreCurrency>> {
  const documents = await readDocuments(pool, storeId);
  if (!documents?.profile) return refuse("store.not_found", `There is no store ${storeId} with a profile.`);
  const { menu, profile } = documents;
  const { currency } = menu ?? profile;
  const minor_digits = minorDigits(currency);
  return ok({ store_id: storeId, currency, minor_digits, question: menu && digitsAreOpen(menu) ? questionAbout(menu) : null });
}

function questionAbout(menu: MenuDocument): NonNullable<StoreCurrency["question"]> {
  const { currency } = menu;
  const times = factorOnceHidden(currency);
  return {
    shown_digits: digitsOnceShown(currency),
    times,
    examples: menu.items.slice(0, EXAMPLES).map(({ name, base_price_cents: price }) => ({
      name,
      shown: moneyText(price, menu),
      right_as_stored: moneyText(price, currency),
      times: moneyText(price * times, currency),
    })),
  };
}
