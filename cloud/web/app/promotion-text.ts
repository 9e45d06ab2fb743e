/** A promotion of the menu as a guest reads it: "2 for 1 on muffins", "Mon–Fri 17:00–19:00". */
import { nameIn } from "@crema/shared/domain/menu/choosing";
import { byTimeOfDay } from "@crema/shared/domain/menu/hours-by-day";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { formatMoney } from "@crema/ui/format/money.ts";
import { formatPercent } from "@crema/ui/format/percent.ts";
import { formatCalendarDay, formatWallTime } from "@crema/ui/format/time.ts";
import type { Words } from "@crema/ui/words/words.ts";

export type MenuPromotion = MenuResponse["promotions"][number];
type Named = Parameters<typeof nameIn>[0];
type Part = Pick<MenuPromotion, "item_ids" | "category_ids" | "modifier_ids">;

export interface Reader {
  /** Numbers, money and days go by its locale. */
  readonly t: Words;
  readonly menu: Pick<MenuResponse, "categories" | "items" | "modifier_groups" | "currency" | "minor_digits">;
  readonly timeZone: string | undefined;
  readonly nowMs: number;
}

/** What it takes off, and off what. */
export function whatText(promotion: MenuPromotion, reader: Reader): string {
  const { t, menu } = reader;
  const money = (cents: number | undefined) => formatMoney(cents ?? 0, menu, t.locale);
  if (promotion.kind === "BUNDLE") {
    const parts = (promotion.bundle ?? []).map((part) => `${part.qty > 1 ? `${part.qty} × ` : ""}${namesOf(part, reader, " / ")}`);
    return t("promotion.together", { parts: parts.join(" + "), money: money(promotion.price_cents) });
  }
  const of = namesOf(promotion, reader, ", ") || t("promotion.everything");
  switch (promotion.kind) {
    case "PERCENT":
      return t("promotion.percent", { rate: formatPercent(promotion.rate_ppm / 1_000_000, t.locale), of });
    case "AMOUNT":
      return t("promotion.amount", { money: money(promotion.amount_cents), of });
    case "FIXED_PRICE":
      return t("promotion.each", { money: money(promotion.price_cents), of });
    case "BUY_X_GET_Y":
      return t("promotion.units_for", { all: (promotion.buy_qty ?? 0) + (promotion.get_qty ?? 0), paid: promotion.buy_qty ?? 0, of });
  }
}

/** With the choices of which it needs one. */
function namesOf({ item_ids, category_ids, modifier_ids = [] }: Part, { t, menu }: Reader, between: string): string {
  const name = (row: Named) => nameIn(row, t.language);
  const modifiers = menu.modifier_groups
    .flatMap((group) => group.modifiers)
    .filter(({ modifier_id }) => modifier_ids.includes(modifier_id));
  const names = [
    ...menu.categories.filter(({ category_id }) => category_ids.includes(category_id)).map(name),
    ...menu.items.filter(({ item_id }) => item_ids.includes(item_id)).map(name),
  ].join(between);
  const choices = [...new Set(modifiers.map(name))].join(" / ");
  return choices === "" ? names : t("promotion.having", { names: names || t("promotion.everything"), choices });
}

/** Its hours, and the days on which it begins and ends; empty: at any time. */
export function whenText(promotion: MenuPromotion, { t, timeZone, nowMs }: Reader): string {
  const { locale } = t;
  const day = (at: string) => formatCalendarDay(localDay(at, timeZone), locale);
  return [
    ...byTimeOfDay(promotion.hours ?? []).map(
      ({ days, open, close }) => `${days.length === 7 ? t("promotion.daily") : daysText(days, locale)}${spanText(open, close, locale)}`,
    ),
    ...(promotion.starts_at && Date.parse(promotion.starts_at) > nowMs ? [t("promotion.from", { day: day(promotion.starts_at) })] : []),
    ...(promotion.ends_at ? [t("promotion.until", { day: day(new Date(Date.parse(promotion.ends_at) - 1).toISOString()) })] : []),
  ].join(", ");
}

/** " 17:00–19:00"; empty: all day. */
const spanText = (open: string, close: string, locale: string): string =>
  open === "00:00" && close === "24:00" ? "" : ` ${formatWallTime(open, locale)}–${formatWallTime(close, locale)}`;

const localDay = (at: string, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat("en-CA", { dateStyle: "short", ...(timeZone ? { timeZone } : {}) }).format(new Date(at));

/** Three and more that follow each other are one run. A week begins on Monday. */
function daysText(days: readonly number[], locale: string): string {
  const short = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  const nameOf = (weekday: number) => short.format(new Date(Date.UTC(2026, 0, 4 + weekday)));
  const place = (weekday: number) => (weekday + 6) % 7;
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0];
  const isRun = days.length > 2 && place(last) - place(first) === days.length - 1;
  return isRun ? `${nameOf(first)}–${nameOf(last)}` : days.map(nameOf).join(", ");
}

const FULFILLMENT = { PICKUP: "promotion.pickup", IN_STORE: "promotion.in_store" } as const;

/** What else it needs, each for itself. */
export function needsTexts(promotion: MenuPromotion, { t, menu }: Reader): string[] {
  const { min_subtotal_cents, fulfillment_types = [], limits = {}, is_exclusive } = promotion;
  return [
    ...(min_subtotal_cents > 0 ? [t("promotion.least", { money: formatMoney(min_subtotal_cents, menu, t.locale) })] : []),
    ...(fulfillment_types.length === 1 ? fulfillment_types.map((type) => t(FULFILLMENT[type])) : []),
    ...(limits.first_order ? [t("promotion.first")] : []),
    ...(limits.per_customer ? [t("promotion.per_customer", { times: limits.per_customer })] : []),
    ...(limits.in_all ? [t("promotion.while_it_lasts")] : []),
    ...(is_exclusive ? [t("promotion.alone")] : []),
  ];
}

/** What a guest has to know before a tap: what it takes off, when, and everything that it needs. */
export const cardText = (promotion: MenuPromotion, reader: Reader): string =>
  [whatText(promotion, reader), whenText(promotion, reader), ...needsTexts(promotion, reader)].filter(Boolean).join(" · ");

/** The names of the items that it is for; empty: it is for all. */
export function coveredNames(promotion: MenuPromotion, { t, menu }: Reader): string[] {
  const parts: readonly Part[] = promotion.kind === "BUNDLE" ? (promotion.bundle ?? []) : [promotion];
  if (parts.some(({ item_ids, category_ids }) => item_ids.length + category_ids.length === 0)) return [];
  const isCovered = ({ item_id, category_id }: Reader["menu"]["items"][number]) =>
    parts.some(({ item_ids, category_ids }) => item_ids.includes(item_id) || category_ids.includes(category_id));
  return menu.items.filter(isCovered).map((item) => nameIn(item, t.language));
}

/** A promotion that is over is on the menu until the next one is published. */
export const isOver = ({ ends_at }: MenuPromotion, nowMs: number): boolean => ends_at !== null && Date.parse(ends_at) <= nowMs;
