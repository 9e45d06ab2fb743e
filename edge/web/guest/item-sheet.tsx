/** One item: its choices, how many, a note for the bar, and what that costs by the menu. A promotion is taken off by the box, in the basket. */
import { deltaOf, ofGroup, unitCentsOf, withChoice, withQty } from "@crema/shared/domain/menu/choosing";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import type { RequestedLine } from "@crema/shared/domain/order/order-request";
import { Button } from "@crema/ui/components/button.tsx";
import { OneOf, SomeOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { ItemPicture } from "@crema/ui/components/item-picture.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useState } from "react";
import { Pieces } from "./pieces.tsx";

type Group = MenuResponse["modifier_groups"][number];

const LONGEST_NOTE = 140;

export interface ItemSheetProps {
  readonly menu: MenuResponse;
  readonly item: MenuResponse["items"][number];
  readonly timeZone: string;
  onAdd(line: RequestedLine): void;
  onClose(): void;
}

export function ItemSheet({ menu, item, timeZone, onAdd, onClose }: ItemSheetProps) {
  const t = useWords();
  const menuWords = useMenuWords();
  const groups = item.modifier_group_ids.flatMap((id) => menu.modifier_groups.find((group) => group.group_id === id) ?? []);
  const [chosen, setChosen] = useState<readonly string[]>(() => groups.flatMap(defaultsOf));
  const [qty, setQty] = useState(1);
  const [note, setNote] = useState("");
  const missing = groups.find((group) => new Set(ofGroup(group, chosen)).size < group.min_choices);
  const choose = (group: Group, ids: readonly string[]) => {
    const own = ofGroup(group, chosen);
    setChosen([...chosen.filter((id) => !own.includes(id)), ...ids]);
  };
  const { money } = useFormat();
  const cents =
    qty *
    unitCentsOf(
      item,
      groups.flatMap(({ modifiers }) => modifiers),
      chosen,
    );
  const add = () => onAdd({ item_id: item.item_id, qty, modifier_ids: [...chosen], fill_defaults: false, note: note.trim() || null });
  return (
    <Sheet
      title={menuWords.name(item)}
      isOpen
      onClose={onClose}
      footer={
        <>
          <Pieces name={t("guest.quantity")} value={qty} least={1} onChange={setQty} />
          <Button look="primary" size="large" className="guest-grow" isDisabled={missing !== undefined} onPress={add}>
            {missing ? t("guest.missing", { name: menuWords.name(missing) }) : t("guest.add_priced", { price: money(cents, menu) })}
          </Button>
        </>
      }
    >
      <div className="guest-stack">
        <ItemPicture picture={item.picture} size={960} alt={menuWords.name(item)} />
        {menuWords.description(item) ? <p className="soft">{menuWords.description(item)}</p> : null}
        {menuWords.allergens(item.allergens) ? <p className="soft small">{menuWords.allergens(item.allergens)}</p> : null}
        {groups.map((group) => (
          <Choices
            key={group.group_id}
            group={group}
            unit={menu}
            timeZone={timeZone}
            present={new Set(chosen)}
            chosen={ofGroup(group, chosen)}
            onChoose={(ids) => choose(group, ids)}
          />
        ))}
        <Field label={t("guest.note")} hint={t("guest.note_hint")} maxLength={LONGEST_NOTE} value={note} onChange={setNote} />
      </div>
    </Sheet>
  );
}

interface ChoicesProps {
  readonly group: Group;
  readonly unit: MenuResponse;
  readonly timeZone: string;
  /** Everything that is chosen for the line: a price may depend on it. */
  readonly present: ReadonlySet<string>;
  /** Of this group, each as often as it is wanted. */
  readonly chosen: readonly string[];
  onChoose(ids: readonly string[]): void;
}

function Choices({ group, unit, timeZone, present, chosen, onChoose }: ChoicesProps) {
  const t = useWords();
  const menuWords = useMenuWords();
  const { money } = useFormat();
  const choices = group.modifiers.map((modifier) => {
    const delta = deltaOf(modifier, present);
    const price = delta === 0 ? null : `${delta > 0 ? "+" : "−"}${money(Math.abs(delta), unit)}`;
    const extra = [price, menuWords.stock(modifier, timeZone), menuWords.allergens(modifier.allergens)].filter(Boolean).join(", ");
    const { modifier_id: id, is_available } = modifier;
    return { id, name: menuWords.name(modifier), extra, isDisabled: !is_available && !chosen.includes(id) };
  });
  const different = [...new Set(chosen)];
  const { min_choices: min, max_choices: max } = group;
  const rule = ruleOf(group, t);
  const some = (ids: readonly string[]) => {
    const tapped = ids.find((id) => !chosen.includes(id)) ?? different.find((id) => !ids.includes(id));
    if (tapped !== undefined) onChoose(withChoice(group, chosen, tapped));
  };
  const several = group.modifiers.filter(({ modifier_id, max_qty = 1 }) => max_qty > 1 && chosen.includes(modifier_id));
  const name = menuWords.name(group);
  return (
    <>
      {min === 1 && max === 1 ? (
        <OneOf label={name} choices={choices} chosen={chosen[0] ?? null} onChoose={(id) => onChoose([id])} />
      ) : (
        <SomeOf label={name} rule={rule} choices={choices} chosen={different} most={max} onChoose={some} />
      )}
      {several.map((modifier) => (
        <div key={modifier.modifier_id} className="guest-row">
          <span>{menuWords.name(modifier)}</span>
          <Pieces
            name={menuWords.name(modifier)}
            value={chosen.filter((id) => id === modifier.modifier_id).length}
            least={1}
            {...(modifier.max_qty === undefined ? {} : { most: modifier.max_qty })}
            onChange={(qty) => onChoose(withQty(chosen, modifier.modifier_id, qty))}
          />
        </div>
      ))}
    </>
  );
}

function ruleOf({ min_choices: min, max_choices: max }: Group, t: Words): string {
  if (min === 0) return t("guest.up_to", { max });
  return min === max ? t("guest.choose", { min }) : t("guest.choose_between", { min, max });
}

const defaultsOf = (group: Group): string[] =>
  group.default_modifier_ids.filter((id) => group.modifiers.some((one) => one.modifier_id === id && one.is_available));
