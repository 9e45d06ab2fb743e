/** The choices of one group, each with what it adds, and how often where it may be there more than once. */
import { deltaOf, withChoice, withQty } from "@crema/shared/domain/menu/choosing";
import type { MenuResponse } from "@crema/shared/domain/menu/menu-response";
import { Badge } from "@crema/ui/components/badge.tsx";
import { Stepper } from "@crema/ui/components/stepper.tsx";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { useMenuWords } from "@crema/ui/menu/menu-words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { useStore } from "./use-stores.ts";

export type Group = MenuResponse["modifier_groups"][number];
type Modifier = Group["modifiers"][number];

export interface GroupChoicesProps {
  readonly group: Group;
  readonly unit: MenuResponse;
  /** Everything that is chosen for the line: a price may depend on it. */
  readonly present: ReadonlySet<string>;
  /** Of this group, each as often as it is wanted. */
  readonly chosen: readonly string[];
  onChange(to: (own: string[]) => string[]): void;
}

export function GroupChoices({ group, unit, present, chosen, onChange }: GroupChoicesProps) {
  const rule = useRule(group);
  const words = useMenuWords();
  const choose = (id: string) => onChange((own) => (isOneOf(group) ? [id] : withChoice(group, own, id)));
  return (
    <fieldset className="rows">
      <legend>
        {words.name(group)} <span className="soft small">{rule}</span>
      </legend>
      {group.modifiers.map((modifier) => {
        const { modifier_id: id, max_qty = 1, is_available } = modifier;
        const isChosen = chosen.includes(id);
        const allergens = words.allergens(modifier.allergens);
        return (
          <div key={id}>
            <label className="row">
              <input
                type={isOneOf(group) ? "radio" : "checkbox"}
                name={group.group_id}
                checked={isChosen}
                disabled={!is_available && !isChosen}
                onChange={() => choose(id)}
              />
              <span className="grow">
                {words.name(modifier)}
                {allergens ? <span className="soft small"> {allergens}</span> : null}
              </span>
              <Delta modifier={modifier} unit={unit} present={present} />
            </label>
            {isChosen && max_qty > 1 ? (
              <Stepper
                label={words.name(modifier)}
                value={chosen.filter((one) => one === id).length}
                min={1}
                max={max_qty}
                onChange={(qty) => onChange((own) => withQty(own, id, qty))}
              />
            ) : null}
          </div>
        );
      })}
    </fieldset>
  );
}

function Delta({ modifier, unit, present }: { modifier: Modifier; unit: MenuResponse; present: ReadonlySet<string> }) {
  const { money } = useFormat();
  const { stock } = useMenuWords();
  const text = stock(modifier, useStore(unit.store_id)?.time_zone);
  if (!modifier.is_available) return <Badge tone="warn">{text}</Badge>;
  const delta = deltaOf(modifier, present);
  if (delta === 0 && text === null) return null;
  return (
    <span className="soft number">
      {text ? <Badge>{text}</Badge> : null} {delta > 0 ? "+" : ""}
      {delta === 0 ? "" : money(delta, unit)}
    </span>
  );
}

const isOneOf = (group: Group) => group.min_choices === 1 && group.max_choices === 1;

function useRule({ min_choices: min, max_choices: max }: Group): string {
  const t = useWords();
  if (min === 0) return max === 1 ? t("item.rule.optional_one") : t("item.rule.optional", { max });
  if (min === max) return min === 1 ? t("item.rule.required") : t("item.rule.exactly", { min });
  return t("item.rule.between", { min, max });
}
