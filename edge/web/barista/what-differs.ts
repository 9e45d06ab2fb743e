/** What of a line is not as its item comes by itself, as the bar reads it: nobody has to look for the oat milk among what is always there. */
import { choiceText } from "@crema/shared/domain/order/choice-text";
import type { OrderLine } from "@crema/shared/domain/order/order";
import type { Words } from "@crema/ui/words/words.ts";
import type { Menu } from "../pos/use-menu.ts";

type Line = Pick<OrderLine, "item_id" | "modifiers">;

/**
 * `menu` null, or of another version than the order was priced by: nobody knows what was the default then, so that all of it is told.
 * A default that was left out, and that nothing stands for, is told by "No".
 */
export function whatDiffers(line: Line, menuVersion: number, menu: Menu | null, t: Words): string[] {
  const item = menu?.response.version === menuVersion ? menu.items.get(line.item_id) : undefined;
  if (!menu || !item) return line.modifiers.map(choiceText);
  const groups = menu.groupsOf(item);
  const known = new Set(groups.map(({ group_id }) => group_id));
  return [
    ...groups.flatMap((group) => {
      const chosen = line.modifiers.filter(({ group_id }) => group_id === group.group_id);
      const isDefault = (id: string) => group.default_modifier_ids.includes(id);
      const more = chosen.filter(({ modifier_id, qty = 1 }) => !isDefault(modifier_id) || qty > 1);
      const isReplaced = group.max_choices === 1 && more.length > 0;
      const left = isReplaced ? [] : group.modifiers.filter(({ modifier_id }) => isDefault(modifier_id) && !isIn(chosen, modifier_id));
      return [...more.map(choiceText), ...left.map(({ name }) => t("queue.without", { name }))];
    }),
    ...line.modifiers.filter(({ group_id }) => !known.has(group_id)).map(choiceText),
  ];
}

const isIn = (chosen: Line["modifiers"], id: string): boolean => chosen.some(({ modifier_id }) => modifier_id === id);
