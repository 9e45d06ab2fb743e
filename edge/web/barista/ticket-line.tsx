/** A line of a ticket: quantity and item, what differs from how it comes, and a check mark when it is made. */
import type { OrderLine } from "@crema/shared/domain/order/order";
import { Badge } from "@crema/ui/components/badge.tsx";
import { Icon } from "@crema/ui/components/icon.tsx";
import { useSettled } from "@crema/ui/use-settled.ts";
import { useWords } from "@crema/ui/words/words-context.tsx";
import Check from "lucide-react/icons/check";
import { Checkbox } from "react-aria-components/Checkbox";
import { isAllergy, noteShown } from "../allergy.ts";

export interface TicketLineProps {
  readonly line: OrderLine;
  /** What is not as the item comes. */
  readonly differs: readonly string[];
  readonly isMade: boolean;
  /** Made at another station than the one looked at. */
  readonly isElsewhere: boolean;
  /** Staff have marked something in it as sold out since it was ordered. */
  readonly isSoldOut: boolean;
  /** What a tap would do, apart from whether the line is made. */
  readonly meaning: string;
  /** null: the order is not in progress, so there is nothing to check off. */
  readonly onMade: ((made: boolean) => void) | null;
  /** A tap was meant for what was here before. */
  onTooEarly(): void;
}

export function TicketLine({ line, differs, isMade, isElsewhere, isSoldOut, meaning, onMade, onTooEarly }: TicketLineProps) {
  const t = useWords();
  const settled = useSettled<HTMLLIElement>(`${meaning} ${isMade}`);
  const what = (
    <span className="bar-what">
      <span className="bar-item">
        <b className={`number bar-qty${line.qty > 1 ? " bar-qty-many" : ""}`}>{line.qty}×</b> {line.name}
        {isElsewhere ? <span className="small soft"> {t("queue.made_at", { station: line.station })}</span> : null}
      </span>
      {differs.length > 0 ? <span className="bar-differs">{differs.join(", ")}</span> : null}
      {isSoldOut ? (
        <Badge tone="bad" isSolid>
          {t("queue.sold_out")}
        </Badge>
      ) : null}
      {line.note ? <span className={isAllergy(line.note) ? "bar-line-allergy" : "bar-note"}>{noteShown(line.note, t)}</span> : null}
    </span>
  );
  return (
    <li
      ref={settled.ref}
      onPointerDownCapture={() => settled.begin("pointer")}
      onKeyDownCapture={() => settled.begin("keys")}
      className={["bar-line", isMade ? "bar-made" : "", isElsewhere ? "bar-elsewhere" : "", settled.isSettled ? "" : "bar-unsettled"].join(
        " ",
      )}
    >
      {onMade ? (
        <Checkbox
          className="bar-check"
          isSelected={isMade}
          onChange={(made) => (settled.whyNotMeant() === null ? onMade(made) : onTooEarly())}
        >
          <span className="bar-box" aria-hidden="true">
            {isMade ? <Icon of={Check} /> : null}
          </span>
          {what}
        </Checkbox>
      ) : (
        what
      )}
    </li>
  );
}
