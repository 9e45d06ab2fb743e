/** One line of the ticket; a tap opens it. What differs from the item's defaults stands out, and what does not is quiet. */

import { choiceText } from "@crema/shared/domain/order/choice-text";
import { useFormat } from "@crema/ui/format/use-format.ts";
import type { Words } from "@crema/ui/words/words.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import { Button } from "react-aria-components/Button";
import { isAllergy, noteShown } from "../allergy.ts";
import { type CartLine, chosenOf } from "./cart.ts";
import type { Group, Menu } from "./use-menu.ts";

export interface TicketLineProps {
  readonly line: CartLine;
  readonly menu: Menu;
  /** null: not known yet. */
  readonly total: number | null;
  readonly isCurrent: boolean;
  onPress(): void;
}

export function TicketLine({ line, menu, total, isCurrent, onPress }: TicketLineProps) {
  const t = useWords();
  const { money } = useFormat();
  const item = menu.items.get(line.item_id);
  const parts = item ? menu.groupsOf(item).flatMap((group) => partsOf(group, chosenOf(group, line), t)) : [];
  return (
    <li>
      <Button className="ticket-line" onPress={onPress}>
        <span className="ticket-qty number">{line.qty}×</span>
        <span className="ticket-what">
          <span className="ticket-name">{item?.name ?? line.item_id}</span>
          {parts.length > 0 ? (
            <span className="small">
              {parts.map(({ text, isUsual }, at) => (
                <span key={text} className={isUsual ? "soft" : "ticket-other"}>
                  {at > 0 ? ", " : ""}
                  {text}
                </span>
              ))}
            </span>
          ) : null}
          {line.note ? <span className={isAllergy(line.note) ? "ticket-allergy small" : "small"}>{noteShown(line.note, t)}</span> : null}
        </span>
        <span className={`number${isCurrent ? "" : " soft"}`}>{total === null ? "…" : money(total, menu.response)}</span>
      </Button>
    </li>
  );
}

interface Part {
  readonly text: string;
  readonly isUsual: boolean;
}

/** What is chosen of a group, and what its defaults would have been where nothing of it is. */
function partsOf(group: Group, ids: readonly string[], t: Words): Part[] {
  const piecesOf = (id: string) => ids.filter((one) => one === id).length;
  const usual = new Set(group.default_modifier_ids);
  const parts = group.modifiers.flatMap(({ modifier_id, name }): Part[] => {
    const qty = piecesOf(modifier_id);
    return qty > 0 ? [{ text: choiceText({ name, qty }), isUsual: usual.has(modifier_id) && qty === 1 }] : [];
  });
  const without = group.modifiers.filter(({ modifier_id }) => usual.has(modifier_id));
  return parts.length > 0 ? parts : without.map(({ name }) => ({ text: t("pos.ticket.without", { name }), isUsual: false }));
}
