/** What is offered instead: items of the menu that are not sold out, each with the choices that it requires. */
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf } from "@crema/ui/components/choices.tsx";
import { useWords } from "@crema/ui/words/words-context.tsx";
import X from "lucide-react/icons/x";
import { useId, useState } from "react";
import type { Item, Menu } from "../pos/use-menu.ts";

export interface Option {
  readonly item_id: string;
  readonly modifier_ids: readonly string[];
  readonly name: string;
}

const MOST = 5;

export function OptionPicker({ menu, options, onOptions }: { menu: Menu; options: readonly Option[]; onOptions(next: Option[]): void }) {
  const t = useWords();
  const id = useId();
  const [itemId, setItemId] = useState("");
  const [chosen, setChosen] = useState<Readonly<Record<string, string>>>({});
  const item = menu.items.get(itemId);
  const groups = item ? menu.groupsOf(item).filter(({ min_choices }) => min_choices > 0) : [];
  const of = (group: (typeof groups)[number]) => chosen[group.group_id] ?? group.default_modifier_ids[0] ?? null;
  const isWhole = item !== undefined && groups.every((group) => of(group) !== null);
  const add = (what: Item) => {
    const modifier_ids = groups.flatMap((group) => of(group) ?? []);
    const names = groups.flatMap((group) => group.modifiers.find(({ modifier_id }) => modifier_id === of(group))?.name ?? []);
    onOptions([...options, { item_id: what.item_id, modifier_ids, name: [what.name, ...names].join(", ") }]);
    setItemId("");
    setChosen({});
  };
  return (
    <div className="stack">
      {options.length > 0 ? (
        <ul className="substitute-options" aria-label={t("substitute.offered")}>
          {options.map((option, at) => (
            <li key={`${option.item_id} ${option.modifier_ids.join(" ")}`}>
              <strong>{option.name}</strong>
              <Button
                look="quiet"
                icon={X}
                aria-label={t("substitute.withdraw", { name: option.name })}
                onPress={() => onOptions(options.filter((_, i) => i !== at))}
              />
            </li>
          ))}
        </ul>
      ) : null}
      {options.length < MOST ? (
        <div className="field">
          <label htmlFor={id}>{t("substitute.offer_instead", { most: MOST })}</label>
          <select id={id} className="substitute-select" value={itemId} onChange={({ target }) => setItemId(target.value)}>
            <option value="">{t("substitute.choose_item")}</option>
            {menu.response.categories.map((category) => (
              <optgroup key={category.category_id} label={category.name}>
                {ofCategory(menu.response, category.category_id).map((one) => (
                  <option key={one.item_id} value={one.item_id}>
                    {one.name}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </div>
      ) : null}
      {groups.map((group) => (
        <OneOf
          key={group.group_id}
          label={group.name}
          choices={group.modifiers.map((one) => ({ id: one.modifier_id, name: one.name, isDisabled: !one.is_available }))}
          chosen={of(group)}
          onChoose={(modifier) => setChosen({ ...chosen, [group.group_id]: modifier })}
        />
      ))}
      {item ? (
        <Button isDisabled={!isWhole} onPress={() => add(item)}>
          {t("substitute.offer", { name: item.name })}
        </Button>
      ) : null}
    </div>
  );
}

const ofCategory = ({ items }: MenuResponse, id: string): Item[] => items.filter((one) => one.category_id === id && one.is_available);
