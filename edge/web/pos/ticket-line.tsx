/** One line of the ticket; a tap opens it. It shows what differs from the item's defaults. */
import { choiceText } from "@crema/shared/domain/order/choice-text";
import { useFormat } from "@crema/ui/format/use-format.ts";
import { Button } from "react-aria-components/Button";
import { isAllergy } from "../allergy.ts";
import type { CartLine } from "./cart.ts";
import { chosenOf } from "./line-sheet.tsx";
import type { Menu } from "./use-menu.ts";

export interface TicketLineProps {
  readonly line: CartLine;
  readonly menu: Menu;
  /** null: not known yet. */
  readonly total: number | null;
  readonly isCurrent: boolean;
  onPress(): void;
}

export function TicketLine({ line, menu, total, isCurrent, onPress }: TicketLineProps) {
  const { money } = useFormat();
  const item = menu.items.get(line.item_id);
  const parts = item ? menu.groupsOf(item).flatMap((group) => named(group, chosenOf(group, line))) : line.modifier_ids;
  return (
    <li>
      <Button className="ticket-line" onPress={onPress}>
        <span className="ticket-qty number">{line.qty}×</span>
        <span className="ticket-what">
          <span className="ticket-name">{item?.name ?? line.item_id}</span>
          {parts.length > 0 ? <span className="small soft">{parts.join(", ")}</span> : null}
          {line.note ? <span className={isAllergy(line.note) ? "ticket-allergy small" : "small"}>{line.note}</span> : null}
        </span>
        <span className={`number${isCurrent ? "" : " soft"}`}>{total === null ? "…" : money(total, menu.response)}</span>
      </Button>
    </li>
  );
}

function named(group: { modifiers: readonly { modifier_id: string; name: string }[] }, ids: readonly string[]): string[] {
  const chosen = group.modifiers.map(({ modifier_id, name }) => ({ name, qty: ids.filter((id) => id === modifier_id).length }));
  return chosen.filter(({ qty }) => qty > 0).map(choiceText);
}
