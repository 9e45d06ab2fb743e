/** One line of the ticket: choices, quantity, note for the bar. The menu says which choices are required. */
import type { MoneyUnit } from "@crema/shared/domain/kernel/money-unit";
import { deltaOf, withChoice, withQty } from "@crema/shared/domain/menu/choosing";
import { Button } from "@crema/ui/components/button.tsx";
import { Chip } from "@crema/ui/components/chip.tsx";
import { OneOf, SomeOf } from "@crema/ui/components/choices.tsx";
import { Field } from "@crema/ui/components/field.tsx";
import { Sheet } from "@crema/ui/components/sheet.tsx";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Percent from "lucide-react/icons/percent";
import { useState } from "react";
import { isAllergy, noteOf, noteText } from "../allergy.ts";
import type { Stock } from "../stock.ts";
import { type CartLine, chosenOf } from "./cart.ts";
import type { Group, Item, Menu } from "./use-menu.ts";
import "./line-sheet.css";

export interface LineSheetProps {
  readonly menu: Menu;
  readonly item: Item;
  readonly line: CartLine;
  readonly isNew: boolean;
  readonly stock: Stock;
  onDone(line: CartLine): void;
  onRemove(): void;
  /** Takes something off this line alone; null: not of this ticket. */
  readonly onDiscount: ((line: CartLine) => void) | null;
  onClose(): void;
}

const LONGEST_NOTE = 120;

export function LineSheet({ menu, item, line, isNew, stock, onDone, onRemove, onDiscount, onClose }: LineSheetProps) {
  const t = useWords();
  const groups = menu.groupsOf(item);
  const [chosen, setChosen] = useState(() => new Map(groups.map((group) => [group.group_id, chosenOf(group, line)])));
  const [qty, setQty] = useState(line.qty);
  const [note, setNote] = useState(noteText(line.note));
  const [allergy, setAllergy] = useState(isAllergy(line.note));
  const missing = groups.filter((group) => new Set(chosen.get(group.group_id)).size < group.min_choices);
  const present = new Set([...chosen.values()].flat());
  const choose = (group: Group, ids: string[]) => setChosen((before) => new Map(before).set(group.group_id, ids));
  const changed = (): CartLine => ({
    ...line,
    qty,
    note: noteOf(note, allergy, t("pos.line.ask_guest")),
    modifier_ids: groups.flatMap((group) => chosen.get(group.group_id) ?? []),
    fill_defaults: false,
  });
  return (
    <Sheet
      title={item.name}
      isOpen
      onClose={onClose}
      size="wide"
      footer={
        <>
          <Stepper label={t("pos.line.how_many")} value={qty} min={1} onChange={setQty} />
          <span className="line-sheet-space" />
          {isNew ? null : (
            <Button look="danger" onPress={onRemove}>
              {t("pos.line.remove")}
            </Button>
          )}
          {isNew || !onDiscount ? null : (
            <Button icon={Percent} isDisabled={missing.length > 0} onPress={() => onDiscount(changed())}>
              {t("pos.pay.discount")}
            </Button>
          )}
          <Button look="primary" size="large" isDisabled={missing.length > 0} onPress={() => onDone(changed())}>
            {missing[0] ? t("pos.line.choose", { name: missing[0].name }) : t(isNew ? "pos.line.add" : "pos.line.done")}
          </Button>
        </>
      }
    >
      <div className="line-sheet">
        {groups.map((group) => (
          <GroupChoices
            key={group.group_id}
            group={group}
            currency={menu.response}
            present={present}
            stock={stock}
            chosen={chosen.get(group.group_id) ?? []}
            onChoose={(ids) => choose(group, ids)}
          />
        ))}
        <Field label={t("pos.line.note")} maxLength={LONGEST_NOTE} value={note} onChange={setNote} />
        <SomeOf
          label={t("pos.line.allergy")}
          choices={[{ id: "allergy", name: t("pos.line.is_allergy") }]}
          chosen={allergy ? ["allergy"] : []}
          most={1}
          onChoose={(ids) => setAllergy(ids.length > 0)}
        />
      </div>
    </Sheet>
  );
}

interface GroupChoicesProps {
  readonly group: Group;
  readonly currency: MoneyUnit;
  /** Everything that is chosen for the line: a price may depend on it. */
  readonly present: ReadonlySet<string>;
  readonly stock: Stock;
  readonly chosen: readonly string[];
  onChoose(ids: string[]): void;
}

function GroupChoices({ group, currency, present, stock, chosen, onChoose }: GroupChoicesProps) {
  const t = useWords();
  const { money } = useFormat();
  const choices = group.modifiers.map((modifier) => {
    const { modifier_id: id, name } = modifier;
    const delta = deltaOf(modifier, present);
    const isSoldOut = stock.marked.has(`modifier ${id}`);
    const left = stock.left.get(`modifier ${id}`);
    const price = delta === 0 ? null : `${delta > 0 ? "+" : "−"}${money(Math.abs(delta), currency)}`;
    return {
      id,
      name,
      mostPieces: modifier.max_qty ?? 1,
      extra: isSoldOut
        ? t("store.stock.sold_out")
        : [price, left === undefined ? null : t("store.stock.left", { count: left })].filter(Boolean).join(", "),
      isDisabled: isSoldOut && !chosen.includes(id),
    };
  });
  if (group.min_choices === 1 && group.max_choices === 1) {
    return <OneOf label={group.name} choices={choices} chosen={chosen[0] ?? null} onChoose={(id) => onChoose([id])} />;
  }
  const rule =
    group.min_choices > 0
      ? t("pos.line.choose_range", { min: group.min_choices, max: group.max_choices })
      : t("pos.line.up_to", { max: group.max_choices });
  return (
    <fieldset className="line-group">
      <legend>
        {group.name} <span className="small soft">{rule}</span>
      </legend>
      {choices.map(({ id, name, extra, mostPieces, isDisabled }) => {
        const pieces = chosen.filter((one) => one === id).length;
        const hasPieces = pieces > 0 && mostPieces > 1;
        return (
          <div key={id} className={hasPieces ? "line-choice line-choice-pieces" : "line-choice"}>
            <Chip isSelected={pieces > 0} isDisabled={isDisabled} extra={extra} onPress={() => onChoose(withChoice(group, chosen, id))}>
              {name}
            </Chip>
            {hasPieces ? (
              <Stepper
                label={t("pos.line.how_many_of", { name })}
                value={pieces}
                min={1}
                max={mostPieces}
                onChange={(qty) => onChoose(withQty(chosen, id, qty))}
              />
            ) : null}
          </div>
        );
      })}
    </fieldset>
  );
}
