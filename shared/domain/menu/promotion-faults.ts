/** What is wrong with the promotions of a menu: with their conditions, and with what their kind needs or has no use for. */
import type { FieldFault } from "../kernel/errors.ts";
import { COUNTER_DISCOUNT } from "../order/order.ts";
import { lasts } from "../store/profile.ts";
import type { Covered, Promotion, PromotionKind } from "./menu.ts";
import type { MenuRows } from "./menu-rows.ts";
import { codeKey } from "./promotions.ts";
import { repeated, unknown } from "./row-faults.ts";

export function promotionFaults(rows: MenuRows): FieldFault[] {
  const coded = rows.promotions.map((promotion, i) => ({ code: promotion.code, i })).filter((row) => row.code !== null);
  const known = knownIn(rows);
  return [
    ...repeated(
      rows.promotions.map((promotion) => promotion.promotion_id),
      (i) => `/promotions/${i}/promotion_id`,
    ),
    ...repeated(
      coded.map((row) => codeKey(row.code ?? "")),
      (i) => `/promotions/${coded[i]?.i}/code`,
    ),
    ...rows.promotions.flatMap((promotion, i) => {
      const at = `/promotions/${i}`;
      return [
        ...conditionFaults(promotion, at),
        ...kindFaults(promotion, at),
        ...unknownCovered(promotion, at, known),
        ...bundleFaults(promotion, at, known),
      ];
    }),
  ];
}

function conditionFaults(promotion: Promotion, at: string): FieldFault[] {
  const { promotion_id, code, starts_at, ends_at, hours = [], channels, is_listed, limits } = promotion;
  const fault = (member: string, message: string): FieldFault[] => [{ field: `${at}/${member}`, message }];
  return [
    ...(promotion_id === COUNTER_DISCOUNT ? fault("promotion_id", "is the name of staff's own discounts") : []),
    ...(starts_at !== null && ends_at !== null && starts_at >= ends_at ? fault("ends_at", "is not after starts_at") : []),
    ...hours.flatMap((span, i) => (lasts(span) ? [] : fault(`hours/${i}/close`, "ends as it begins"))),
    ...(is_listed && code === null ? fault("is_listed", "has no code that the app could show") : []),
    ...(limits && Object.values(limits).every((limit) => limit === undefined) ? fault("limits", "limits nothing; leave it out") : []),
    ...(limits && channels && !channels.includes("APP") ? fault("limits", "is for app orders alone, which `channels` leaves out") : []),
  ];
}

const OF_KINDS = ["price_cents", "buy_qty", "get_qty", "bundle"] as const;
type OfKind = (typeof OF_KINDS)[number];

const NEEDS: Readonly<Record<PromotionKind, readonly OfKind[]>> = {
  PERCENT: [],
  AMOUNT: [],
  FIXED_PRICE: ["price_cents"],
  BUY_X_GET_Y: ["buy_qty", "get_qty"],
  BUNDLE: ["price_cents", "bundle"],
};

function kindFaults(promotion: Promotion, at: string): FieldFault[] {
  const needed = NEEDS[promotion.kind];
  const { rate_ppm, amount_cents, item_ids, category_ids, modifier_ids = [] } = promotion;
  const covers = { item_ids, category_ids, modifier_ids };
  return [
    ...OF_KINDS.flatMap((member): FieldFault[] => {
      if (needed.includes(member) === (promotion[member] !== undefined)) return [];
      return [{ field: `${at}/${member}`, message: `${needed.includes(member) ? "is needed for" : "is no part of"} ${promotion.kind}` }];
    }),
    ...(promotion.kind !== "PERCENT" && needed.length > 0 && rate_ppm > 0
      ? [{ field: `${at}/rate_ppm`, message: `is no part of ${promotion.kind}` }]
      : []),
    ...(promotion.kind !== "AMOUNT" && needed.length > 0 && amount_cents > 0
      ? [{ field: `${at}/amount_cents`, message: `is no part of ${promotion.kind}` }]
      : []),
    ...Object.entries(covers).flatMap(([member, ids]) =>
      promotion.kind === "BUNDLE" && ids.length > 0 ? [{ field: `${at}/${member}`, message: "of a BUNDLE stands in its parts" }] : [],
    ),
  ];
}

interface Known {
  readonly categoryOf: ReadonlyMap<string, string>;
  readonly categories: ReadonlySet<string>;
  readonly modifiers: ReadonlySet<string>;
}

const knownIn = (rows: MenuRows): Known => ({
  categoryOf: new Map(rows.items.map((item) => [item.item_id, item.category_id])),
  categories: new Set(rows.categories.map((category) => category.category_id)),
  modifiers: new Set(rows.modifier_groups.flatMap((group) => group.modifiers.map((modifier) => modifier.modifier_id))),
});

function unknownCovered({ item_ids, category_ids, modifier_ids = [] }: Covered, at: string, known: Known): FieldFault[] {
  return [
    ...unknown(item_ids, known.categoryOf, (j) => `${at}/item_ids/${j}`, "is not an item"),
    ...unknown(category_ids, known.categories, (j) => `${at}/category_ids/${j}`, "is not a category"),
    ...unknown(modifier_ids, known.modifiers, (j) => `${at}/modifier_ids/${j}`, "is not a modifier of the menu"),
  ];
}

/** A unit that two parts could take would have no certain place. */
function bundleFaults({ bundle = [] }: Promotion, at: string, known: Known): FieldFault[] {
  const partOf = new Map<string, number>();
  return bundle.flatMap((part, j): FieldFault[] => {
    const own = `${at}/bundle/${j}`;
    const items = new Set([
      ...part.item_ids,
      ...[...known.categoryOf].flatMap(([id, category]) => (part.category_ids.includes(category) ? [id] : [])),
    ]);
    const twice = [...items].find((id) => partOf.has(id));
    for (const id of items) partOf.set(id, j);
    return [
      ...unknownCovered(part, own, known),
      ...(part.item_ids.length + part.category_ids.length === 0 ? [{ field: own, message: "names no item and no category" }] : []),
      ...(twice === undefined ? [] : [{ field: own, message: `${twice} is in another part of the bundle already` }]),
    ];
  });
}
