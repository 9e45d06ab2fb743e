/**
 * Which version of the wire a box has to speak to understand a document (L8). What an older box may leave out without harm needs
 * nothing; what it would misread does. A document says it in `needs`; one that does not was published before that, and is read as ever.
 */
import { factorOnceHidden } from "../kernel/currency.ts";
import type { MenuDocument, Promotion } from "../menu/menu.ts";
import type { ProfileDocument, TaxRate } from "./profile.ts";

const OLDEST = 3;
/** It reads `minor_digits`; one before it prints 1490.00 HUF as 149000. */
const READS_DIGITS = 4;
/** It knows rates by kind of sale and by day, and several on one item; one before it would take the last rate of a category for all. */
const READS_TAXES = 6;
/** It takes no cash; one before it would go on taking it. */
const CLOSES_WITHOUT_CASH = 6;
/** It reads pieces of a choice, its prices, a group's none and dayparts; one before it charges and refuses by others. */
const READS_CHOICES = 6;
/** It knows promotions by hour, channel and limit, exclusive ones, and kinds besides percent and amount; one before it would give others. */
const READS_PROMOTIONS = 7;

/** It knows special days; one before it would take orders on a holiday. */
const READS_SPECIAL_DAYS = 7;

export function needsOf(document: Omit<MenuDocument, "needs"> | Omit<ProfileDocument, "needs">): number {
  if ("items" in document) return menuNeeds(document);
  if ((document.special_days ?? []).length > 0) return READS_SPECIAL_DAYS;
  if (document.settings.is_cash_free) return CLOSES_WITHOUT_CASH;
  return document.tax.rates.some(isMore) ? READS_TAXES : OLDEST;
}

function menuNeeds(menu: Omit<MenuDocument, "needs">): number {
  if (menu.promotions.some(isRich)) return READS_PROMOTIONS;
  const hasChoices = menu.modifier_groups.some((group) =>
    group.modifiers.some(({ max_qty = 1, is_none, prices = [] }) => max_qty > 1 || is_none || prices.length > 0),
  );
  if (hasChoices || (menu.dayparts ?? []).length > 0) return READS_CHOICES;
  return menu.minor_digits !== undefined && factorOnceHidden(menu.currency) > 1 ? READS_DIGITS : OLDEST;
}

/** By more than what a box has always known; other names and being listed change no price. */
const isRich = ({ kind, hours, channels, fulfillment_types, modifier_ids = [], is_exclusive, priority = 0, limits }: Promotion): boolean =>
  (kind !== "PERCENT" && kind !== "AMOUNT") ||
  [hours, channels, fulfillment_types, is_exclusive, limits].some((member) => member !== undefined) ||
  modifier_ids.length > 0 ||
  priority > 0;

/** Anything besides category and rate. */
const isMore = ({ tax_category: _category, rate_ppm: _rate, ...more }: TaxRate): boolean =>
  Object.values(more).some((value) => value !== undefined);
