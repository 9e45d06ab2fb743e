/**
 * Everything that must hold before menu rows become a document that stores sell by. Reports all faults at once, as
 * pointers into the rows, so that a menu can be mended in one go.
 * A price below zero need not come from one modifier alone: the cheapest allowed choice of every group counts.
 */

import type { FieldFault } from "../kernel/errors.ts";
import { lasts, type TaxRules } from "../store/profile.ts";
import { taxFaults } from "../store/tax-rates.ts";
import { cheapestUnit } from "./cheapest-unit.ts";
import type { Modifier, ModifierGroup } from "./menu.ts";
import type { MenuRows } from "./menu-rows.ts";
import { promotionFaults } from "./promotion-faults.ts";
import { repeated, unknown } from "./row-faults.ts";

/** `tax`: the rules of the store's profile; null skips the check of tax categories (no profile yet). */
export function checkMenu(rows: MenuRows, tax: Pick<TaxRules, "rates"> | null): FieldFault[] {
  return [
    ...repeated(
      rows.categories.map((category) => category.category_id),
      (i) => `/categories/${i}/category_id`,
    ),
    ...repeated(
      rows.items.map((item) => item.item_id),
      (i) => `/items/${i}/item_id`,
    ),
    ...repeated(
      rows.modifier_groups.map((group) => group.group_id),
      (i) => `/modifier_groups/${i}/group_id`,
    ),
    ...rows.modifier_groups.flatMap((group, i) => groupFaults(group, `/modifier_groups/${i}`)),
    ...modifierFaults(rows),
    ...daypartFaults(rows),
    ...itemFaults(rows, tax),
    ...promotionFaults(rows),
  ];
}

function groupFaults(group: ModifierGroup, at: string): FieldFault[] {
  const ids = group.modifiers.map((modifier) => modifier.modifier_id);
  const defaults = group.default_modifier_ids;
  const faults: FieldFault[] = [
    ...repeated(ids, (i) => `${at}/modifiers/${i}/modifier_id`),
    ...repeated(defaults, (i) => `${at}/default_modifier_ids/${i}`),
    ...unknown(defaults, new Set(ids), (i) => `${at}/default_modifier_ids/${i}`, "is not a modifier of the group"),
  ];
  if (group.min_choices > group.max_choices)
    faults.push({ field: `${at}/min_choices`, message: `is above max_choices ${group.max_choices}` });
  if (group.min_choices > ids.length) faults.push({ field: `${at}/min_choices`, message: `the group has only ${ids.length} modifiers` });
  if (defaults.length > group.max_choices)
    faults.push({ field: `${at}/default_modifier_ids`, message: `more than max_choices ${group.max_choices}` });
  if (defaults.length > 0 && defaults.length < group.min_choices) {
    faults.push({ field: `${at}/default_modifier_ids`, message: `fewer than min_choices ${group.min_choices}` });
  }
  return [...faults, ...noneFaults(group, at)];
}

/** Of a group's explicit none. */
function noneFaults(group: ModifierGroup, at: string): FieldFault[] {
  const nones = group.modifiers.flatMap((modifier, i) => (modifier.is_none ? [{ modifier, at: `${at}/modifiers/${i}` }] : []));
  const faults = nones.flatMap(({ modifier, at: own }, nth): FieldFault[] => [
    ...(nth > 0 ? [{ field: `${own}/is_none`, message: "the group has a none already" }] : []),
    ...(modifier.price_delta_cents !== 0 || modifier.prices?.length
      ? [{ field: `${own}/price_delta_cents`, message: "a none has no price" }]
      : []),
    ...(modifier.max_qty === undefined ? [] : [{ field: `${own}/max_qty`, message: "a none is there once" }]),
  ]);
  if (nones.length > 0 && group.min_choices > 1)
    faults.push({ field: `${at}/min_choices`, message: "above 1, so that the group's none could never be chosen" });
  if (group.default_modifier_ids.length > 1 && nones.some(({ modifier }) => group.default_modifier_ids.includes(modifier.modifier_id)))
    faults.push({ field: `${at}/default_modifier_ids`, message: "has a none beside others" });
  return faults;
}

/** Of prices that depend on another modifier. */
function modifierFaults(rows: MenuRows): FieldFault[] {
  const known = new Set(rows.modifier_groups.flatMap((group) => group.modifiers.map((modifier) => modifier.modifier_id)));
  const faultsOf = ({ modifier_id, prices = [] }: Modifier, at: string): FieldFault[] => {
    const others = prices.map((price) => price.with_modifier_id);
    const field = (i: number) => `${at}/prices/${i}/with_modifier_id`;
    return [
      ...unknown(others, known, field, "is not a modifier of the menu"),
      ...repeated(others, field),
      ...others.flatMap((id, i) => (id === modifier_id ? [{ field: field(i), message: "is the modifier itself" }] : [])),
    ];
  };
  return rows.modifier_groups.flatMap((group, g) =>
    group.modifiers.flatMap((modifier, m) => faultsOf(modifier, `/modifier_groups/${g}/modifiers/${m}`)),
  );
}

function daypartFaults({ dayparts = [] }: MenuRows): FieldFault[] {
  return [
    ...repeated(
      dayparts.map((daypart) => daypart.daypart_id),
      (i) => `/dayparts/${i}/daypart_id`,
    ),
    ...dayparts.flatMap((daypart, i) =>
      daypart.spans.flatMap((span, j) => (lasts(span) ? [] : [{ field: `/dayparts/${i}/spans/${j}/close`, message: "ends as it begins" }])),
    ),
  ];
}

function itemFaults(rows: MenuRows, tax: Pick<TaxRules, "rates"> | null): FieldFault[] {
  const categories = new Set(rows.categories.map((category) => category.category_id));
  const groups = new Map(rows.modifier_groups.map((group) => [group.group_id, group]));
  const dayparts = new Set((rows.dayparts ?? []).map((daypart) => daypart.daypart_id));
  const wrongWith = wrongTaxes(rows, tax);
  return rows.items.flatMap((item, index) => {
    const at = `/items/${index}`;
    const own = [...new Set(item.modifier_group_ids)].flatMap((id) => groups.get(id) ?? []);
    const faults: FieldFault[] = [
      ...unknown([item.category_id], categories, () => `${at}/category_id`, "is not a category"),
      ...unknown(item.modifier_group_ids, groups, (i) => `${at}/modifier_group_ids/${i}`, "is not a modifier group"),
      ...repeated(item.modifier_group_ids, (i) => `${at}/modifier_group_ids/${i}`),
      ...(wrongWith.get(item.tax_category) ?? []).map((message): FieldFault => ({ field: `${at}/tax_category`, message })),
      ...unknown(item.daypart_ids ?? [], dayparts, (i) => `${at}/daypart_ids/${i}`, "is not a daypart"),
      ...repeated(item.daypart_ids ?? [], (i) => `${at}/daypart_ids/${i}`),
      ...sharedModifiers(own, `${at}/modifier_group_ids`),
    ];
    const cheapest = cheapestUnit(item, own);
    if (cheapest < 0)
      faults.push({ field: `${at}/base_price_cents`, message: `some choice of modifiers would make the price ${cheapest}` });
    return faults;
  });
}

/** By tax category of the menu: what is wrong with its rates in the profile. */
function wrongTaxes(rows: MenuRows, tax: Pick<TaxRules, "rates"> | null): Map<string, string[]> {
  const wrong = new Map<string, string[]>();
  if (!tax) return wrong;
  for (const category of new Set(rows.items.map((item) => item.tax_category))) {
    const rates = tax.rates.filter((rate) => rate.tax_category === category);
    const first = taxFaults({ rates })[0];
    if (rates.length === 0) wrong.set(category, [`${category} has no rate in the store's profile`]);
    else if (first) wrong.set(category, [`${category} has wrong rates in the store's profile: ${first.message}`]);
  }
  return wrong;
}

/** A modifier id in two groups of one item: a request that names it could mean either. */
function sharedModifiers(own: readonly ModifierGroup[], field: string): FieldFault[] {
  const groupOf = new Map<string, string>();
  return own.flatMap((group) =>
    group.modifiers.flatMap(({ modifier_id }): FieldFault[] => {
      const other = groupOf.get(modifier_id);
      groupOf.set(modifier_id, group.group_id);
      return other === undefined || other === group.group_id
        ? []
        : [{ field, message: `${modifier_id} is in ${other} and in ${group.group_id}` }];
    }),
  );
}
